/* report_regions.c: the view of the regions that the program names.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>

#include "analysis/profile/region_path.h"
#include "analysis/report/report_table.h"

#define SUM(row)        ((const struct rp_region_sum *)(row))
#define EFFICIENCY(row) (&((const struct rp_region_sum *)(row))->efficiency)

static void cell_ranks(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    snprintf(text, RP_CELL_BYTES, "%" PRIu32, EFFICIENCY(row)->ranks);
}

/* Passes of a loop are marked: there may be visits under the same name. */
static void cell_begun(const struct rp_report *report, const void *row, char *text)
{
    char number[RP_CELL_BYTES / 2];

    (void)report;
    rp_report_value(number, sizeof(number), (double)rp_region_begun(SUM(row)), "count");
    snprintf(text, RP_CELL_BYTES, "%s%s", number, SUM(row)->passes > 0 ? "i" : " ");
}

static void write_time(char *text, double seconds)
{
    if (seconds < 1)
        snprintf(text, RP_CELL_BYTES, "%.3f ms", seconds * 1e3);
    else
        rp_report_value(text, RP_CELL_BYTES, seconds * 1e9, "ns");
}

static void cell_longest(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    write_time(text, EFFICIENCY(row)->time_s);
}

static void cell_each(const struct rp_report *report, const void *row, char *text)
{
    const uint64_t begun = rp_region_begun(SUM(row));

    (void)report;
    if (begun > 0)
        write_time(text, SUM(row)->time_s / (double)begun);
}

static void write_share(char *text, double share)
{
    snprintf(text, RP_CELL_BYTES, "%.1f%%", 100 * share);
}

static void cell_parallel(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    write_share(text, EFFICIENCY(row)->parallel);
}

static void cell_balance(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    write_share(text, EFFICIENCY(row)->load_balance);
}

static void cell_communication(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    write_share(text, EFFICIENCY(row)->communication);
}

static void cell_slowest(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    snprintf(text, RP_CELL_BYTES, "%" PRIu32, EFFICIENCY(row)->slowest);
}

static const struct rp_report_column columns[] = {
    {"ranks", 6, 90, cell_ranks},
    {"begun ", 10, 0, cell_begun},
    {"longest", 11, 0, cell_longest},
    {"mean of each", 14, 100, cell_each},
    {"parallel", 10, 0, cell_parallel},
    {"balance", 9, 76, cell_balance},
    {"communic.", 11, 76, cell_communication},
    {"slowest", 9, 100, cell_slowest},
};
static const struct rp_report_table table = {columns, sizeof(columns) / sizeof(columns[0]),
                                             "region"};

void rp_report_write_regions(const struct rp_report *report)
{
    FILE *const out = report->terminal.out;

    fputs("REGIONS by time, each with those within it (i: iterations)\n", out);
    rp_report_table_head(report, &table);
    for (size_t i = 0; i < report->region_count; i++) {
        const struct rp_region_sum *const region = &report->regions[i];
        const int indent = (int)(2 * region->depth);
        const int room = rp_report_table_row(report, &table, region);
        const uint32_t function = report->profile->contexts[region->context].function;

        fprintf(out, "%*s", indent, "");
        rp_terminal_name(&report->terminal, report->profile->functions[function].name,
                         room - indent);
        fputc('\n', out);
    }
}

static enum rp_status refuse(const struct rp_report *report, struct rp_error *error)
{
    return rp_error_set(error, RP_E_UNSUPPORTED,
                        "'%s' holds no regions: the program names none, by rankprof.h or by "
                        "MPI_Pcontrol",
                        report->shown);
}

enum rp_status rp_report_regions(const struct rp_report *report, struct rp_error *error)
{
    if (report->region_count == 0)
        return refuse(report, error);
    rp_report_header(report);
    rp_report_write_regions(report);
    return RP_OK;
}

enum rp_status rp_report_csv_regions(const struct rp_report *report, struct rp_error *error)
{
    FILE *const out = report->terminal.out;

    if (report->region_count == 0)
        return refuse(report, error);
    fprintf(out, "region,ranks,visits,iterations,total_s,longest_s,parallel,load_balance,"
                 "communication,useful_mean_s,useful_max_s,slowest_rank\r\n");
    for (size_t i = 0; i < report->region_count; i++) {
        const struct rp_region_sum *const region = &report->regions[i];
        const struct rp_efficiency *const it = &region->efficiency;
        char path[RP_REGION_PATH_BYTES];

        rp_region_path(report->file, region->context, path, sizeof(path));
        rp_report_csv_text(out, path);
        fprintf(out,
                ",%" PRIu32 ",%" PRIu64 ",%" PRIu64 ",%.9f,%.9f,%.6f,%.6f,%.6f,%.9f,%.9f,%" PRIu32
                "\r\n",
                it->ranks, region->visits, region->passes, region->time_s, it->time_s, it->parallel,
                it->load_balance, it->communication, it->useful_mean_s, it->useful_max_s,
                it->slowest);
    }
    return RP_OK;
}
