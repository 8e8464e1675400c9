/* deadlock.c: ranks that wait for each other for ever, in one of some ways.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: deadlock missing|cycle|split|finalize
 *   missing   after 3 rounds the last rank does not come to MPI_Allreduce: it waits for a message
 *             that nobody sends
 *   cycle     each rank waits for a message of the next one, by MPI_Irecv and MPI_Wait
 *   split     as missing, on a communicator of the odd ranks; the even ones wait in MPI_Barrier
 *   finalize  the last rank is done a round too early
 */
#include <mpi.h>
#include <stdio.h>
#include <string.h>

static int rank, ranks;

__attribute__((noinline)) static void rounds(MPI_Comm comm, int number)
{
    for (int i = 0; i < number; i++) {
        double sum = rank;

        MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, comm);
    }
}

__attribute__((noinline)) static void wait_for_nobody(void)
{
    int got;

    MPI_Recv(&got, 1, MPI_INT, 0, 77, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

__attribute__((noinline)) static void wait_for_next(void)
{
    MPI_Request request;
    int got;

    MPI_Irecv(&got, 1, MPI_INT, (rank + 1) % ranks, 5, MPI_COMM_WORLD, &request);
    MPI_Wait(&request, MPI_STATUS_IGNORE);
}

static void split(void)
{
    MPI_Comm half;

    MPI_Comm_split(MPI_COMM_WORLD, rank % 2, rank, &half);
    rounds(half, 2);
    if (rank == ranks - 1)
        wait_for_nobody();
    if (rank % 2)
        rounds(half, 1);
    MPI_Barrier(MPI_COMM_WORLD);
}

int main(int argc, char **argv)
{
    const char *const way = argc > 1 ? argv[1] : "missing";

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    rounds(MPI_COMM_WORLD, 3);
    printf("ready\n");
    fflush(stdout);
    if (strcmp(way, "cycle") == 0)
        wait_for_next();
    else if (strcmp(way, "split") == 0)
        split();
    else if (strcmp(way, "finalize") == 0)
        rounds(MPI_COMM_WORLD, rank == ranks - 1 ? 0 : 1);
    else if (rank == ranks - 1)
        wait_for_nobody();
    else
        rounds(MPI_COMM_WORLD, 1);
    MPI_Finalize();
    return 0;
}
