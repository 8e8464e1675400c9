/* events.c: finds the events that can be counted on this host, by trying each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/doctor/events.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/doctor/papi_library.h"

/* Counted by the kernel for every thread, so they need no privilege and no hardware. */
static const struct {
    const char *name, *text;
} software[] = {
    {"page-faults", "page faults, minor and major"},
    {"minor-faults", "page faults that needed no input or output"},
    {"major-faults", "page faults that waited for input"},
    {"context-switches", "times a thread left its processor"},
    {"voluntary-switches", "times a thread waited for something"},
    {"involuntary-switches", "times a thread was made to leave its processor"},
    {"task-clock", "CPU time of the thread"},
};

/* PAPI 7.0 has no presets for newer processors, but these spell the same counters. */
static const struct {
    const char *preset, *native;
} fallbacks[] = {{"PAPI_TOT_CYC", "perf::CYCLES"}, {"PAPI_TOT_INS", "perf::INSTRUCTIONS"}};

static bool add_event(struct rp_event_list *list, const struct rp_event_info *event)
{
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity ? 2 * list->capacity : 256;
        struct rp_event_info *events = realloc(list->events, capacity * sizeof(*events));

        if (!events)
            return false;
        list->events = events;
        list->capacity = capacity;
    }
    list->events[list->count++] = *event;
    return true;
}

static bool add_software(struct rp_event_list *list)
{
    bool added = true;

    for (size_t i = 0; added && i < sizeof(software) / sizeof(software[0]); i++) {
        struct rp_event_info event = {.kind = RP_EVENT_SOFTWARE, .usable = true};

        snprintf(event.name, sizeof(event.name), "%s", software[i].name);
        snprintf(event.text, sizeof(event.text), "%s", software[i].text);
        added = add_event(list, &event);
    }
    return added;
}

static int try_with_fallback(const struct rp_papi *papi, const char *name)
{
    int rc = rp_papi_try(papi, name);

    for (size_t i = 0; rc != PAPI_OK && i < sizeof(fallbacks) / sizeof(fallbacks[0]); i++) {
        if (strcmp(fallbacks[i].preset, name) == 0)
            rc = rp_papi_try(papi, fallbacks[i].native);
    }
    return rc;
}

/* Our words where they help more than PAPI's. */
static const char *reason_of(const struct rp_papi *papi, int rc)
{
    static const struct {
        int rc;
        const char *text;
    } reasons[] = {
        {PAPI_OK, ""},
        {PAPI_ENOEVNT, "this processor or kernel does not have it"},
        {PAPI_EPERM, "not permitted; see kernel.perf_event_paranoid"},
        {PAPI_ECMP, "its component is disabled"},
        {PAPI_ENOCMP, "its component is disabled"},
        {PAPI_ECNFLCT, "no free counter"},
    };

    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].rc == rc)
            return reasons[i].text;
    }
    return papi->PAPI_strerror(rc);
}

static bool add_papi_event(struct rp_event_list *list, const struct rp_papi *papi, int code,
                           enum rp_event_kind kind)
{
    PAPI_event_info_t info = {0};
    struct rp_event_info event = {.kind = kind};
    int rc = 0;

    if (papi->PAPI_get_event_info(code, &info) != PAPI_OK)
        return true;
    rc = try_with_fallback(papi, info.symbol);
    event.usable = rc == PAPI_OK;
    snprintf(event.reason, sizeof(event.reason), "%s", reason_of(papi, rc));
    snprintf(event.name, sizeof(event.name), "%.*s", (int)sizeof(event.name) - 1, info.symbol);
    snprintf(event.text, sizeof(event.text), "%.*s", (int)sizeof(event.text) - 1, info.long_descr);
    return add_event(list, &event);
}

static bool add_presets(struct rp_event_list *list, const struct rp_papi *papi)
{
    int code = (int)PAPI_PRESET_MASK;
    bool added = true;

    if (papi->PAPI_enum_event(&code, PAPI_ENUM_FIRST) != PAPI_OK)
        return true;
    do {
        added = add_papi_event(list, papi, code, RP_EVENT_PRESET);
    } while (added && papi->PAPI_enum_event(&code, PAPI_ENUM_EVENTS) == PAPI_OK);
    return added;
}

static bool add_natives(struct rp_event_list *list, const struct rp_papi *papi)
{
    bool added = true;

    for (int component = 0; added && component < papi->PAPI_num_components(); component++) {
        int code = (int)PAPI_NATIVE_MASK;

        if (papi->PAPI_enum_cmp_event(&code, PAPI_ENUM_FIRST, component) != PAPI_OK)
            continue;
        do {
            added = add_papi_event(list, papi, code, RP_EVENT_NATIVE);
        } while (added && papi->PAPI_enum_cmp_event(&code, PAPI_ENUM_EVENTS, component) == PAPI_OK);
    }
    return added;
}

enum rp_status rp_event_list_init(struct rp_event_list *list, struct rp_error *error)
{
    struct rp_event_list made = {0};
    struct rp_papi papi;
    struct rp_error reason;
    bool kept = add_software(&made);

    if (rp_papi_open(&papi, &reason) == RP_OK) {
        snprintf(made.papi_version, sizeof(made.papi_version), "%s", papi.version);
        kept = kept && add_presets(&made, &papi) && add_natives(&made, &papi);
        rp_papi_close(&papi);
    } else {
        snprintf(made.papi_reason, sizeof(made.papi_reason), "%.255s", reason.text);
    }
    if (!kept) {
        rp_event_list_release(&made);
        return rp_error_set(error, RP_E_NOMEM, "cannot list the events: out of memory");
    }
    *list = made;
    return RP_OK;
}

void rp_event_list_release(struct rp_event_list *list)
{
    free(list->events);
    *list = (struct rp_event_list){0};
}

size_t rp_event_list_known(const struct rp_event_list *list, enum rp_event_kind kind)
{
    size_t known = 0;

    for (size_t i = 0; i < list->count; i++)
        known += list->events[i].kind == kind;
    return known;
}

size_t rp_event_list_usable(const struct rp_event_list *list, enum rp_event_kind kind)
{
    size_t usable = 0;

    for (size_t i = 0; i < list->count; i++)
        usable += list->events[i].kind == kind && list->events[i].usable;
    return usable;
}
