/* counters.h: events read at each sample, from whichever source can count them truthfully.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Each source is a table of functions in its own file. An event goes to the first source that
 * takes it; the reason of the last refusal is kept for the rank file.
 */
#ifndef RANKPROF_AGENT_COUNTERS_H
#define RANKPROF_AGENT_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "collector/agent/counters/counters_perf.h"
#include "collector/agent/sampling/overflow.h"
#include "collector/agent/settings.h"

struct rp_counter_source;

/* One event asked for. */
struct rp_event {
    const char *name; /* as it was asked for, with the period */
    uint64_t period;  /* 0: counted at each sample of the clock */
    const char *unit;
    const struct rp_counter_source *source; /* NULL: refused */
    uint32_t place;                         /* number among the events of its source */
    bool multiplexed;
    bool is_papis;                /* only PAPI can count it */
    bool is_hardware;             /* of the processor: what stays 0 is not believed */
    char reason[RP_REASON_BYTES]; /* why refused, or a remark; empty: nothing to say */
};

#define RP_COUNTER_SOURCES 4u

struct rp_counters {
    const struct rp_counter_source *sources[RP_COUNTER_SOURCES]; /* in the order they are asked */
    uint32_t count;
    struct rp_event events[RP_EVENTS_MAX];
    struct rp_overflows overflows; /* those of the events that have a period */
    struct rp_perf_events perf;    /* those that the kernel counts */
};

/* What one thread holds. */
struct rp_thread_counters {
    struct rp_thread_perf perf;
    int papi_set; /* event set of PAPI, when it counts here */
    bool papi_counts;
    uint64_t last[RP_EVENTS_MAX];
};

struct rp_counter_source {
    const char *name;
    /*
     * Offered every event without a source, once a process, outside of handlers; sets source,
     * place, unit and reason of those it takes, and the reason of those it knows and refuses.
     */
    void (*offer)(struct rp_counters *counters);
    /* In the thread that is to be counted; false: nothing is counted for it. */
    bool (*start)(const struct rp_counters *counters, struct rp_thread_counters *thread);
    /* Values by place; async-signal-safe; false when they could not be read. NULL: none to tell. */
    bool (*read)(const struct rp_thread_counters *thread, uint64_t *values);
    void (*stop)(struct rp_thread_counters *thread);
};

extern const struct rp_counter_source rp_counters_overflow;
extern const struct rp_counter_source rp_counters_perf;
extern const struct rp_counter_source rp_counters_papi;
extern const struct rp_counter_source rp_counters_rusage;

/* Whether any event is counted by `source`. Async-signal-safe. */
bool rp_counters_use(const struct rp_counters *counters, const struct rp_counter_source *source);

/* Finds a source for each event of the settings. Not async-signal-safe. */
void rp_counters_open(struct rp_counters *counters, const struct rp_agent_settings *settings);

/* After fork, in the child: what cannot go on counting there is refused. */
void rp_counters_forked(struct rp_counters *counters);

/* And of each thread of its parent: nothing of it is the child's. */
void rp_counters_forget(struct rp_thread_counters *thread);

/* In the thread that is to be counted, before its first sample: how many sources failed. */
uint32_t rp_counters_start(const struct rp_counters *counters, struct rp_thread_counters *thread);
void rp_counters_stop(const struct rp_counters *counters, struct rp_thread_counters *thread);

/* What was counted since the last call (or the start), by event. Async-signal-safe. */
void rp_counters_take(const struct rp_counters *counters, struct rp_thread_counters *thread,
                      uint64_t *deltas);

#endif
