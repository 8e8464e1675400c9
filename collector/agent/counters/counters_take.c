/* counters_take.c: reads the events of a thread at a sample.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/counters/counters.h"

#include <string.h>

#include "collector/agent/interpose/cancellation.h"

bool rp_counters_use(const struct rp_counters *counters, const struct rp_counter_source *source)
{
    for (uint32_t i = 0; i < counters->count; i++) {
        if (counters->events[i].source == source)
            return true;
    }
    return false;
}

/* Cumulative values of all events of this thread into values[event]. */
static void read_all(const struct rp_counters *counters, const struct rp_thread_counters *thread,
                     uint64_t *values)
{
    uint64_t places[RP_EVENTS_MAX];

    memcpy(values, thread->last, sizeof(thread->last));
    for (size_t s = 0; s < RP_COUNTER_SOURCES; s++) {
        if (!counters->sources[s]->read || !rp_counters_use(counters, counters->sources[s]) ||
            !counters->sources[s]->read(thread, places))
            continue;
        for (uint32_t i = 0; i < counters->count; i++) {
            if (counters->events[i].source == counters->sources[s])
                values[i] = places[counters->events[i].place];
        }
    }
}

void rp_counters_take(const struct rp_counters *counters, struct rp_thread_counters *thread,
                      uint64_t *deltas)
{
    uint64_t values[RP_EVENTS_MAX];
    int cancellation;

    if (counters->count == 0)
        return;
    cancellation = rp_cancellation_forbid(); /* PAPI calls read(2) */
    read_all(counters, thread, values);
    rp_cancellation_allow(cancellation);
    for (uint32_t i = 0; i < counters->count; i++) {
        /* A multiplexed counter is an estimate and may step back; it then waits to be passed. */
        deltas[i] = values[i] > thread->last[i] ? values[i] - thread->last[i] : 0;
        if (values[i] > thread->last[i])
            thread->last[i] = values[i];
    }
}
