/* imbalance.c: an MPI program in which one rank does twice the work of each other.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: imbalance [SLOW RANK, default the last but one] [MILLIONS of loop turns, default 250]
 */
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) static uint64_t compute(uint64_t value, long turns)
{
    for (long i = 0; i < turns; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

int main(int argc, char **argv)
{
    int rank;
    int ranks;
    uint64_t value;
    uint64_t sum;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const int slow = argc > 1 ? atoi(argv[1]) : ranks > 1 ? ranks - 2 : 0;
    const long turns = (argc > 2 ? atol(argv[2]) : 250) * 1000000;
    value = compute((uint64_t)rank, rank == slow ? 2 * turns : turns);
    MPI_Allreduce(&value, &sum, 1, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0)
        printf("%llu\n", (unsigned long long)sum);
    MPI_Finalize();
    return 0;
}
