/* family_mpich.c: the predefined handles of MPICH and the libraries with its ABI: constants.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/library.h"

/* MPIR_F08_MPI_IN_PLACE is in every library of the family (Intel MPI, Cray MPICH, MVAPICH). */
bool rp_mpi_family_take(struct rp_mpi *mpi, void *(*find)(const char *name))
{
    if (find("ompi_mpi_comm_world") || !find("MPIR_F08_MPI_IN_PLACE"))
        return false;
    mpi->comm_world = MPI_COMM_WORLD;
    mpi->comm_self = MPI_COMM_SELF;
    mpi->comm_null = MPI_COMM_NULL;
    mpi->byte = MPI_BYTE;
    mpi->type_null = MPI_DATATYPE_NULL;
    mpi->request_null = MPI_REQUEST_NULL;
    mpi->message_null = MPI_MESSAGE_NULL;
    mpi->message_no_proc = MPI_MESSAGE_NO_PROC;
    mpi->win_null = MPI_WIN_NULL;
    mpi->file_null = MPI_FILE_NULL;
    return true;
}
