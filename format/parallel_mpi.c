/* parallel_mpi.c: many processes write one file together, with MPI-IO.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The names of MPI come with the header of parallel HDF5.
 */
#include "format/h5.h"
#include "format/parallel_io.h"

static MPI_Comm communicator_of(const struct rp_parallel *parallel)
{
    return *(const MPI_Comm *)parallel->communicator;
}

hid_t rp_parallel_transfer(const struct rp_parallel *parallel)
{
    const hid_t list = H5Pcreate(H5P_DATASET_XFER);

    if (list >= 0 && parallel->communicator && H5Pset_dxpl_mpio(list, H5FD_MPIO_COLLECTIVE) < 0) {
        rp_h5_release(list);
        return H5I_INVALID_HID;
    }
    return list;
}

bool rp_parallel_set_access(const struct rp_parallel *parallel, hid_t access)
{
    if (!parallel->communicator)
        return parallel->processes == 1;
    return H5Pset_fapl_mpio(access, communicator_of(parallel), MPI_INFO_NULL) >= 0 &&
           H5Pset_coll_metadata_write(access, true) >= 0;
}

void rp_parallel_share(const struct rp_parallel *parallel, long *number)
{
    if (parallel->communicator)
        MPI_Bcast(number, 1, MPI_LONG, 0, communicator_of(parallel));
}

enum rp_status rp_parallel_agree(const struct rp_parallel *parallel, enum rp_status status)
{
    int own = (int)status;
    int worst = own;

    if (parallel->communicator)
        MPI_Allreduce(&own, &worst, 1, MPI_INT, MPI_MAX, communicator_of(parallel));
    return (enum rp_status)worst;
}
