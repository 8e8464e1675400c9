/* tick_log.h: writes the tick log of a thread (segment_tick.h) within a budget.
 * SPDX-License-Identifier: Apache-2.0
 *
 * One writer, the thread itself: its wrappers and its signal handler, which keep out of each other
 * as they do in the tree. Async-signal-safe. A reader sees the rows below the count of the slot,
 * which is stored last, and must pass those that may have been written over meanwhile.
 */
#ifndef RANKPROF_COMMON_TICK_LOG_H
#define RANKPROF_COMMON_TICK_LOG_H

#include <stdatomic.h>

#include "common/segment.h"

/*
 * What the threads of a process may write: many rows at once, so that a short run is told whole,
 * and few in the long run. Zeroed, but for its first two members, it is ready.
 */
struct rp_tick_budget {
    uint64_t offset_ns;     /* CLOCK_REALTIME less CLOCK_MONOTONIC at the session's start */
    uint64_t start_ns;      /* CLOCK_MONOTONIC */
    _Atomic uint64_t spent; /* rows */
    _Atomic uint32_t ranks; /* of the job, which share what all may write; 0: not known */
    _Atomic uint32_t logs;  /* threads that write */
};

/* Private to the thread. */
struct rp_tick_log {
    struct rp_segment_thread *thread;
    struct rp_segment_tick *rows; /* in the segment */
    uint32_t mask;
    struct rp_tick_budget *budget;
    bool is_on;          /* the thread calls MPI */
    uint64_t last_ns;    /* end of its last call that was looked at */
    bool is_span_chosen; /* a tick since then was to be recorded */
    uint64_t tick;       /* the present one; what follows is of it */
    bool is_chosen;
    uint32_t level;
    uint64_t room;    /* rows that may still be written in it */
    uint64_t written; /* rows that were */
    uint64_t density; /* rows in a recorded tick, in 1/16, smoothed */
};

/* `ticks` is where the log lies in the mapped segment. Nothing is written until it is on. */
void rp_tick_log_place(struct rp_tick_log *log, const struct rp_segment_header *header,
                       struct rp_segment_thread *thread, void *ticks,
                       struct rp_tick_budget *budget);

/* The thread calls MPI from `now_ns` on; it ends. */
void rp_tick_log_switch_on(struct rp_tick_log *log, uint64_t now_ns);
void rp_tick_log_switch_off(struct rp_tick_log *log);

/* The job has so many ranks, which share what is recorded. */
static inline void rp_tick_log_share(struct rp_tick_log *log, uint32_t ranks)
{
    atomic_store_explicit(&log->budget->ranks, ranks, memory_order_relaxed);
}

/*
 * Whether what the thread did from the end of its last call until `now_ns` touches a tick that is
 * recorded: then that call is to be added.
 */
bool rp_tick_log_wants(struct rp_tick_log *log, uint64_t now_ns);

/* The call that ended is dealt with; what comes now belongs to the next one. */
void rp_tick_log_end_call(struct rp_tick_log *log, uint64_t now_ns);

/* A row that is wanted. Its level is filled in. Beyond the budget it is counted and left out. */
void rp_tick_log_add(struct rp_tick_log *log, const struct rp_segment_tick *row);

/* A sample, or time in the kernel, if its moment is recorded. */
void rp_tick_log_sample(struct rp_tick_log *log, const struct rp_segment_tick *row);

/* The number of the tick at `ns` of CLOCK_MONOTONIC. */
static inline uint64_t rp_tick_at(const struct rp_tick_budget *budget, uint64_t ns)
{
    return (ns + budget->offset_ns) >> RP_TICK_SHIFT;
}

#endif
