/* family_open_mpi.c: the predefined handles of Open MPI: addresses of objects in the library.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "mpi/library.h"

bool rp_mpi_family_take(struct rp_mpi *mpi, void *(*find)(const char *name))
{
    const struct {
        const char *object;
        void *place;
    } handles[] = {
        {"ompi_mpi_comm_world", &mpi->comm_world},
        {"ompi_mpi_comm_self", &mpi->comm_self},
        {"ompi_mpi_comm_null", &mpi->comm_null},
        {"ompi_mpi_byte", &mpi->byte},
        {"ompi_mpi_datatype_null", &mpi->type_null},
        {"ompi_request_null", &mpi->request_null},
        {"ompi_message_null", &mpi->message_null},
        {"ompi_message_no_proc", &mpi->message_no_proc},
        {"ompi_mpi_win_null", &mpi->win_null},
        {"ompi_mpi_file_null", &mpi->file_null},
    };

    for (size_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
        void *const found = find(handles[i].object);

        if (!found)
            return false;
        memcpy(handles[i].place, &found, sizeof(found));
    }
    return true;
}
