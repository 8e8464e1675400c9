/* mpi_cost.c: the time of one MPI call, at a given depth of the stack.
 * SPDX-License-Identifier: Apache-2.0
 *
 * mpi_cost FRAMES: rank 0 prints a line NAME NANOSECONDS for each kind of call, the least of many
 * runs; also for the two calls around an iteration, and for what a recorded call cannot do without:
 * two readings of the clock.
 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <rankprof/rankprof.h>

enum { CALLS = 2000, RUNS = 100 };

static int rank, ranks;

static void probe(void)
{
    int flag;

    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_SELF, &flag, MPI_STATUS_IGNORE);
}

static void reduce(void)
{
    double give = rank, take;

    MPI_Allreduce(&give, &take, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

/* Four calls, one after the other, two of them on each rank; a rank alone sends to itself. */
static void exchange(void)
{
    char byte = 0;

    if (rank == 0)
        MPI_Send(&byte, 1, MPI_CHAR, ranks - 1, 0, MPI_COMM_WORLD);
    if (rank == ranks - 1)
        MPI_Recv(&byte, 1, MPI_CHAR, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (rank == ranks - 1)
        MPI_Send(&byte, 1, MPI_CHAR, 0, 0, MPI_COMM_WORLD);
    if (rank == 0)
        MPI_Recv(&byte, 1, MPI_CHAR, ranks - 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void mark(void)
{
    rankprof_iteration_begin("pass");
    rankprof_iteration_end("pass");
}

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void read_clock_twice(void)
{
    now_ns();
    now_ns();
}

static double least_ns(void (*call)(void))
{
    double least = 1e18;

    for (int run = 0; run < RUNS; run++) {
        const double start = now_ns();
        double each;

        for (int i = 0; i < CALLS; i++)
            call();
        each = (now_ns() - start) / CALLS;
        least = each < least ? each : least;
    }
    return least;
}

static void measure(void)
{
    static const struct {
        const char *name;
        void (*call)(void);
        int calls; /* MPI calls that follow each other in one call */
    } kinds[] = {{"MPI_Iprobe", probe, 1},
                 {"MPI_Allreduce-8", reduce, 1},
                 {"MPI_Send+Recv-1", exchange, 4},
                 {"rankprof_iteration", mark, 2},
                 {"(two-clock-reads)", read_clock_twice, 1}};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const double ns = least_ns(kinds[i].call) / kinds[i].calls;

        if (rank == 0)
            printf("%s %.0f\n", kinds[i].name, ns);
    }
}

__attribute__((noinline)) static void descend(int frames)
{
    if (frames > 0)
        descend(frames - 1);
    else
        measure();
    __asm__ volatile(""); /* no tail call */
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    descend(argc > 1 ? atoi(argv[1]) : 10);
    MPI_Finalize();
    return 0;
}
