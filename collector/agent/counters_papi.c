/* counters_papi.c: events counted by PAPI, found at run time so that nothing links it.
 * SPDX-License-Identifier: Apache-2.0
 *
 * PAPI_shutdown is never called: it would reset the application's SIGPROF timer. PAPI_read takes
 * no lock and allocates nothing, so the signal handler may call it.
 */
#include "collector/agent/counters.h"

#include <dlfcn.h>
#include <papi.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define PAPI_CALLS(_)                                                                              \
    _(PAPI_library_init)                                                                           \
    _(PAPI_thread_init)                                                                            \
    _(PAPI_multiplex_init)                                                                         \
    _(PAPI_set_domain)                                                                             \
    _(PAPI_create_eventset)                                                                        \
    _(PAPI_assign_eventset_component)                                                              \
    _(PAPI_set_multiplex)                                                                          \
    _(PAPI_add_named_event)                                                                        \
    _(PAPI_cleanup_eventset)                                                                       \
    _(PAPI_destroy_eventset)                                                                       \
    _(PAPI_start)                                                                                  \
    _(PAPI_stop)                                                                                   \
    _(PAPI_read)                                                                                   \
    _(PAPI_get_component_index)                                                                    \
    _(PAPI_get_component_info)                                                                     \
    _(PAPI_strerror)

static struct {
#define MEMBER(name) __typeof__(&name) name;
    PAPI_CALLS(MEMBER)
#undef MEMBER
    bool multiplexed;
    bool kernel_mode; /* counts kernel mode too */
    int last_error;
} papi;

/* PAPI's own names first; a second name where its tables know no preset for a newer CPU. */
static const struct {
    const char *asked;
    const char *instead;
} substitutes[] = {
    {"PAPI_TOT_CYC", "perf::CYCLES"},       {"PAPI_TOT_INS", "perf::INSTRUCTIONS"},
    {"page-faults", "perf::PAGE-FAULTS"},   {"minor-faults", "perf::MINOR-FAULTS"},
    {"major-faults", "perf::MAJOR-FAULTS"}, {"task-clock", "perf::TASK-CLOCK"},
};

/* Counted in kernel mode only, or with a meaning that depends on it: left to the kernel's books. */
static const char *const left_alone[] = {"context-switches",       "cs",
                                         "voluntary-switches",     "involuntary-switches",
                                         "perf::context-switches", "perf::cs"};

static bool is_left_alone(const char *name)
{
    for (size_t i = 0; i < sizeof(left_alone) / sizeof(left_alone[0]); i++) {
        if (strcasecmp(name, left_alone[i]) == 0)
            return true;
    }
    return false;
}

static bool is_software(const char *name)
{
    return strcasestr(name, "fault") || strcasestr(name, "clock");
}

static bool find_calls(void)
{
    char versioned[32];
    void *library;

    snprintf(versioned, sizeof(versioned), "libpapi.so.%d.%d", PAPI_VERSION_MAJOR(PAPI_VERSION),
             PAPI_VERSION_MINOR(PAPI_VERSION));
    library = dlopen(versioned, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        library = dlopen("libpapi.so", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return false;
#define FIND(name)                                                                                 \
    papi.name = (__typeof__(papi.name))dlsym(library, #name);                                      \
    if (!papi.name)                                                                                \
        return false;
    PAPI_CALLS(FIND)
#undef FIND
    return true;
}

static unsigned long thread_number(void)
{
    return (unsigned long)gettid();
}

static int paranoid_level(void)
{
    FILE *const file = fopen("/proc/sys/kernel/perf_event_paranoid", "re");
    int level = -1;

    if (file) {
        if (fscanf(file, "%d", &level) != 1)
            level = -1;
        fclose(file);
    }
    return level;
}

/* PAPI counts kernel mode only with the right to, and drops it without a word otherwise. */
static bool choose_domain(bool kernel_mode)
{
    const bool allowed = paranoid_level() <= 1 || geteuid() == 0;

    if (kernel_mode && allowed && papi.PAPI_set_domain(PAPI_DOM_ALL) == PAPI_OK)
        return true;
    papi.PAPI_set_domain(PAPI_DOM_USER);
    return false;
}

static const char *open_library(void)
{
    static char reason[RP_REASON_BYTES];
    int rc;

    if (!find_calls())
        return "libpapi is not installed here (or another version than rankprof was built for)";
    rc = papi.PAPI_library_init(PAPI_VER_CURRENT);
    if (rc != PAPI_VER_CURRENT) {
        snprintf(reason, sizeof(reason), "PAPI does not start: %s", papi.PAPI_strerror(rc));
        return reason;
    }
    rc = papi.PAPI_thread_init(thread_number);
    if (rc != PAPI_OK) {
        snprintf(reason, sizeof(reason), "PAPI has no threads: %s", papi.PAPI_strerror(rc));
        return reason;
    }
    papi.kernel_mode = choose_domain(true);
    return NULL;
}

static int add_by_any_name(int set, const char *name)
{
    int rc = papi.PAPI_add_named_event(set, name);

    for (size_t i = 0; i < sizeof(substitutes) / sizeof(substitutes[0]) && rc != PAPI_OK; i++) {
        if (strcasecmp(substitutes[i].asked, name) == 0)
            rc = papi.PAPI_add_named_event(set, substitutes[i].instead);
    }
    return rc;
}

static int new_set(bool multiplexed)
{
    int set = PAPI_NULL;

    if (papi.PAPI_create_eventset(&set) != PAPI_OK)
        return PAPI_NULL;
    if (multiplexed && (papi.PAPI_assign_eventset_component(set, 0) != PAPI_OK ||
                        papi.PAPI_set_multiplex(set) != PAPI_OK)) {
        papi.PAPI_destroy_eventset(&set);
        return PAPI_NULL;
    }
    return set;
}

static void drop_set(int set)
{
    papi.PAPI_cleanup_eventset(set);
    papi.PAPI_destroy_eventset(&set);
}

/* Why PAPI has switched off the component that counts processor events; "" when it has not. */
static const char *disabled_reason(void)
{
    const int number = papi.PAPI_get_component_index("perf_event");
    const PAPI_component_info_t *const info =
        number >= 0 ? papi.PAPI_get_component_info(number) : NULL;

    return info && info->disabled ? info->disabled_reason : "";
}

static void refuse(struct rp_event *event, int rc)
{
    const char *const disabled = disabled_reason();

    snprintf(event->reason, sizeof(event->reason),
             "PAPI: %.60s%s%.100s (hardware events need a PMU, and kernel.perf_event_paranoid of 2 "
             "or less"
             " for ordinary users; here it is %d)",
             papi.PAPI_strerror(rc), disabled[0] ? "; perf_event is disabled: " : "", disabled,
             paranoid_level());
}

/* Adds what can be added, in order; `place` counts what stands in the set. */
static uint32_t fill(int set, struct rp_counters *counters, bool first_try, bool *crowded)
{
    uint32_t place = 0;

    for (uint32_t i = 0; i < counters->count; i++) {
        struct rp_event *const event = &counters->events[i];
        int rc;

        if (is_left_alone(event->name))
            continue;
        rc = add_by_any_name(set, event->name);
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

    papi.last_error = papi.PAPI_start(set);
    return papi.last_error == PAPI_OK && papi.PAPI_stop(set, values) == PAPI_OK;
}

static void refuse_all(struct rp_counters *counters, const char *reason)
{
    for (uint32_t i = 0; i < counters->count; i++) {
        struct rp_event *const event = &counters->events[i];

        if (is_left_alone(event->name))
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

    papi.multiplexed = papi.PAPI_multiplex_init() == PAPI_OK;
    set = papi.multiplexed ? new_set(true) : PAPI_NULL;
    if (set == PAPI_NULL) {
        refuse_all(counters, "PAPI cannot count these events together, nor multiplex them");
        return;
    }
    if (fill(set, counters, false, &crowded) > 0 && !starts(set))
        refuse_all(counters, papi.PAPI_strerror(papi.last_error));
    drop_set(set);
}

static void try_events(struct rp_counters *counters)
{
    uint32_t taken;
    bool fits = try_together(counters, &taken);

    if (taken == 0 && papi.kernel_mode) {
        /* Without a PMU, PAPI refuses even software events as soon as kernel mode is asked for. */
        papi.kernel_mode = choose_domain(false);
        fits = try_together(counters, &taken);
    }
    if (!fits)
        try_multiplexed(counters);
}

/* Without kernel mode, software events are left to the kernel's own books, which count all. */
static void settle_mode(struct rp_counters *counters)
{
    uint32_t place = 0;

    for (uint32_t i = 0; i < counters->count; i++) {
        struct rp_event *const event = &counters->events[i];

        if (event->source != &rp_counters_papi)
            continue;
        if (!papi.kernel_mode && is_software(event->name)) {
            event->source = NULL;
            continue;
        }
        event->place = place++;
        if (strcasestr(event->name, "clock"))
            event->unit = "ns";
        if (!papi.kernel_mode)
            snprintf(event->reason, sizeof(event->reason), "user mode only");
    }
}

static bool wanted(const struct rp_counters *counters)
{
    for (uint32_t i = 0; i < counters->count; i++) {
        if (!is_left_alone(counters->events[i].name))
            return true;
    }
    return false;
}

static void offer(struct rp_counters *counters)
{
    const char *reason;

    if (!wanted(counters))
        return;
    reason = open_library();
    if (reason) {
        refuse_all(counters, reason);
        return;
    }
    try_events(counters);
    settle_mode(counters);
}

static bool start(const struct rp_counters *counters, struct rp_thread_counters *thread)
{
    thread->papi_set = new_set(papi.multiplexed);
    if (thread->papi_set == PAPI_NULL)
        return false;
    for (uint32_t i = 0; i < counters->count; i++) {
        if (counters->events[i].source == &rp_counters_papi)
            add_by_any_name(thread->papi_set, counters->events[i].name);
    }
    thread->papi_counts = papi.PAPI_start(thread->papi_set) == PAPI_OK;
    if (!thread->papi_counts)
        drop_set(thread->papi_set);
    return thread->papi_counts;
}

static bool read_set(const struct rp_thread_counters *thread, uint64_t *values)
{
    _Static_assert(sizeof(long long) == sizeof(uint64_t), "PAPI counts in 64 bits");
    return thread->papi_counts && papi.PAPI_read(thread->papi_set, (long long *)values) == PAPI_OK;
}

static void stop(struct rp_thread_counters *thread)
{
    long long values[RP_EVENTS_MAX];

    if (!thread->papi_counts)
        return;
    thread->papi_counts = false;
    papi.PAPI_stop(thread->papi_set, values);
    drop_set(thread->papi_set);
}

const struct rp_counter_source rp_counters_papi = {"papi", offer, start, read_set, stop};
