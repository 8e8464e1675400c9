/* mpi_lives.c: programs that begin, end and use MPI in other ways than most.
 * SPDX-License-Identifier: Apache-2.0
 *
 * mpi_lives LEDGER late|no-finalize|abort|kill|hang|threads|spawn
 *
 * `abort`: the last rank calls MPI_Abort, `kill`: it is killed; the others wait for their end, as
 * with `hang` all do.
 */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "mpi_ledger.h"

#define TIMES   50
#define THREADS 4

static int rank, size;

static void exchange(int times, int tag)
{
    double out[4] = {0}, in[4];

    for (int i = 0; i < times; i++)
        CALL(MPI_Sendrecv, 32, 32, out, 4, MPI_DOUBLE, (rank + 1) % size, tag, in, 4, MPI_DOUBLE,
             (rank + size - 1) % size, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void start(int *argc, char ***argv)
{
    int provided;

    CALL(MPI_Init_thread, 0, 0, argc, argv, MPI_THREAD_MULTIPLE, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
}

/* Each thread of a rank talks with the one of the same number on the next rank. */
static void *talk(void *number)
{
    double out[4] = {0}, in[4];

    for (int i = 0; i < TIMES; i++)
        MPI_Sendrecv(out, 4, MPI_DOUBLE, (rank + 1) % size, *(int *)number, in, 4, MPI_DOUBLE,
                     (rank + size - 1) % size, *(int *)number, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return NULL;
}

static void threads(void)
{
    pthread_t ids[THREADS];
    int numbers[THREADS];

    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        pthread_create(&ids[i], NULL, talk, &numbers[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(ids[i], NULL);
    for (int i = 0; i < THREADS * TIMES; i++)
        ledger_note("MPI_Sendrecv", 32, 32);
}

static void spawn(char *program, char *ledger_path)
{
    char *arguments[] = {ledger_path, "child", NULL};
    MPI_Comm children;
    int value = 0;

    CALL(MPI_Comm_spawn, 0, 0, program, arguments, 1, MPI_INFO_NULL, 0, MPI_COMM_WORLD, &children,
         MPI_ERRCODES_IGNORE);
    CALL(MPI_Bcast, rank == 0 ? 4 : 0, 0, &value, 1, MPI_INT, rank == 0 ? MPI_ROOT : MPI_PROC_NULL,
         children);
    CALL(MPI_Comm_disconnect, 0, 0, &children);
}

static int child(void)
{
    MPI_Comm parent;
    int value;

    MPI_Init(NULL, NULL);
    MPI_Comm_get_parent(&parent);
    MPI_Bcast(&value, 1, MPI_INT, 0, parent);
    MPI_Comm_disconnect(&parent);
    MPI_Finalize();
    return 0;
}

static bool ends_well(const char *how)
{
    return strcmp(how, "late") == 0 || strcmp(how, "spawn") == 0 || strcmp(how, "threads") == 0;
}

static void end_badly(const char *how)
{
    const bool is_last = rank == size - 1;

    if (strcmp(how, "no-finalize") == 0)
        _exit(0);
    if (strcmp(how, "abort") == 0 && is_last)
        MPI_Abort(MPI_COMM_WORLD, 7);
    if (strcmp(how, "kill") == 0 && is_last)
        raise(SIGKILL);
    for (;;)
        pause();
}

int main(int argc, char **argv)
{
    const char *how = argc > 2 ? argv[2] : "";

    if (strcmp(how, "child") == 0)
        return child();
    if (strcmp(how, "late") == 0) {
        volatile double sum = 0;
        for (int i = 0; i < 50000000; i++)
            sum += i;
    }
    start(&argc, &argv);
    exchange(TIMES, 99);
    if (strcmp(how, "threads") == 0)
        threads();
    if (strcmp(how, "spawn") == 0)
        spawn(argv[0], argv[1]);
    if (ends_well(how))
        ledger_note("MPI_Finalize", 0, 0);
    if (strcmp(how, "abort") == 0 && rank == size - 1)
        ledger_note("MPI_Abort", 0, 0);
    ledger_write(argv[1], rank);
    if (!ends_well(how))
        end_badly(how);
    MPI_Finalize();
    return 0;
}
