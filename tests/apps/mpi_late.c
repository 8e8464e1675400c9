/* mpi_late.c: ranks that are late in turn, in functions of their own, and tell when they were what.
 * SPDX-License-Identifier: Apache-2.0
 *
 * mpi_late LOG world|groups|ring|naps SECONDS
 *
 * Each step has work that all do alike (base), work that each rank does in turn (late_in_turn) and
 * work that only the last rank does (late_always); then all wait for each other: in MPI_COMM_WORLD,
 * in two halves of it, or by messages to the next rank. With `naps` who is late in turn sleeps.
 * Each rank writes LOG.RANK with a line a step: when it began, when each of the three ended, when
 * it called MPI and when it came back, in ns.
 */
#include <mpi.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BASE_US    2000
#define IN_TURN_US 4000
#define ALWAYS_US  2500
#define MOST_STEPS 100000

/* Moments of one step. */
enum { BEGAN, BASE_DONE, IN_TURN_DONE, ALWAYS_DONE, CALLED, RETURNED, MOMENTS };

static uint64_t moments[MOST_STEPS][MOMENTS];
static int rank, ranks, steps;
static bool naps;
static volatile double sink;

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void note(int moment)
{
    moments[steps][moment] = now_ns();
}

/* Work that takes some time of a CPU, whoever else uses it. */
__attribute__((noinline)) static void spin(long turns)
{
    for (long i = 0; i < turns; i++)
        sink += 1.0 / (double)(i + 1);
}

static long turns_in_us;

__attribute__((noinline)) static void base(void)
{
    spin(BASE_US * turns_in_us);
    __asm__ volatile("");
}

__attribute__((noinline)) static void late_in_turn(void)
{
    if (naps)
        usleep(IN_TURN_US);
    else
        spin(IN_TURN_US * turns_in_us);
    __asm__ volatile("");
}

__attribute__((noinline)) static void late_always(void)
{
    spin(ALWAYS_US * turns_in_us);
    __asm__ volatile("");
}

/* How fast spin() is when nothing disturbs it: the best of many short tries. */
static void calibrate(void)
{
    double best_us = 1e9;

    for (int i = 0; i < 200; i++) {
        const uint64_t start_ns = now_ns();
        double us;

        spin(20000);
        us = (double)(now_ns() - start_ns) / 1e3;
        best_us = us < best_us ? us : best_us;
    }
    MPI_Allreduce(MPI_IN_PLACE, &best_us, 1, MPI_DOUBLE, MPI_MIN, MPI_COMM_WORLD);
    turns_in_us = (long)(20000 / best_us) + 1;
}

static void work(void)
{
    note(BEGAN);
    base();
    note(BASE_DONE);
    if (steps % ranks == rank)
        late_in_turn();
    note(IN_TURN_DONE);
    if (rank == ranks - 1)
        late_always();
    note(ALWAYS_DONE);
}

static void meet(MPI_Comm comm)
{
    double give = rank, take;

    note(CALLED);
    MPI_Allreduce(&give, &take, 1, MPI_DOUBLE, MPI_SUM, comm);
    note(RETURNED);
}

/* Eager sends to the next rank: who receives waits for the one before. */
static void pass_on(void)
{
    double give = rank, take;

    MPI_Send(&give, 1, MPI_DOUBLE, (rank + 1) % ranks, 7, MPI_COMM_WORLD);
    note(CALLED);
    MPI_Recv(&take, 1, MPI_DOUBLE, (rank + ranks - 1) % ranks, 7, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    note(RETURNED);
}

static void write_log(const char *path)
{
    char name[4096];
    FILE *file;

    snprintf(name, sizeof(name), "%s.%d", path, rank);
    file = fopen(name, "w");
    for (int step = 0; file && step < steps; step++) {
        for (int i = 0; i < MOMENTS; i++)
            fprintf(file, "%llu ", (unsigned long long)moments[step][i]);
        fputc('\n', file);
    }
    if (file)
        fclose(file);
}

int main(int argc, char **argv)
{
    const char *const how = argc > 2 ? argv[2] : "world";
    const double seconds = argc > 3 ? atof(argv[3]) : 5;
    MPI_Comm comm = MPI_COMM_WORLD;
    uint64_t end_ns;
    int going = 1;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    calibrate();
    if (strcmp(how, "groups") == 0)
        MPI_Comm_split(MPI_COMM_WORLD, rank / (ranks / 2), rank, &comm);
    naps = strcmp(how, "naps") == 0;
    end_ns = now_ns() + (uint64_t)(seconds * 1e9);
    while (going && steps < MOST_STEPS) {
        work();
        if (strcmp(how, "ring") == 0)
            pass_on();
        else
            meet(comm);
        steps++;
        if (steps % 50 == 0) {
            going = now_ns() < end_ns;
            MPI_Bcast(&going, 1, MPI_INT, 0, MPI_COMM_WORLD);
        }
    }
    write_log(argv[1]);
    MPI_Finalize();
    return 0;
}
