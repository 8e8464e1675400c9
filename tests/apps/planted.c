/* planted.c: an MPI program with faults that are planted by name.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: planted STEPS MILLISECONDS [FAULT...]
 * In each step every rank works for so much CPU time, in a function of a library (planted_lib.c),
 * and meets the others in MPI_Allreduce. The time is CPU time, so it does not depend on the speed
 * of the machine nor on what else runs there. Faults:
 *   serial      then rank 0 works for as long alone, in serial_part()
 *   alternate   rank STEP / 8 works three times as long, all others a third
 *   imbalance   the last rank works twice as long
 *   held        the last rank sleeps three times as long as it works
 *   leak        each step keeps 1 MiB more
 */
#include <mpi.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "planted_lib.h"

#define MIB (1u << 20)

static bool has(int argc, char **argv, const char *fault)
{
    for (int i = 3; i < argc; i++)
        if (strcmp(argv[i], fault) == 0)
            return true;
    return false;
}

__attribute__((noinline)) static void serial_part(int rank, double seconds)
{
    if (rank == 0)
        planted_work(seconds);
    MPI_Barrier(MPI_COMM_WORLD);
}

static double factor(int argc, char **argv, int rank, int ranks, int step)
{
    if (has(argc, argv, "alternate"))
        return rank == step / 8 % ranks ? 3 : 1.0 / 3;
    return has(argc, argv, "imbalance") && rank == ranks - 1 ? 2 : 1;
}

/* Outside of MPI, without work. */
static void sleep_for(double seconds)
{
    const struct timespec time = {(time_t)seconds,
                                  (long)((seconds - (double)(time_t)seconds) * 1e9)};

    nanosleep(&time, NULL);
}

static void leak(void)
{
    char *kept = malloc(MIB);

    if (kept)
        memset(kept, 1, MIB);
}

int main(int argc, char **argv)
{
    const int steps = argc > 1 ? atoi(argv[1]) : 40;
    const double seconds = (argc > 2 ? atof(argv[2]) : 20) / 1000;
    int rank, ranks;
    long sum = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    for (int step = 0; step < steps; step++) {
        long one = planted_work(seconds * factor(argc, argv, rank, ranks, step));

        if (has(argc, argv, "held") && rank == ranks - 1)
            sleep_for(3 * seconds);
        MPI_Allreduce(&one, &sum, 1, MPI_LONG, MPI_SUM, MPI_COMM_WORLD);
        if (has(argc, argv, "serial"))
            serial_part(rank, seconds);
        if (has(argc, argv, "leak"))
            leak();
    }
    if (rank == 0)
        printf("%d\n", sum != 0);
    MPI_Finalize();
    return 0;
}
