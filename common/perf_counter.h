/* perf_counter.h: a counter of perf_event that one thread has.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A descriptor of the program's process: the program may close it, as daemons do with all they
 * find, and the number may then name a file of its own. So nothing is done with a descriptor before
 * the kernel says that it still is the counter.
 */
#ifndef RANKPROF_COMMON_PERF_COUNTER_H
#define RANKPROF_COMMON_PERF_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

#define RP_PERF_GROUP_MAX 14u

struct rp_perf_counter {
    int fd;      /* -1: none */
    uint64_t id; /* the kernel's name for it */
};

/* What was counted since it was opened. Async-signal-safe; false when it cannot be read. */
bool rp_perf_counter_read(const struct rp_perf_counter *counter, uint64_t *value);

/* What the counters of a group were read as. */
struct rp_perf_group {
    uint64_t count;
    uint64_t enabled_ns, running_ns; /* counters that took turns ran less than they were enabled */
    uint64_t values[RP_PERF_GROUP_MAX];
};

/*
 * Of a counter that was opened with PERF_FORMAT_GROUP and both times, and those in its group.
 * Async-signal-safe; false when they cannot be read.
 */
bool rp_perf_counter_read_group(const struct rp_perf_counter *leader, struct rp_perf_group *group);

/* Changes the period. Async-signal-safe. */
void rp_perf_counter_pace(const struct rp_perf_counter *counter, uint64_t period);

/* No signal comes any more; of any thread of the process. */
void rp_perf_counter_stop(const struct rp_perf_counter *counter);

/* Stops and closes: in the thread that is counted, or when that thread is no more. */
void rp_perf_counter_close(struct rp_perf_counter *counter);

/* Closes what a forked child has of its parent's counter, which goes on. */
void rp_perf_counter_forget(struct rp_perf_counter *counter);

#endif
