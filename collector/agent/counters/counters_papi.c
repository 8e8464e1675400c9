/* counters_papi.c: events that only PAPI can count, for it makes them of several counters.
 * SPDX-License-Identifier: Apache-2.0
 *
 * PAPI_read takes no lock and allocates nothing, so the signal handler may call it.
 */
#include "collector/agent/counters/counters.h"

#include <stdio.h>
#include <string.h>

#include "collector/agent/counters/papi.h"
#include "common/perf_signal.h"

static struct {
    bool multiplexed;
    bool kernel_mode; /* counts kernel mode too */
    int last_error;
} state;

/* What the kernel counts itself is counted without PAPI. */
static bool is_left_alone(const struct rp_event *event)
{
    return !event->is_papis || event->period > 0 ||
           (event->source && event->source != &rp_counters_papi);
}

/*
 * PAPI counts kernel mode only with the right to, and drops it without a word otherwise. What is
 * set is the default for all sets: it is the program's, and given back.
 */
static int set_domain(void)
{
    const int before = rp_papi.PAPI_get_opt(PAPI_DEFDOM, NULL);

    rp_papi.PAPI_set_domain(state.kernel_mode ? PAPI_DOM_ALL : PAPI_DOM_USER);
    return before;
}

static void restore_domain(int before)
{
    if (before > 0)
        rp_papi.PAPI_set_domain(before);
}

static int new_set(bool multiplexed)
{
    int set = PAPI_NULL;

    if (rp_papi.PAPI_create_eventset(&set) != PAPI_OK)
        return PAPI_NULL;
    if (multiplexed && (rp_papi.PAPI_assign_eventset_component(set, 0) != PAPI_OK ||
                        rp_papi.PAPI_set_multiplex(set) != PAPI_OK)) {
        rp_papi.PAPI_destroy_eventset(&set);
        return PAPI_NULL;
    }
    return set;
}

static void drop_set(int set)
{
    rp_papi.PAPI_cleanup_eventset(set);
    rp_papi.PAPI_destroy_eventset(&set);
}

/* Why PAPI has switched off the component that counts processor events; "" when it has not. */
static const char *disabled_reason(void)
{
    const int number = rp_papi.PAPI_get_component_index("perf_event");
    const PAPI_component_info_t *const info =
        number >= 0 ? rp_papi.PAPI_get_component_info(number) : NULL;

    return info && info->disabled ? info->disabled_reason : "";
}

static void refuse(struct rp_event *event, int rc)
{
    const char *const disabled = disabled_reason();

    snprintf(event->reason, sizeof(event->reason),
             "PAPI: %.60s%s%.100s (hardware events need a PMU, and kernel.perf_event_paranoid of 2 "
             "or less"
             " for ordinary users; here it is %d)",
             rp_papi.PAPI_strerror(rc), disabled[0] ? "; perf_event is disabled: " : "", disabled,
             rp_perf_paranoid());
}

/* Adds what can be added, in order; `place` counts what stands in the set. */
static uint32_t fill(int set, struct rp_counters *counters, bool first_try, bool *crowded)
{
    uint32_t place = 0;

    for (uint32_t i = 0; i < counters->count; i++) {
        struct rp_event *const event = &counters->events[i];
        int rc;

        if (is_left_alone(event))
            continue;
        rc = rp_papi.PAPI_add_named_event(set, event->name);
        *crowded |= rc == PAPI_ECNFLCT;
        event->source = rc == PAPI_OK ? &rp_counters_papi : NULL;
        event->place = place;
        event->multiplexed = !first_try;
        event->reason[0] = '\0';
        if (rc == PAPI_OK)
            place++;
        else
            refuse(event, rc);
    }
    return place;
}

static bool starts(int set)
{
    long long values[RP_EVENTS_MAX];

    state.last_error = rp_papi.PAPI_start(set);
    return state.last_error == PAPI_OK && rp_papi.PAPI_stop(set, values) == PAPI_OK;
}

static void refuse_all(struct rp_counters *counters, const char *reason)
{
    for (uint32_t i = 0; i < counters->count; i++) {
        struct rp_event *const event = &counters->events[i];

        if (is_left_alone(event))
            continue;
        event->source = NULL;
        snprintf(event->reason, sizeof(event->reason), "%s", reason);
    }
}

/* Puts all that PAPI knows into one set; false when they do not fit the counters together. */
static bool try_together(struct rp_counters *counters, uint32_t *taken)
{
    const int set = new_set(false);
    bool crowded = false;

    *taken = 0;
    if (set == PAPI_NULL) {
        refuse_all(counters, "PAPI cannot make an event set");
        return true;
    }
    *taken = fill(set, counters, true, &crowded);
    if (*taken > 0 && !starts(set))
        crowded = true;
    drop_set(set);
    return !crowded;
}

static void try_multiplexed(struct rp_counters *counters)
{
    bool crowded = false;
    int set;

    state.multiplexed = rp_papi.PAPI_multiplex_init() == PAPI_OK;
    set = state.multiplexed ? new_set(true) : PAPI_NULL;
    if (set == PAPI_NULL) {
        refuse_all(counters, "PAPI cannot count these events together, nor multiplex them");
        return;
    }
    if (fill(set, counters, false, &crowded) > 0 && !starts(set))
        refuse_all(counters, rp_papi.PAPI_strerror(state.last_error));
    drop_set(set);
}

static void try_events(struct rp_counters *counters)
{
    const int domain = set_domain();
    uint32_t taken;

    if (!try_together(counters, &taken))
        try_multiplexed(counters);
    restore_domain(domain);
}

/* Places are numbered as the events stand in the set. */
static void settle(struct rp_counters *counters)
{
    uint32_t place = 0;

    for (uint32_t i = 0; i < counters->count; i++) {
        struct rp_event *const event = &counters->events[i];

        if (event->source != &rp_counters_papi)
            continue;
        event->place = place++;
        event->is_hardware = true;
        snprintf(event->reason, sizeof(event->reason), "%s",
                 state.kernel_mode ? "" : "user mode only");
    }
}

static bool wanted(const struct rp_counters *counters)
{
    for (uint32_t i = 0; i < counters->count; i++) {
        if (!is_left_alone(&counters->events[i]))
            return true;
    }
    return false;
}

static void offer(struct rp_counters *counters)
{
    const char *reason;

    if (!wanted(counters))
        return;
    reason = rp_papi_open_threads();
    if (reason) {
        refuse_all(counters, reason);
        return;
    }
    state.kernel_mode = rp_perf_sees_kernel();
    try_events(counters);
    settle(counters);
}

static bool start(const struct rp_counters *counters, struct rp_thread_counters *thread)
{
    const int domain = set_domain();

    thread->papi_set = new_set(state.multiplexed);
    for (uint32_t i = 0; thread->papi_set != PAPI_NULL && i < counters->count; i++) {
        if (counters->events[i].source == &rp_counters_papi)
            rp_papi.PAPI_add_named_event(thread->papi_set, counters->events[i].name);
    }
    restore_domain(domain);
    if (thread->papi_set == PAPI_NULL)
        return false;
    thread->papi_counts = rp_papi.PAPI_start(thread->papi_set) == PAPI_OK;
    if (!thread->papi_counts)
        drop_set(thread->papi_set);
    return thread->papi_counts;
}

static bool read_set(const struct rp_thread_counters *thread, uint64_t *values)
{
    _Static_assert(sizeof(long long) == sizeof(uint64_t), "PAPI counts in 64 bits");
    return thread->papi_counts &&
           rp_papi.PAPI_read(thread->papi_set, (long long *)values) == PAPI_OK;
}

static void stop(struct rp_thread_counters *thread)
{
    long long values[RP_EVENTS_MAX];

    if (!thread->papi_counts)
        return;
    thread->papi_counts = false;
    rp_papi.PAPI_stop(thread->papi_set, values);
    drop_set(thread->papi_set);
}

const struct rp_counter_source rp_counters_papi = {"papi", offer, start, read_set, stop};
