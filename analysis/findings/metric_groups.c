/* metric_groups.c: groups of counters and the metrics that follow from them, read from text files.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/metric_groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_GROUPS  200u
#define MOST_EVENTS  16u
#define MOST_METRICS 64u

/* ---- one group ---- */

static void release_group(struct rp_metric_group *group)
{
    for (size_t i = 0; i < group->event_count; i++)
        free(group->events[i]);
    for (size_t i = 0; i < group->metric_count; i++) {
        free(group->metrics[i].name);
        free(group->metrics[i].unit);
        free(group->metrics[i].meaning);
        rp_expression_release(&group->metrics[i].expression);
    }
    free(group->events);
    free(group->metrics);
    free(group->name);
    free(group->about);
    *group = (struct rp_metric_group){0};
}

static enum rp_status set_about(struct rp_metric_group *group, char *text, struct rp_error *error)
{
    free(group->about);
    group->about = strdup(text);
    return group->about ? RP_OK : rp_error_set(error, RP_E_NOMEM, "out of memory");
}

static bool has_event(const struct rp_metric_group *group, const char *name)
{
    for (size_t i = 0; i < group->event_count; i++) {
        if (strcmp(group->events[i], name) == 0)
            return true;
    }
    return false;
}

static enum rp_status add_event(struct rp_metric_group *group, const char *name,
                                struct rp_error *error)
{
    char **events = realloc(group->events, (group->event_count + 1) * sizeof(*events));

    if (events)
        group->events = events;
    if (!events || !(events[group->event_count] = strdup(name)))
        return rp_error_set(error, RP_E_NOMEM, "out of memory");
    group->event_count++;
    return RP_OK;
}

static enum rp_status add_events(struct rp_metric_group *group, char *text, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    char *rest = NULL;

    for (char *name = strtok_r(text, " \t", &rest); status == RP_OK && name;
         name = strtok_r(NULL, " \t", &rest)) {
        if (has_event(group, name))
            continue;
        if (group->event_count == MOST_EVENTS)
            return rp_error_set(error, RP_E_USAGE, "a group has at most %u events", MOST_EVENTS);
        status = add_event(group, name, error);
    }
    return status;
}

/* "ipc 1 = PAPI_TOT_INS / PAPI_TOT_CYC ; instructions per cycle" */
static enum rp_status add_metric(struct rp_metric_group *group, char *text, struct rp_error *error)
{
    struct rp_derived_metric made = {0};
    struct rp_derived_metric *metrics =
        realloc(group->metrics, (group->metric_count + 1) * sizeof(*metrics));
    char *equals = strchr(text, '=');
    char *meaning = strchr(text, ';');
    char name[65];
    char unit[33];
    char rest = 0;

    if (!metrics)
        return rp_error_set(error, RP_E_NOMEM, "out of memory");
    group->metrics = metrics;
    if (!equals || group->metric_count == MOST_METRICS)
        return rp_error_set(error, RP_E_USAGE,
                            "a metric is 'NAME UNIT = EXPRESSION ; MEANING', and a group has at "
                            "most %u",
                            MOST_METRICS);
    *equals++ = '\0';
    if (meaning)
        *meaning++ = '\0';
    if (sscanf(text, "%64s %32s %c", name, unit, &rest) != 2)
        return rp_error_set(error, RP_E_USAGE, "a metric has a name and a unit before '='");
    if (rp_expression_parse(&made.expression, equals, error) != RP_OK)
        return error->status;
    made.name = strdup(name);
    made.unit = strdup(unit);
    made.meaning = strdup(meaning ? meaning + strspn(meaning, " \t") : "");
    metrics[group->metric_count++] = made;
    return made.name && made.unit && made.meaning
               ? RP_OK
               : rp_error_set(error, RP_E_NOMEM, "out of memory");
}

static const struct {
    const char *key;
    enum rp_status (*set)(struct rp_metric_group *group, char *text, struct rp_error *error);
} fields[] = {{"about", set_about}, {"events", add_events}, {"metric", add_metric}};

static enum rp_status set_field(struct rp_metric_group *group, const struct rp_entry_field *field,
                                struct rp_error *error)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (strcmp(fields[i].key, field->key) == 0)
            return fields[i].set(group, field->value, error);
    }
    return rp_error_set(error, RP_E_USAGE, "there is no field '%s' here", field->key);
}

/* ---- all groups ---- */

const struct rp_metric_group *rp_metric_group_find(const struct rp_metric_groups *groups,
                                                   const char *name)
{
    for (size_t i = 0; i < groups->count; i++) {
        if (strcmp(groups->list[i].name, name) == 0)
            return &groups->list[i];
    }
    return NULL;
}

static enum rp_status keep_group(struct rp_metric_groups *groups, struct rp_metric_group *group)
{
    const struct rp_metric_group *known = rp_metric_group_find(groups, group->name);
    size_t at = known ? (size_t)(known - groups->list) : groups->count;

    if (!known) {
        struct rp_metric_group *list = realloc(groups->list, (at + 1) * sizeof(*list));

        if (!list) {
            release_group(group);
            return RP_E_NOMEM;
        }
        groups->list = list;
        list[groups->count++] = (struct rp_metric_group){0};
    }
    release_group(&groups->list[at]);
    groups->list[at] = *group;
    return RP_OK;
}

enum rp_status rp_metric_groups_add(struct rp_metric_groups *groups, const struct rp_entry *entry,
                                    struct rp_problems *problems)
{
    struct rp_metric_group made = {0};
    struct rp_error error = {.status = RP_OK};
    unsigned line = entry->line;
    enum rp_status status = RP_OK;

    if (strcmp(entry->keyword, "group") != 0 || !*entry->head || strpbrk(entry->head, " ,:"))
        status = rp_error_set(&error, RP_E_USAGE, "an entry begins with 'group NAME'");
    made.name = strdup(entry->head);
    if (!made.name)
        status = RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < entry->count; i++) {
        line = entry->fields[i].line;
        status = set_field(&made, &entry->fields[i], &error);
    }
    if (status == RP_OK && groups->count < MOST_GROUPS)
        return keep_group(groups, &made);
    release_group(&made);
    if (status == RP_E_NOMEM)
        return status;
    rp_problem(problems, entry->file, line, "%s",
               status == RP_OK ? "there are too many groups" : error.text);
    return RP_OK;
}

void rp_metric_groups_release(struct rp_metric_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        release_group(&groups->list[i]);
    free(groups->list);
    *groups = (struct rp_metric_groups){0};
}

/* ---- their metrics, counted through ---- */

size_t rp_derived_metric_count(const struct rp_metric_groups *groups)
{
    size_t count = 0;

    for (size_t i = 0; i < groups->count; i++)
        count += groups->list[i].metric_count;
    return count;
}

const struct rp_derived_metric *rp_derived_metric_at(const struct rp_metric_groups *groups,
                                                     size_t number)
{
    size_t group = 0;

    while (number >= groups->list[group].metric_count)
        number -= groups->list[group++].metric_count;
    return &groups->list[group].metrics[number];
}

size_t rp_derived_metric_find(const struct rp_metric_groups *groups, const char *name)
{
    const size_t count = rp_derived_metric_count(groups);
    size_t number = 0;

    while (number < count && strcmp(rp_derived_metric_at(groups, number)->name, name) != 0)
        number++;
    return number;
}
