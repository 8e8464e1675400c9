/* report_top.c: the view of the hottest functions.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report/report_table.h"

#define USUAL_ROWS 20u

static void cell_self(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_profile_function *function = row;

    snprintf(text, RP_CELL_BYTES, "%.1f%c", 100 * rp_profile_share(report->profile, function->self),
             function->samples < RP_CERTAIN_SAMPLES ? '?' : ' ');
}

static void cell_total(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_profile_function *function = row;

    snprintf(text, RP_CELL_BYTES, "%.1f", 100 * rp_profile_share(report->profile, function->total));
}

static void cell_mean(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_profile_function *function = row;

    rp_report_value(text, RP_CELL_BYTES,
                    (double)function->self / (double)report->profile->rank_count,
                    report->profile->unit);
}

static void cell_imbalance(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_profile_function *function = row;
    const double imbalance = rp_profile_imbalance(report->profile, function);

    snprintf(text, RP_CELL_BYTES, "%.2fx%-2s", imbalance,
             rp_report_mark(imbalance, function->samples));
}

static void cell_worst(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    snprintf(text, RP_CELL_BYTES, "%" PRIu32,
             ((const struct rp_profile_function *)row)->worst_rank);
}

static void cell_samples(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    snprintf(text, RP_CELL_BYTES, "%" PRIu64, ((const struct rp_profile_function *)row)->samples);
}

/* A name in a column of fixed width: safe ASCII, cut in its middle. */
static void fixed_name(const char *name, int width, char *text)
{
    char *safe = rp_text_safe(name, false);

    if (safe) {
        rp_text_cut(safe, width);
        snprintf(text, RP_CELL_BYTES, "%s", safe);
    }
    free(safe);
}

static void cell_module(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    fixed_name(rp_report_base_name(((const struct rp_profile_function *)row)->module), 18, text);
}

static void cell_place(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_profile_function *function = row;
    char place[512];

    (void)report;
    if (function->line == 0)
        return;
    snprintf(place, sizeof(place), "%s:%" PRIu32, rp_report_base_name(function->file),
             function->line);
    fixed_name(place, 24, text);
}

static const struct rp_report_column columns[] = {
    {"self% ", 7, 0, cell_self},      {"total%", 7, 0, cell_total},
    {"self", 10, 72, cell_mean},      {"max/mean  ", 12, 0, cell_imbalance},
    {"worst", 6, 0, cell_worst},      {"samples", 9, 72, cell_samples},
    {"module", 20, 100, cell_module}, {"line", 26, 140, cell_place},
};
static const struct rp_report_table table = {columns, sizeof(columns) / sizeof(columns[0]),
                                             "function"};

static void write_rest(const struct rp_report *report, size_t shown)
{
    uint64_t rest = 0;
    size_t hidden = 0;

    for (size_t i = shown; i < report->profile->function_count; i++) {
        const struct rp_profile_function *function = &report->profile->functions[report->order[i]];

        rest += function->self;
        hidden += function->self > 0;
    }
    if (hidden > 0)
        fprintf(report->terminal.out, "(%zu more: %.1f %%)\n", hidden,
                100 * rp_profile_share(report->profile, rest));
}

/* Says what the marks in the rows mean. */
static void explain_marks(const struct rp_report *report, size_t rows)
{
    bool uncertain = false;
    bool nameless = false;

    for (size_t i = 0; i < rows; i++) {
        const struct rp_profile_function *function = &report->profile->functions[report->order[i]];

        uncertain = uncertain || function->samples < RP_CERTAIN_SAMPLES;
        nameless = nameless || strstr(function->name, "!0x") != NULL;
    }
    if (uncertain)
        fprintf(report->terminal.out, "? fewer than %u samples: uncertain\n", RP_CERTAIN_SAMPLES);
    if (nameless)
        fprintf(report->terminal.out,
                "FILE!0x...: FILE has no name for it; install its debug symbols, merge again\n");
}

enum rp_status rp_report_top(const struct rp_report *report, struct rp_error *error)
{
    const size_t rows = rp_report_rows(report, USUAL_ROWS);

    (void)error;
    rp_report_header(report);
    rp_report_write_look_first(report);
    fprintf(report->terminal.out, "HOTSPOTS by self %s, mean of %zu rank%s\n",
            report->profile->metric, report->profile->rank_count,
            report->profile->rank_count == 1 ? "" : "s");
    rp_report_table_head(report, &table);
    for (size_t i = 0; i < rows; i++) {
        const struct rp_profile_function *function = &report->profile->functions[report->order[i]];
        const int room = rp_report_table_row(report, &table, function);

        rp_report_function(report, report->order[i], room);
        fputc('\n', report->terminal.out);
    }
    write_rest(report, rows);
    explain_marks(report, rows);
    return RP_OK;
}
