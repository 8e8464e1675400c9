/* counters_rusage.c: software events from the kernel's accounting of the thread: no privileges.
 * SPDX-License-Identifier: Apache-2.0
 *
 * These work on every machine and count kernel mode too. PAPI's software events count user mode
 * only when perf_event_paranoid forbids more, and context switches happen in the kernel, so there
 * PAPI would report zero without an error: such events are taken from here even under PAPI's name.
 */
#include "collector/agent/counters.h"

#include <string.h>
#include <strings.h>
#include <sys/resource.h>

#include "common/clock.h"

enum quantity { FAULTS, MINOR, MAJOR, SWITCHES, VOLUNTARY, INVOLUNTARY, TASK_CLOCK, QUANTITIES };

static const struct {
    const char *name; /* compared without regard to case and to a leading "perf::" */
    enum quantity quantity;
    const char *unit;
} names[] = {
    {"page-faults", FAULTS, "count"},           {"faults", FAULTS, "count"},
    {"minor-faults", MINOR, "count"},           {"major-faults", MAJOR, "count"},
    {"context-switches", SWITCHES, "count"},    {"cs", SWITCHES, "count"},
    {"voluntary-switches", VOLUNTARY, "count"}, {"involuntary-switches", INVOLUNTARY, "count"},
    {"task-clock", TASK_CLOCK, "ns"},           {"cpu-clock", TASK_CLOCK, "ns"},
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
        if (!counters->events[i].source)
            take(&counters->events[i]);
    }
}

static bool start(const struct rp_counters *counters, struct rp_thread_counters *thread)
{
    (void)counters;
    (void)thread;
    return true;
}

static bool read_usage(const struct rp_thread_counters *thread, uint64_t *values)
{
    struct rusage usage;

    (void)thread;
    if (getrusage(RUSAGE_THREAD, &usage) != 0)
        return false;
    values[MINOR] = (uint64_t)usage.ru_minflt;
    values[MAJOR] = (uint64_t)usage.ru_majflt;
    values[FAULTS] = values[MINOR] + values[MAJOR];
    values[VOLUNTARY] = (uint64_t)usage.ru_nvcsw;
    values[INVOLUNTARY] = (uint64_t)usage.ru_nivcsw;
    values[SWITCHES] = values[VOLUNTARY] + values[INVOLUNTARY];
    values[TASK_CLOCK] = rp_clock_read(CLOCK_THREAD_CPUTIME_ID);
    return true;
}

static void stop(struct rp_thread_counters *thread)
{
    (void)thread;
}

_Static_assert(QUANTITIES <= RP_EVENTS_MAX, "values are read into one array of events");

const struct rp_counter_source rp_counters_rusage = {"rusage", offer, start, read_usage, stop};
