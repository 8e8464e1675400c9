/* events_write.c: shows the list of events as text and as JSON, schema rankprof.events/1.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <jansson.h>
#include <string.h>

#include "analysis/doctor/events.h"

static const struct {
    const char *title, *key;
} kinds[RP_EVENT_KINDS] = {
    [RP_EVENT_SOFTWARE] = {"software events (counted by the kernel on every machine)", "software"},
    [RP_EVENT_PRESET] = {"PAPI preset events", "preset"},
    [RP_EVENT_NATIVE] = {"PAPI native events", "native"},
};

static void write_event(const struct rp_event_info *event, FILE *out)
{
    const char *text = event->usable ? event->text : event->reason;
    const int most = 44; /* of the text: a line fits 80 columns when the name is short */

    fprintf(out, "  %-30s  %s%.*s%s\n", event->name, event->usable ? "" : "no: ", most, text,
            strlen(text) > (size_t)most ? ".." : "");
}

/* How many events each reason keeps away; reasons are static texts, so few. */
static void write_reasons(const struct rp_event_list *list, enum rp_event_kind kind, FILE *out)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *reason = list->events[i].reason;
        size_t same = 0;
        bool told = list->events[i].kind != kind || list->events[i].usable;

        for (size_t k = 0; k < list->count; k++) {
            const struct rp_event_info *other = &list->events[k];
            const bool equal =
                other->kind == kind && !other->usable && strcmp(other->reason, reason) == 0;

            same += equal;
            told = told || (equal && k < i);
        }
        if (!told)
            fprintf(out, "  %zu cannot be counted: %s\n", same, reason);
    }
}

static void write_kind(const struct rp_event_list *list, enum rp_event_kind kind, bool all,
                       FILE *out)
{
    fprintf(out, "%s: %zu of %zu\n", kinds[kind].title, rp_event_list_usable(list, kind),
            rp_event_list_known(list, kind));
    for (size_t i = 0; i < list->count; i++) {
        if (list->events[i].kind == kind && (all || list->events[i].usable))
            write_event(&list->events[i], out);
    }
    if (!all)
        write_reasons(list, kind, out);
    fputc('\n', out);
}

void rp_event_list_write(const struct rp_event_list *list, bool all, FILE *out)
{
    write_kind(list, RP_EVENT_SOFTWARE, all, out);
    if (!*list->papi_version) {
        fprintf(out, "PAPI events: none, %s\n", list->papi_reason);
        return;
    }
    write_kind(list, RP_EVENT_PRESET, all, out);
    write_kind(list, RP_EVENT_NATIVE, all, out);
    fprintf(out, "PAPI %s; count events with: rankprof run -e NAME,... APP\n", list->papi_version);
    if (!all)
        fputs("'rankprof events --all' shows every event and why it cannot be counted\n", out);
}

static json_t *json_event(const struct rp_event_info *event)
{
    json_t *object = json_object();

    json_object_set_new(object, "name", json_string(event->name));
    json_object_set_new(object, "kind", json_string(kinds[event->kind].key));
    json_object_set_new(object, "usable", json_boolean(event->usable));
    json_object_set_new(object, "text", json_string(event->text));
    json_object_set_new(object, "reason",
                        *event->reason ? json_string(event->reason) : json_null());
    return object;
}

enum rp_status rp_event_list_write_json(const struct rp_event_list *list, bool all, FILE *out,
                                        struct rp_error *error)
{
    json_t *object = json_object();
    json_t *events = json_array();
    int rc = 0;

    json_object_set_new(object, "schema", json_string("rankprof.events/1"));
    json_object_set_new(object, "papi",
                        *list->papi_version ? json_string(list->papi_version) : json_null());
    json_object_set_new(object, "papi_reason",
                        *list->papi_reason ? json_string(list->papi_reason) : json_null());
    for (size_t i = 0; i < list->count; i++) {
        if (all || list->events[i].usable)
            json_array_append_new(events, json_event(&list->events[i]));
    }
    json_object_set_new(object, "events", events);
    rc = json_dumpf(object, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(object);
    return rc == 0 ? RP_OK
                   : rp_error_set(error, RP_E_NOMEM, "cannot write the events: out of memory");
}
