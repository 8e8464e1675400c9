/* counters_overflow.c: takes the events with a period, which sample on overflow.
 * SPDX-License-Identifier: Apache-2.0
 *
 * What they count is given to contexts at the samples that they cause (overflow.h), and not at
 * those of the clock: as a source of counters it has nothing to tell.
 */
#include "collector/agent/counters/counters.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "collector/agent/counters/event_encoding.h"
#include "collector/agent/interpose/trap.h"
#include "common/perf_signal.h"
#include "common/segment.h"

#define NEVER (UINT64_C(1) << 62) /* a period for trials */

/* Opened together, for they need counters at the same time. */
static bool try_event(struct rp_event *event, struct rp_perf_counter *counter,
                      const struct perf_event_attr *attributes)
{
    const struct rp_perf_signal how = {.delivery = RP_PERF_QUEUE, .signal = SIGIO};
    struct perf_event_attr trial = *attributes;
    uint64_t counted;

    trial.sample_period = NEVER;
    if (!rp_perf_open(counter, &trial, &how)) {
        rp_perf_explain(errno, event->reason, sizeof(event->reason));
        return false;
    }
    if (rp_perf_counter_read(counter, &counted))
        return true;
    rp_perf_counter_close(counter);
    snprintf(event->reason, sizeof(event->reason),
             "no counter is free for it: other events have them, or another profiler");
    return false;
}

static void take(struct rp_overflows *overflows, struct rp_event *event, uint32_t number,
                 const struct perf_event_attr *attributes)
{
    event->source = &rp_counters_overflow;
    snprintf(event->reason, sizeof(event->reason), "%s",
             attributes->exclude_kernel ? "user mode only" : "");
    overflows->events[overflows->count++] =
        (struct rp_overflow_event){RP_METRIC_EVENTS + number, event->period, *attributes};
}

static void offer(struct rp_counters *counters)
{
    struct rp_overflows *const overflows = &counters->overflows;
    struct rp_perf_counter trials[RP_EVENTS_MAX];

    for (uint32_t i = 0; i < counters->count; i++) {
        struct rp_event *const event = &counters->events[i];
        struct perf_event_attr attributes;

        if (event->period == 0 || !rp_event_prepare(event, &attributes))
            continue;
        /* A hardware counter that took turns with others would miss overflows. */
        attributes.pinned = attributes.type != PERF_TYPE_SOFTWARE;
        if (try_event(event, &trials[overflows->count], &attributes))
            take(overflows, event, i, &attributes);
    }
    for (uint32_t i = 0; i < overflows->count; i++)
        rp_perf_counter_close(&trials[i]);
    if (overflows->count > 0)
        overflows->delivery = rp_trap_refusal() ? RP_PERF_QUEUE : RP_PERF_TRAP;
}

static bool start(const struct rp_counters *counters, struct rp_thread_counters *thread)
{
    (void)counters;
    (void)thread;
    return true;
}

static void stop(struct rp_thread_counters *thread)
{
    (void)thread;
}

const struct rp_counter_source rp_counters_overflow = {"overflow", offer, start, NULL, stop};
