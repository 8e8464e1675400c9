/* hang.h: finds out that the rank is stuck in MPI, and that all of the job are.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A rank is stuck when it is in an MPI call and none has begun or ended for some time. It says so
 * by a file of its own in the folder `stuck` of the output directory. The last one to become stuck
 * sees that nobody is left who could go on: the job hangs. No messages, and no look at the others
 * meanwhile, but for rank 0, which looks again, for a network file system tells of files late.
 */
#ifndef RANKPROF_COLLECTOR_READER_HANG_H
#define RANKPROF_COLLECTOR_READER_HANG_H

#include <stdbool.h>
#include <stdint.h>

#include "collector/reader/stack_reader.h"

struct rp_hang_start {
    const char *directory; /* of the output */
    uint32_t rank;
    uint32_t ranks;    /* 0: not known */
    uint64_t after_ns; /* how long without progress; 0: never stuck */
};

/* What was found; at most one thing at a time. */
enum rp_hang_news {
    RP_HANG_NOTHING,
    RP_HANG_STUCK, /* this rank has just become stuck */
    RP_HANG_JOB,   /* so has every other that runs: said to one rank only */
};

struct rp_hang {
    struct rp_hang_start start;
    struct rp_mpi_pulse pulse; /* as it was seen last */
    uint64_t since_ns;         /* and since when it is so, CLOCK_MONOTONIC */
    uint64_t look_ns;          /* when to look next; 0: never */
    bool is_stuck;
    bool has_looked; /* at the others, since it is stuck */
    bool is_told;    /* the news of the job */
};

void rp_hang_start(struct rp_hang *hang, const struct rp_hang_start *start, uint64_t now_ns);

/* To be called when `look_ns` has come. */
enum rp_hang_news rp_hang_look(struct rp_hang *hang, const struct rp_mpi_pulse *pulse,
                               uint64_t now_ns);

/* The rank goes on, or ends: takes its file away. */
void rp_hang_release(struct rp_hang *hang);

#endif
