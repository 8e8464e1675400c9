/* report_metrics.c: the view of the metrics that follow from counters, by their groups.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/findings/scope.h"
#include "analysis/report/report_view.h"

#define USUAL_FUNCTIONS 5u
#define NAME_COLUMNS    26
#define VALUE_BYTES     64u

/* What metrics are worked out for: everything together, and each function. */
struct measured {
    const struct rp_report *report;
    struct rp_sheet all; /* one row */
    struct rp_scope whole, by_function;
    size_t functions; /* rows shown at most */
};

/* ---- values ---- */

/* Sums of all functions are those of the job, for exclusive values. */
static enum rp_status add_up(struct measured *it)
{
    const struct rp_sheets *sheets = &it->report->insight.sheets;
    const struct rp_sheet *functions = &sheets->of[RP_SORT_function];
    const enum rp_status status = rp_sheet_init(&it->all, RP_SORT_function, 1, it->report->file);

    for (size_t column = 0; status == RP_OK && column < functions->columns; column++) {
        double sum = 0;

        for (size_t i = 0; i < functions->rows; i++) {
            const double value = rp_sheet_row(functions, i)[column];

            sum += rp_is_known(value) ? value : 0;
        }
        rp_sheet_row(&it->all, 0)[column] = sum;
    }
    return status;
}

static enum rp_status prepare(struct measured *it)
{
    const struct rp_sheets *sheets = &it->report->insight.sheets;
    const struct rp_metric_groups *groups = &it->report->insight.data.groups;
    enum rp_status status = add_up(it);

    if (status == RP_OK)
        status = rp_scope_init(&it->whole, sheets, RP_SORT_function, groups);
    if (status == RP_OK)
        status = rp_scope_init(&it->by_function, sheets, RP_SORT_function, groups);
    it->whole.sheet = &it->all;
    return status;
}

static void release(struct measured *it)
{
    rp_scope_release(&it->whole);
    rp_scope_release(&it->by_function);
    rp_sheet_release(&it->all);
}

/* Unknown where an event was not counted. */
static double value_in(struct rp_scope *scope, const char *metric, size_t row)
{
    uint32_t place = 0;

    scope->row = row;
    return rp_scope_find(scope, metric, &place) ? rp_scope_value(scope, place) : RP_UNKNOWN;
}

/* "1.23", "3.1 G/s", "45 %" */
static void format(char *text, const struct rp_derived_metric *metric, double value)
{
    const char *unit = metric->unit;
    size_t length = 0;

    if (!rp_is_known(value)) {
        snprintf(text, VALUE_BYTES, "-");
    } else if (strcmp(unit, "1") == 0) {
        snprintf(text, VALUE_BYTES, "%.3g", value);
    } else if (strcmp(unit, "share") == 0) {
        rp_format_value(text, VALUE_BYTES, "share", value);
    } else {
        rp_report_value(text, VALUE_BYTES / 2, value, unit);
        length = strlen(text);
        snprintf(text + length, VALUE_BYTES - length, "%s", *unit == '1' ? unit + 1 : unit);
    }
}

/* ---- groups ---- */

static bool is_counted(const struct measured *it, const char *event)
{
    return rp_sheet_find(&it->all, event) < it->all.columns;
}

static bool can_be_told(struct measured *it, const struct rp_metric_group *group)
{
    for (size_t i = 0; i < group->metric_count; i++) {
        if (rp_is_known(value_in(&it->whole, group->metrics[i].name, 0)))
            return true;
    }
    return false;
}

static void write_functions(struct measured *it, const struct rp_derived_metric *metric)
{
    const struct rp_report *report = it->report;
    const size_t rows = rp_report_rows(report, USUAL_FUNCTIONS);

    for (size_t i = 0; i < rows; i++) {
        char text[VALUE_BYTES];

        format(text, metric, value_in(&it->by_function, metric->name, report->order[i]));
        fprintf(report->terminal.out, "  %-*s%14s  ", NAME_COLUMNS, "", text);
        rp_report_function(report, report->order[i], report->terminal.columns - NAME_COLUMNS - 18);
        fputc('\n', report->terminal.out);
    }
}

static void write_group(struct measured *it, const struct rp_metric_group *group)
{
    const struct rp_terminal *terminal = &it->report->terminal;

    fprintf(terminal->out, "%s  %s\n", group->name, group->about ? group->about : "");
    for (size_t i = 0; i < group->metric_count; i++) {
        const struct rp_derived_metric *metric = &group->metrics[i];
        const double value = value_in(&it->whole, metric->name, 0);
        char text[VALUE_BYTES];

        if (!rp_is_known(value))
            continue;
        format(text, metric, value);
        fprintf(terminal->out, "  %-*s%14s  %s\n", NAME_COLUMNS, metric->name, text,
                metric->meaning);
        write_functions(it, metric);
    }
    fputc('\n', terminal->out);
}

/* What to ask for to see the rest: all events of a group, as an option of `run`. */
static void write_missing(const struct measured *it, const struct rp_metric_group *group)
{
    FILE *out = it->report->terminal.out;
    bool complete = true;

    for (size_t i = 0; i < group->event_count; i++)
        complete = complete && is_counted(it, group->events[i]);
    if (complete)
        return;
    fprintf(out, "  %-16s needs run -e ", group->name);
    for (size_t i = 0; i < group->event_count; i++)
        fprintf(out, "%s%s", i > 0 ? "," : "", group->events[i]);
    fputc('\n', out);
}

enum rp_status rp_report_metrics(const struct rp_report *report, struct rp_error *error)
{
    const struct rp_metric_groups *groups = &report->insight.data.groups;
    struct measured it = {.report = report};
    const enum rp_status status = prepare(&it);

    if (status != RP_OK) {
        release(&it);
        return rp_error_set(error, status, "cannot work out metrics: out of memory");
    }
    rp_report_header(report);
    rp_terminal_styled(&report->terminal, RP_STYLE_BOLD,
                       "METRICS  of all ranks, and of the hottest functions\n");
    for (size_t i = 0; i < groups->count; i++) {
        if (can_be_told(&it, &groups->list[i]))
            write_group(&it, &groups->list[i]);
    }
    rp_terminal_styled(&report->terminal, RP_STYLE_BOLD, "NOT COUNTED  in part or at all\n");
    for (size_t i = 0; i < groups->count; i++)
        write_missing(&it, &groups->list[i]);
    release(&it);
    return RP_OK;
}

enum rp_status rp_report_csv_metrics(const struct rp_report *report, struct rp_error *error)
{
    const struct rp_metric_groups *groups = &report->insight.data.groups;
    struct measured it = {.report = report};
    const enum rp_status status = prepare(&it);
    FILE *out = report->terminal.out;

    if (status != RP_OK) {
        release(&it);
        return rp_error_set(error, status, "cannot work out metrics: out of memory");
    }
    fputs("metric,unit,function,value\r\n", out);
    for (size_t i = 0; i < rp_derived_metric_count(groups); i++) {
        const struct rp_derived_metric *metric = rp_derived_metric_at(groups, i);
        const double value = value_in(&it.whole, metric->name, 0);

        if (!rp_is_known(value))
            continue;
        fprintf(out, "%s,%s,,%.9g\r\n", metric->name, metric->unit, value);
        for (size_t row = 0; row < rp_report_rows(report, SIZE_MAX); row++) {
            fprintf(out, "%s,%s,", metric->name, metric->unit);
            rp_report_csv_text(out, report->profile->functions[report->order[row]].name);
            fprintf(out, ",%.9g\r\n", value_in(&it.by_function, metric->name, report->order[row]));
        }
    }
    release(&it);
    return RP_OK;
}
