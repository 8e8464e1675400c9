/* steps.c: a long MPI job in small: short steps of some functions, some collectives, and rest.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: steps SECONDS [WARM_SECONDS]
 * Prints the steps at the end. Each step works for some milliseconds and rests for 50. First, for
 * WARM_SECONDS of the time, each rank makes many calls by itself: what is kept of calls is then as
 * full as after an hour of the job in real time.
 */
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static volatile uint64_t sink;

#define WORK(name, rounds)                                                                         \
    __attribute__((noinline)) static void name(uint64_t value)                                     \
    {                                                                                              \
        for (long i = 0; i < (rounds); i++)                                                        \
            value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;                  \
        sink = value;                                                                              \
    }
WORK(assemble, 1200000)
WORK(solve, 600000)
WORK(correct, 300000)
WORK(output, 900000)

#define SUMS 8 /* of a step, as of scalar products */

static void sum_up(MPI_Comm ranks, int times)
{
    const double part = 1;
    double whole;

    for (int i = 0; i < times; i++)
        MPI_Allreduce(&part, &whole, 1, MPI_DOUBLE, MPI_SUM, ranks);
}

static void warm_up(double end)
{
    const struct timespec pause = {0, 1000000};

    while (MPI_Wtime() < end) {
        sum_up(MPI_COMM_SELF, SUMS);
        nanosleep(&pause, NULL);
    }
}

static void step(int number, int rank)
{
    const struct timespec rest = {0, 50000000};

    sum_up(MPI_COMM_WORLD, SUMS);
    assemble((uint64_t)number);
    solve((uint64_t)rank);
    if (rank == 0)
        correct(1);
    if (number % 100 == 0)
        output((uint64_t)number);
    nanosleep(&rest, NULL);
}

int main(int argc, char **argv)
{
    const double seconds = argc > 1 ? atof(argv[1]) : 10;
    const double warm_seconds = argc > 2 ? atof(argv[2]) : 0;
    int rank, steps = 0, go_on = 1;
    double start;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    start = MPI_Wtime();
    warm_up(start + warm_seconds);
    while (go_on) {
        step(++steps, rank);
        go_on = MPI_Wtime() - start < seconds;
        MPI_Bcast(&go_on, 1, MPI_INT, 0, MPI_COMM_WORLD);
    }
    if (rank == 0)
        printf("%d steps\n", steps);
    MPI_Finalize();
    return 0;
}
