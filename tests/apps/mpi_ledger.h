/* mpi_ledger.h: a program's own ledger of the MPI calls it makes, to compare a profile with.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MPI_LEDGER_H
#define MPI_LEDGER_H

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ledger_line {
    const char *call;
    long long calls, sent, received;
};

static struct ledger_line ledger[256];
static int ledger_lines;

static void ledger_note(const char *call, long long sent, long long received)
{
    int i = 0;

    while (i < ledger_lines && strcmp(ledger[i].call, call) != 0)
        i++;
    if (i == ledger_lines)
        ledger[ledger_lines++].call = call;
    ledger[i].calls++;
    ledger[i].sent += sent;
    ledger[i].received += received;
}

/* Makes a call and notes what it gives away and takes; the bytes are told before it is made. */
#define CALL(name, sent, received, ...)                                                            \
    do {                                                                                           \
        ledger_note(#name, sent, received);                                                        \
        if (name(__VA_ARGS__) != MPI_SUCCESS) {                                                    \
            fprintf(stderr, "failed: %s, line %d\n", #name, __LINE__);                             \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

/* One file a rank: CALL CALLS SENT RECEIVED. */
static void ledger_write(const char *path, int rank)
{
    char name[4096];
    FILE *file;

    snprintf(name, sizeof(name), "%s.%d", path, rank);
    file = fopen(name, "w");
    if (!file)
        exit(1);
    for (int i = 0; i < ledger_lines; i++)
        fprintf(file, "%s %lld %lld %lld\n", ledger[i].call, ledger[i].calls, ledger[i].sent,
                ledger[i].received);
    fclose(file);
}

#endif
