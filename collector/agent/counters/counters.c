/* counters.c: chooses a source for each event, starts and stops them in threads.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/counters/counters.h"

#include <stdio.h>
#include <string.h>

#include "common/event_name.h"

void rp_counters_open(struct rp_counters *counters, const struct rp_agent_settings *settings)
{
    memset(counters, 0, sizeof(*counters));
    counters->sources[0] = &rp_counters_overflow;
    counters->sources[1] = &rp_counters_rusage;
    counters->sources[2] = &rp_counters_perf;
    counters->sources[3] = &rp_counters_papi;
    counters->count = settings->event_count;
    for (uint32_t i = 0; i < counters->count; i++) {
        counters->events[i].name = settings->events[i];
        counters->events[i].unit = "count";
        rp_event_period(settings->events[i], &counters->events[i].period);
    }
    for (size_t i = 0; i < RP_COUNTER_SOURCES; i++)
        counters->sources[i]->offer(counters);
}

void rp_counters_forked(struct rp_counters *counters)
{
    for (uint32_t i = 0; i < counters->count; i++) {
        struct rp_event *const event = &counters->events[i];

        if (event->source != &rp_counters_papi)
            continue;
        event->source = NULL;
        snprintf(event->reason, sizeof(event->reason),
                 "PAPI does not count in a forked process before it executes a program");
    }
}

void rp_counters_forget(struct rp_thread_counters *thread)
{
    rp_perf_events_forget(&thread->perf);
}

uint32_t rp_counters_start(const struct rp_counters *counters, struct rp_thread_counters *thread)
{
    uint64_t before[RP_EVENTS_MAX];
    uint32_t failed = 0;

    memset(thread, 0, sizeof(*thread));
    for (size_t i = 0; i < RP_COUNTER_SOURCES; i++) {
        if (rp_counters_use(counters, counters->sources[i]))
            failed += !counters->sources[i]->start(counters, thread);
    }
    rp_counters_take(counters, thread, before);
    return failed;
}

void rp_counters_stop(const struct rp_counters *counters, struct rp_thread_counters *thread)
{
    for (size_t i = 0; i < RP_COUNTER_SOURCES; i++) {
        if (rp_counters_use(counters, counters->sources[i]))
            counters->sources[i]->stop(thread);
    }
}
