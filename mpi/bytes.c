/* bytes.c: how many bytes arguments of MPI functions stand for.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/bytes.h"

#include "mpi/library.h"

uint64_t rp_bytes(int64_t count, MPI_Datatype datatype)
{
    const struct rp_mpi *const mpi = rp_mpi_library();
    MPI_Count bytes = 0;

    if (count <= 0 || !datatype || datatype == mpi->type_null)
        return 0;
    if (mpi->Type_size_x(datatype, &bytes) != MPI_SUCCESS || bytes <= 0)
        return 0;
    return (uint64_t)count * (uint64_t)bytes;
}

uint64_t rp_bytes_sum(const int *counts, MPI_Datatype datatype, int parts)
{
    int64_t sum = 0;

    for (int i = 0; i < parts; i++)
        sum += counts[i];
    return rp_bytes(sum, datatype);
}

uint64_t rp_bytes_sum_types(const int *counts, const MPI_Datatype *datatypes, int parts)
{
    uint64_t sum = 0;

    for (int i = 0; i < parts; i++)
        sum += rp_bytes(counts[i], datatypes[i]);
    return sum;
}

uint64_t rp_bytes_near(const struct rp_neighbours *near, const int *counts, MPI_Datatype datatype)
{
    int64_t sum = 0;

    for (int i = 0; i < near->count; i++)
        sum += near->ranks[i] != MPI_PROC_NULL ? counts[i] : 0;
    return rp_bytes(sum, datatype);
}

uint64_t rp_bytes_near_types(const struct rp_neighbours *near, const int *counts,
                             const MPI_Datatype *datatypes)
{
    uint64_t sum = 0;

    for (int i = 0; i < near->count; i++)
        sum += near->ranks[i] != MPI_PROC_NULL ? rp_bytes(counts[i], datatypes[i]) : 0;
    return sum;
}

uint64_t rp_bytes_of_status(const MPI_Status *status)
{
    const struct rp_mpi *const mpi = rp_mpi_library();
    MPI_Count bytes = 0;

    if (mpi->Get_elements_x(status, mpi->byte, &bytes) != MPI_SUCCESS || bytes < 0)
        return 0;
    return (uint64_t)bytes;
}
