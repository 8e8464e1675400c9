/* counters_perf.h: events that the kernel counts for us, without a library in between.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_COUNTERS_PERF_H
#define RANKPROF_AGENT_COUNTERS_PERF_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/perf_counter.h"

/* Of a process. */
struct rp_perf_events {
    uint32_t count;
    bool together; /* in one group; else the kernel gives them turns */
    struct perf_event_attr attributes[RP_PERF_GROUP_MAX];
};

/* Of one thread. */
struct rp_thread_perf {
    uint32_t count;
    bool together; /* all are read at once, by the first */
    struct rp_perf_counter counters[RP_PERF_GROUP_MAX];
};

/* Opens all of them in the calling thread, or none. */
bool rp_perf_events_open(struct rp_thread_perf *thread, const struct rp_perf_events *events);
void rp_perf_events_close(struct rp_thread_perf *thread);

/* In a forked child, of a thread of its parent. */
void rp_perf_events_forget(struct rp_thread_perf *thread);

/* Values in the order of the events; scaled where they took turns. Async-signal-safe. */
bool rp_perf_events_read(const struct rp_thread_perf *thread, uint64_t *values);

#endif
