/* overflow.h: events that interrupt a thread each time so many of them were counted.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Each thread has a counter of its own for each event. At a sample the counter is read: the calling
 * context gets all whole periods since the last one, so a signal that was lost, or merged with
 * others while the thread was in the kernel, loses nothing. What is left at the end of the thread
 * goes to RP_CONTEXT_UNSAMPLED: the sum over contexts is what the counter counted.
 */
#ifndef RANKPROF_AGENT_OVERFLOW_H
#define RANKPROF_AGENT_OVERFLOW_H

#include <linux/perf_event.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "collector/agent/settings.h"
#include "common/context_tree.h"
#include "common/perf_signal.h"

/* Of a process: the events that were asked for with a period and can be had. */
struct rp_overflows {
    uint32_t count;
    enum rp_perf_delivery delivery; /* the better one that the process can use */
    struct rp_overflow_event {
        uint32_t metric; /* row of the segment's metrics */
        uint64_t period;
        struct perf_event_attr attributes;
    } events[RP_EVENTS_MAX];
};

/* Of one thread; zeroed, nothing is counted. */
struct rp_thread_overflows {
    enum rp_perf_delivery delivery;
    _Atomic bool running;
    struct rp_overflow_counter {
        struct rp_perf_counter counter;
        uint64_t before; /* counted by counters that are closed */
        uint64_t given;  /* to contexts so far */
    } counters[RP_EVENTS_MAX];
};

/* Where a thread's counters send their signals, and how often. */
struct rp_overflow_order {
    int signal;     /* ours */
    bool no_trap;   /* SIGTRAP is the program's in this thread */
    uint32_t level; /* of the budget */
};

/*
 * Of the events that counters_overflow.c took. Returns how many of the counters could not be opened
 * in the calling thread, which the order is for.
 */
uint32_t rp_overflow_start(struct rp_thread_overflows *thread, const struct rp_overflows *overflows,
                           const struct rp_overflow_order *order);

/* No signal comes any more; of any thread of the process. False when none ran. */
bool rp_overflow_stop(struct rp_thread_overflows *thread, const struct rp_overflows *overflows);

/* Stops and closes, in the thread itself; what was counted so far is kept. */
void rp_overflow_close(struct rp_thread_overflows *thread, const struct rp_overflows *overflows);

/* In a forked child, of a thread of its parent. */
void rp_overflow_forget(struct rp_thread_overflows *thread, const struct rp_overflows *overflows);

/* May a thread of the process get `signal` of its counters? */
bool rp_overflow_needs(const struct rp_overflows *overflows, int signal);

/* ---- async-signal-safe ---- */

/* Is it the descriptor of one of the thread's counters? */
bool rp_overflow_owns(const struct rp_thread_overflows *thread,
                      const struct rp_overflows *overflows, int fd);

/*
 * Gives whole periods that were counted since the last time to `node`, of events that have reached
 * theirs at this level of the budget; how many, of all events.
 */
uint64_t rp_overflow_take(struct rp_thread_overflows *thread, const struct rp_overflows *overflows,
                          uint32_t level, struct rp_context_tree *tree, uint32_t node);

/* Gives all that was counted to `node`: at the end of the thread, of counters that are closed. */
void rp_overflow_rest(struct rp_thread_overflows *thread, const struct rp_overflows *overflows,
                      struct rp_context_tree *tree, uint32_t node);

/* Changes the periods to those of another level of the budget. */
void rp_overflow_pace(const struct rp_thread_overflows *thread,
                      const struct rp_overflows *overflows, uint32_t level);

#endif
