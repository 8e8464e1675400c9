/* mpi_regions.c: a program with named regions, whose times and counts it writes down itself.
 * SPDX-License-Identifier: Apache-2.0
 *
 * mpi_regions LEDGER [names]
 *
 * Regions of rankprof.h: "set-up", then "solve" with 20 iterations "step", in which the last rank
 * works twice as long, and within each of them a phase "exchange" that communicates. A thread that
 * begins no region works beside them, and one that is in a region of its own. Then regions by
 * MPI_Pcontrol: levels, or with `names` by name. A child is forked within a region. Each rank
 * writes to LEDGER.RANK a line REGION VISITS ITERATIONS NANOSECONDS MPI_NANOSECONDS, without those
 * within it.
 */
#include <mpi.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <rankprof/rankprof.h>

#define STEPS 20
#define WORK  500000 /* turns: some ms */

enum { SET_UP, SOLVE, STEP, EXCHANGE, LEVEL, REGIONS };

static const char *names[REGIONS] = {"set-up", "solve", "solve > step", "solve > step > exchange",
                                     "MPI_Pcontrol(0)"};
static struct {
    uint64_t visits, iterations, ns, mpi_ns;
} ledger[REGIONS];
static volatile double sink;
static volatile bool is_over;

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

__attribute__((noinline)) static void spin(long turns)
{
    for (long i = 0; i < turns; i++)
        sink += 1.0 / (double)(i + 1);
}

__attribute__((noinline)) static void compute(long turns)
{
    spin(turns);
    __asm__ volatile("");
}

__attribute__((noinline)) static void set_up(void)
{
    compute(20 * WORK);
    __asm__ volatile("");
}

/* Since the last call: to the region that the program was in meanwhile. */
static void book(int region)
{
    static uint64_t last_ns;
    const uint64_t now = now_ns();

    if (region >= 0)
        ledger[region].ns += now - last_ns;
    last_ns = now;
}

static void exchange(int rank)
{
    double give = rank, take;
    uint64_t start_ns;

    ledger[EXCHANGE].visits++;
    rankprof_phase_begin("exchange");
    book(STEP);
    start_ns = now_ns();
    MPI_Allreduce(&give, &take, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    ledger[EXCHANGE].mpi_ns += now_ns() - start_ns;
    book(EXCHANGE);
    rankprof_phase_end("exchange");
}

__attribute__((noinline)) static void advance(long turns)
{
    compute(turns);
    sink = 0;
}

static void solve(int rank, int ranks)
{
    ledger[SOLVE].visits++;
    rankprof_phase_begin("solve");
    book(-1);
    for (int step = 0; step < STEPS; step++) {
        ledger[STEP].iterations++;
        rankprof_iteration_begin("step");
        book(SOLVE);
        advance(rank == ranks - 1 ? 2 * WORK : WORK);
        exchange(rank);
        book(STEP);
        rankprof_iteration_end("step");
    }
    book(SOLVE);
    rankprof_phase_end("solve");
}

__attribute__((noinline)) static void help_along(void)
{
    while (!is_over)
        spin(1000);
    __asm__ volatile("");
}

static void *helper(void *unused)
{
    help_along();
    return unused;
}

__attribute__((noinline)) static void wander(void)
{
    do
        spin(500);
    while (!is_over);
    __asm__ volatile("");
}

static void *loner(void *unused)
{
    rankprof_phase_begin("alone");
    wander();
    rankprof_phase_end("alone");
    return unused;
}

__attribute__((noinline)) static void work_of_child(void)
{
    compute(18 * WORK); /* equal functions would be one */
    __asm__ volatile("");
}

/* The child goes on in the region, whose time is its parent's to tell. */
static void fork_child(void)
{
    const pid_t child = fork();

    if (child == 0) {
        work_of_child();
        exit(0);
    }
    waitpid(child, NULL, 0);
}

__attribute__((noinline)) static void in_level(void)
{
    compute(22 * WORK);
    __asm__ volatile("");
}

static void mark_by_level(bool by_name)
{
    if (by_name)
        names[LEVEL] = "by name";
    book(-1);
    ledger[LEVEL].visits++;
    if (by_name)
        MPI_Pcontrol(1, "by name");
    else
        MPI_Pcontrol(0);
    in_level();
    if (by_name)
        MPI_Pcontrol(-1, "by name");
    else
        MPI_Pcontrol(1);
    book(LEVEL);
}

static void write_ledger(const char *path, int rank)
{
    char name[4096];
    FILE *file;

    snprintf(name, sizeof(name), "%s.%d", path, rank);
    file = fopen(name, "w");
    for (int i = 0; file && i < REGIONS; i++)
        fprintf(file, "%s\t%llu %llu %llu %llu\n", names[i], (unsigned long long)ledger[i].visits,
                (unsigned long long)ledger[i].iterations, (unsigned long long)ledger[i].ns,
                (unsigned long long)ledger[i].mpi_ns);
    if (file)
        fclose(file);
}

int main(int argc, char **argv)
{
    pthread_t threads[2];
    int rank, ranks;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    rankprof_phase_end("never begun");
    ledger[SET_UP].visits++;
    rankprof_phase_begin("set-up");
    book(-1);
    set_up();
    fork_child();
    book(SET_UP);
    rankprof_phase_end("set-up");
    pthread_create(&threads[0], NULL, helper, NULL);
    pthread_create(&threads[1], NULL, loner, NULL);
    solve(rank, ranks);
    is_over = true;
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    mark_by_level(argc > 2 && strcmp(argv[2], "names") == 0);
    write_ledger(argv[1], rank);
    MPI_Finalize();
    return 0;
}
