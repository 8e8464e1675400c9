/* counters_perf.c: events that the kernel counts for us, without a library in between.
 * SPDX-License-Identifier: Apache-2.0
 *
 * PAPI only names them. It lets a thread run one set of events at a time, and that may be the
 * program's own.
 */
#include "collector/agent/counters/counters_perf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "collector/agent/counters/counters.h"
#include "collector/agent/counters/event_encoding.h"
#include "common/perf_signal.h"

void rp_perf_events_close(struct rp_thread_perf *thread)
{
    for (uint32_t i = 0; i < thread->count; i++)
        rp_perf_counter_close(&thread->counters[i]);
    thread->count = 0;
}

bool rp_perf_events_open(struct rp_thread_perf *thread, const struct rp_perf_events *events)
{
    *thread = (struct rp_thread_perf){.together = events->together};
    for (uint32_t i = 0; i < events->count; i++) {
        const struct rp_perf_counter *const leader =
            events->together && i > 0 ? &thread->counters[0] : NULL;
        struct perf_event_attr attributes = events->attributes[i];

        /* A group that cannot be counted as a whole is not counted in turns, but in error. */
        attributes.pinned = events->together && i == 0 && attributes.type != PERF_TYPE_SOFTWARE;
        if (!rp_perf_open_silent(&thread->counters[i], &attributes, leader))
            break;
        thread->count++;
    }
    if (thread->count == events->count)
        return true;
    rp_perf_events_close(thread);
    return false;
}

void rp_perf_events_forget(struct rp_thread_perf *thread)
{
    for (uint32_t i = 0; i < thread->count; i++)
        rp_perf_counter_forget(&thread->counters[i]);
    thread->count = 0;
}

/* ---- which events ---- */

/* Alone, for what does not work alone does not work with others. */
static bool try_event(struct rp_event *event, const struct perf_event_attr *attributes)
{
    struct rp_perf_counter trial;

    if (rp_perf_open_silent(&trial, attributes, NULL)) {
        rp_perf_counter_close(&trial);
        return true;
    }
    rp_perf_explain(errno, event->reason, sizeof(event->reason));
    if (attributes->type != PERF_TYPE_SOFTWARE && errno == ENOENT)
        snprintf(event->reason, sizeof(event->reason),
                 "this machine has no such counter; virtual machines often have none at all");
    return false;
}

static void take(struct rp_perf_events *events, struct rp_event *event,
                 const struct perf_event_attr *attributes)
{
    event->source = &rp_counters_perf;
    event->place = events->count;
    snprintf(event->reason, sizeof(event->reason), "%s",
             attributes->exclude_kernel ? "user mode only" : "");
    events->attributes[events->count] = *attributes;
    events->attributes[events->count++].read_format =
        PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
}

static bool can_be_together(const struct rp_perf_events *events)
{
    struct rp_thread_perf trial;
    uint64_t values[RP_PERF_GROUP_MAX];
    const bool fits = rp_perf_events_open(&trial, events) && rp_perf_events_read(&trial, values);

    rp_perf_events_close(&trial);
    return fits;
}

static void offer(struct rp_counters *counters)
{
    struct rp_perf_events *const events = &counters->perf;

    for (uint32_t i = 0; i < counters->count; i++) {
        struct rp_event *const event = &counters->events[i];
        struct perf_event_attr attributes;

        if (event->source || event->period > 0 || events->count == RP_PERF_GROUP_MAX)
            continue;
        if (rp_event_prepare(event, &attributes) && try_event(event, &attributes))
            take(events, event, &attributes);
    }
    events->together = true;
    events->together = events->count > 0 && can_be_together(events);
    for (uint32_t i = 0; i < counters->count; i++)
        if (counters->events[i].source == &rp_counters_perf)
            counters->events[i].multiplexed = !events->together;
}

static bool start(const struct rp_counters *counters, struct rp_thread_counters *thread)
{
    return rp_perf_events_open(&thread->perf, &counters->perf);
}

static bool read_events(const struct rp_thread_counters *thread, uint64_t *values)
{
    return rp_perf_events_read(&thread->perf, values);
}

static void stop(struct rp_thread_counters *thread)
{
    rp_perf_events_close(&thread->perf);
}

const struct rp_counter_source rp_counters_perf = {"perf", offer, start, read_events, stop};
