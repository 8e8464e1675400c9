/* report_metrics.c: the view of the metrics that follow from counters, by their groups.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/report/report_measured.h"

#define USUAL_FUNCTIONS 5u
#define NAME_COLUMNS    26
#define VALUE_BYTES     64u

/* ---- values ---- */

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

static bool can_be_told(struct rp_measured *it, const struct rp_metric_group *group)
{
    for (size_t i = 0; i < group->metric_count; i++) {
        if (rp_is_known(rp_measured_value(&it->whole, group->metrics[i].name, 0)))
            return true;
    }
    return false;
}

static void write_functions(struct rp_measured *it, const struct rp_derived_metric *metric)
{
    const struct rp_report *report = it->report;
    const size_t rows = rp_report_rows(report, USUAL_FUNCTIONS);

    for (size_t i = 0; i < rows; i++) {
        char text[VALUE_BYTES];

        format(text, metric, rp_measured_value(&it->by_function, metric->name, report->order[i]));
        fprintf(report->terminal.out, "  %-*s%14s  ", NAME_COLUMNS, "", text);
        rp_report_function(report, report->order[i], report->terminal.columns - NAME_COLUMNS - 18);
        fputc('\n', report->terminal.out);
    }
}

static void write_group(struct rp_measured *it, const struct rp_metric_group *group)
{
    const struct rp_terminal *terminal = &it->report->terminal;

    fprintf(terminal->out, "%s  %s\n", group->name, group->about ? group->about : "");
    for (size_t i = 0; i < group->metric_count; i++) {
        const struct rp_derived_metric *metric = &group->metrics[i];
        const double value = rp_measured_value(&it->whole, metric->name, 0);
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
static void write_missing(const struct rp_measured *it, const struct rp_metric_group *group)
{
    FILE *out = it->report->terminal.out;
    bool complete = true;

    for (size_t i = 0; i < group->event_count; i++)
        complete = complete && rp_measured_is_counted(it, group->events[i]);
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
    struct rp_measured it;
    const enum rp_status status = rp_measured_init(&it, report);

    if (status != RP_OK) {
        rp_measured_release(&it);
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
    rp_measured_release(&it);
    return RP_OK;
}

enum rp_status rp_report_csv_metrics(const struct rp_report *report, struct rp_error *error)
{
    const struct rp_metric_groups *groups = &report->insight.data.groups;
    struct rp_measured it;
    const enum rp_status status = rp_measured_init(&it, report);
    FILE *out = report->terminal.out;

    if (status != RP_OK) {
        rp_measured_release(&it);
        return rp_error_set(error, status, "cannot work out metrics: out of memory");
    }
    fputs("metric,unit,function,value\r\n", out);
    for (size_t i = 0; i < rp_derived_metric_count(groups); i++) {
        const struct rp_derived_metric *metric = rp_derived_metric_at(groups, i);
        const double value = rp_measured_value(&it.whole, metric->name, 0);

        if (!rp_is_known(value))
            continue;
        fprintf(out, "%s,%s,,%.9g\r\n", metric->name, metric->unit, value);
        for (size_t row = 0; row < rp_report_rows(report, SIZE_MAX); row++) {
            fprintf(out, "%s,%s,", metric->name, metric->unit);
            rp_report_csv_text(out, report->profile->functions[report->order[row]].name);
            fprintf(out, ",%.9g\r\n",
                    rp_measured_value(&it.by_function, metric->name, report->order[row]));
        }
    }
    rp_measured_release(&it);
    return RP_OK;
}
