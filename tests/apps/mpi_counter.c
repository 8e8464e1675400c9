/* mpi_counter.c: a plain counter of some MPI calls, to be preloaded.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Short, as such tools are. Writes $MPI_COUNTER.RANK at the end: CALL CALLS SENT RECEIVED.
 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

static long long sends, sent, receives, received, reductions, reduced;

static long long bytes_of(int count, MPI_Datatype type)
{
    int size;

    PMPI_Type_size(type, &size);
    return (long long)count * size;
}

int MPI_Send(const void *buf, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm)
{
    sends++;
    sent += bytes_of(count, type);
    return PMPI_Send(buf, count, type, dest, tag, comm);
}

int MPI_Recv(void *buf, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm,
             MPI_Status *status)
{
    MPI_Status own;
    int bytes;
    const int rc = PMPI_Recv(buf, count, type, source, tag, comm, &own);

    PMPI_Get_count(&own, MPI_BYTE, &bytes);
    receives++;
    received += bytes;
    if (status != MPI_STATUS_IGNORE)
        *status = own;
    return rc;
}

int MPI_Allreduce(const void *give, void *take, int count, MPI_Datatype type, MPI_Op op,
                  MPI_Comm comm)
{
    reductions++;
    reduced += bytes_of(count, type);
    return PMPI_Allreduce(give, take, count, type, op, comm);
}

int MPI_Finalize(void)
{
    const char *path = getenv("MPI_COUNTER");
    char name[4096];
    FILE *file;
    int rank;

    PMPI_Comm_rank(MPI_COMM_WORLD, &rank);
    snprintf(name, sizeof(name), "%s.%d", path ? path : "mpi_counter", rank);
    file = fopen(name, "w");
    if (file) {
        fprintf(file, "MPI_Send %lld %lld 0\nMPI_Recv %lld 0 %lld\nMPI_Allreduce %lld %lld %lld\n",
                sends, sent, receives, received, reductions, reduced, reduced);
        fclose(file);
    }
    return PMPI_Finalize();
}
