/* thread_reader.h: turns one thread slot of a segment into rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_THREAD_READER_H
#define RANKPROF_COLLECTOR_READER_THREAD_READER_H

#include "collector/reader/generated.h"
#include "collector/reader/metric_reader.h"
#include "collector/reader/segment_copy.h"
#include "collector/reader/unify.h"
#include "common/segment.h"

/* What was read of a slot so far. Zeroed, nothing was. */
struct rp_thread_reader {
    struct rp_segment_thread last; /* counters at the last slice */
    uint32_t row;                  /* of /threads, valid when last.generation > 0 */
    uint32_t mapped;               /* contexts known */
    uint32_t capacity;
    uint32_t *rows;      /* [context] -> row of /contexts */
    uint64_t *values;    /* [context][metric] at the last slice */
    uint64_t off_cpu_ns; /* told so far, of all threads that had the slot */
};

/* What the slots of one process share while they are read. */
struct rp_thread_source {
    int segment;
    const struct rp_segment_header *layout; /* checked */
    struct rp_unify *unify;
    uint32_t process;        /* row of /processes */
    uint64_t start_ns;       /* session's start, CLOCK_MONOTONIC */
    uint64_t now_ns;         /* CLOCK_MONOTONIC */
    uint64_t time_limit_ns;  /* no thread can have used more since the process attached */
    const uint32_t *modules; /* [RP_SEGMENT_MODULES] -> row of /modules or RP_NO_ROW */
    const struct rp_segment_texts *texts;
    struct rp_metric_reader *metrics;
    struct rp_generated *generated;
    struct rp_scratch *contexts; /* used again for each slot */
    struct rp_scratch *values;
    struct rp_scratch *ticks;
    struct rp_rank_slice *ledger; /* what was read is added here */
    uint64_t *time_ns;            /* and RP_METRIC_TIME of all contexts here */
    bool is_detached;             /* the agent told its last: the process ends */
};

/*
 * Adds what changed since the last call. `now` is a copy of slot `slot`. Entries that cannot be
 * true are counted as damaged and left out; only lack of memory is an error.
 */
enum rp_status rp_thread_reader_drain(struct rp_thread_reader *reader, uint32_t slot,
                                      const struct rp_segment_thread *now,
                                      const struct rp_thread_source *source);

void rp_thread_reader_release(struct rp_thread_reader *reader);

#endif
