/* counters_rusage.c: software events from the kernel's accounting of the thread: no privileges.
 * SPDX-License-Identifier: Apache-2.0
 *
 * These work on every machine and count kernel mode too. PAPI's software events count user mode
 * only when perf_event_paranoid forbids more, and context switches happen in the kernel, so there
 * PAPI would report zero without an error: such events are taken from here even under PAPI's name.
 */
#include "collector/agent/counters/counters.h"
#include "collector/agent/counters/usage.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *name; /* compared without regard to case and to a leading "perf::" */
    enum rp_usage quantity;
    const char *unit;
} names[] = {
    {"page-faults", RP_USAGE_FAULTS, "count"},
    {"faults", RP_USAGE_FAULTS, "count"},
    {"minor-faults", RP_USAGE_MINOR, "count"},
    {"major-faults", RP_USAGE_MAJOR, "count"},
    {"context-switches", RP_USAGE_SWITCHES, "count"},
    {"cs", RP_USAGE_SWITCHES, "count"},
    {"voluntary-switches", RP_USAGE_VOLUNTARY, "count"},
    {"involuntary-switches", RP_USAGE_INVOLUNTARY, "count"},
    {"task-clock", RP_USAGE_TASK_CLOCK, "ns"},
    {"cpu-clock", RP_USAGE_TASK_CLOCK, "ns"},
};

static void take(struct rp_event *event)
{
    const char *const prefix = "perf::";
    const char *name = event->name;

    if (strncasecmp(name, prefix, strlen(prefix)) == 0)
        name += strlen(prefix);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcasecmp(name, names[i].name) != 0)
            continue;
        event->source = &rp_counters_rusage;
        event->place = (uint32_t)names[i].quantity;
        event->unit = names[i].unit;
        event->reason[0] = '\0';
        return;
    }
}

static void offer(struct rp_counters *counters)
{
    for (uint32_t i = 0; i < counters->count; i++) {
        if (!counters->events[i].source && counters->events[i].period == 0)
            take(&counters->events[i]);
    }
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

const struct rp_counter_source rp_counters_rusage = {"rusage", offer, start, rp_usage_read, stop};
