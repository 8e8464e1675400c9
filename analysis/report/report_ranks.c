/* report_ranks.c: the view of the ranks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/report/report_table.h"

static void cell_rank(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    snprintf(text, RP_CELL_BYTES, "%" PRIu32 "%s", ((const struct rp_profile_rank *)row)->row->rank,
             ((const struct rp_profile_rank *)row)->row->state == RP_RANK_PARTIAL ? "*" : " ");
}

static void cell_node(const struct rp_report *report, const void *row, char *text)
{
    char *safe = rp_text_safe(((const struct rp_profile_rank *)row)->node, false);

    (void)report;
    if (safe) {
        rp_text_cut(safe, 12);
        snprintf(text, RP_CELL_BYTES, "%s", safe);
    }
    free(safe);
}

static void cell_cpu(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_value(text, RP_CELL_BYTES,
                    (double)((const struct rp_profile_rank *)row)->row->kernel_cpu_ns, "ns");
}

static void cell_off_cpu(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_value(text, RP_CELL_BYTES,
                    (double)((const struct rp_profile_rank *)row)->row->off_cpu_ns, "ns");
}

static void cell_value(const struct rp_report *report, const void *row, char *text)
{
    rp_report_value(text, RP_CELL_BYTES, (double)((const struct rp_profile_rank *)row)->value,
                    report->profile->unit);
}

static void cell_share(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_profile_rank *rank = row;
    const double mean = (double)report->profile->value / (double)report->profile->rank_count;
    const double share = mean > 0 ? (double)rank->value / mean : 0;

    snprintf(text, RP_CELL_BYTES, "%.2fx%-2s", share, rp_report_mark(share, rank->samples));
}

static void cell_samples(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_profile_rank *rank = row;

    (void)report;
    snprintf(text, RP_CELL_BYTES, "%" PRIu64 "%c", rank->samples,
             rank->samples < RP_CERTAIN_SAMPLES ? '?' : ' ');
}

static void cell_exit(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_end(text, RP_CELL_BYTES, ((const struct rp_profile_rank *)row)->row);
}

static const struct rp_report_column columns[] = {
    {"rank ", 7, 0, cell_rank},         {"node", 13, 72, cell_node},
    {"cpu", 10, 72, cell_cpu},          {"off cpu", 10, 110, cell_off_cpu},
    {"value", 10, 100, cell_value},     {"of mean  ", 11, 0, cell_share},
    {"samples ", 9, 100, cell_samples}, {"exit", 9, 0, cell_exit},
};
static const struct rp_report_table table = {columns, sizeof(columns) / sizeof(columns[0]),
                                             "differs most in"};

static void write_difference(const struct rp_report *report, const struct rp_profile_rank *rank,
                             int room)
{
    char value[RP_CELL_BYTES];

    if (report->profile->rank_count < 2 || rank->difference == 0) {
        fputs("-", report->terminal.out);
        return;
    }
    rp_report_value(value, sizeof(value), rank->difference, report->profile->unit);
    room -= fprintf(report->terminal.out, "%s%s ", rank->difference > 0 ? "+" : "", value);
    rp_report_function(report, rank->differs, room);
}

enum rp_status rp_report_ranks(const struct rp_report *report, struct rp_error *error)
{
    const struct rp_profile *profile = report->profile;
    const size_t rows =
        report->limit && report->limit < profile->rank_count ? report->limit : profile->rank_count;
    bool partial = false;

    (void)error;
    rp_report_header(report);
    fprintf(report->terminal.out, "RANKS by %s\n", profile->metric);
    rp_report_table_head(report, &table);
    for (size_t i = 0; i < rows; i++) {
        const struct rp_profile_rank *rank = &profile->ranks[i];

        write_difference(report, rank, rp_report_table_row(report, &table, rank));
        fputc('\n', report->terminal.out);
        partial = partial || rank->row->state == RP_RANK_PARTIAL;
    }
    if (rows < profile->rank_count)
        fprintf(report->terminal.out, "(%zu more)\n", profile->rank_count - rows);
    if (partial)
        fputs("* partial: the collector did not finish\n", report->terminal.out);
    return RP_OK;
}
