/* report_gpu_operations.c: what GPUs did, in the view of GPUs: kernels, copies, waits of the host.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <math.h>

#include "analysis/report/report_gpu.h"
#include "analysis/report/report_table.h"

#define USUAL_ROWS 20u

/* ---- cells ---- */

static void cell_time(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_time(text, RP_CELL_BYTES, ((const struct rp_gpu_sum *)row)->time_ns);
}

static void cell_count(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_value(text, RP_CELL_BYTES, (double)((const struct rp_gpu_sum *)row)->count, "count");
}

static void cell_mean(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_gpu_sum *const sum = row;

    (void)report;
    rp_report_time(text, RP_CELL_BYTES, sum->count ? sum->time_ns / sum->count : 0);
}

static void cell_most(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_time(text, RP_CELL_BYTES, ((const struct rp_gpu_sum *)row)->most_ns);
}

static void cell_latency(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_gpu_sum *const sum = row;

    (void)report;
    rp_report_time(text, RP_CELL_BYTES, sum->count ? sum->latency_ns / sum->count : 0);
}

static void cell_imbalance(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_gpu_sum *const sum = row;
    const double mean = (double)sum->time_ns / (double)report->profile->rank_count;

    snprintf(text, RP_CELL_BYTES, "%.2fx", mean > 0 ? (double)sum->rank_most_ns / mean : 0);
}

static void cell_worst(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    snprintf(text, RP_CELL_BYTES, "%" PRIu32, ((const struct rp_gpu_sum *)row)->worst_rank);
}

static void cell_bytes(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_value(text, RP_CELL_BYTES, (double)((const struct rp_gpu_sum *)row)->bytes, "bytes");
}

static void cell_each(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_gpu_sum *const sum = row;

    (void)report;
    rp_report_value(text, RP_CELL_BYTES,
                    sum->count ? floor((double)sum->bytes / (double)sum->count) : 0, "bytes");
}

static void cell_speed(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    snprintf(text, RP_CELL_BYTES, "%.2f", rp_gpu_sum_speed(row) * 1e-9);
}

/* ---- tables ---- */

#define COUNT(columns) (sizeof(columns) / sizeof((columns)[0]))

static const struct rp_report_column kernel_columns[] = {
    {"time", 10, 0, cell_time},         {"count", 10, 0, cell_count},
    {"mean", 10, 0, cell_mean},         {"longest", 10, 80, cell_most},
    {"latency", 10, 100, cell_latency}, {"max/mean", 9, 100, cell_imbalance},
    {"worst", 7, 100, cell_worst},
};

static const struct rp_report_column copy_columns[] = {
    {"time", 10, 0, cell_time},        {"count", 10, 0, cell_count},
    {"bytes", 10, 0, cell_bytes},      {"GB/s", 8, 0, cell_speed},
    {"bytes each", 11, 80, cell_each}, {"longest", 10, 100, cell_most},
    {"worst", 7, 100, cell_worst},
};

static const struct rp_report_column wait_columns[] = {
    {"time", 10, 0, cell_time},     {"count", 10, 0, cell_count},  {"mean", 10, 0, cell_mean},
    {"longest", 10, 80, cell_most}, {"worst", 7, 100, cell_worst},
};

static bool is_kernel(unsigned kind)
{
    return rp_gpu_kind_work(kind) == RP_GPU_WORK_COMPUTE ||
           rp_gpu_kind_work(kind) == RP_GPU_WORK_COMMUNICATION;
}

static bool is_wait(unsigned kind)
{
    return kind == RP_GPU_WAIT;
}

static const struct part {
    const char *title;
    bool (*has)(unsigned kind);
    struct rp_report_table table;
} parts[] = {
    {"KERNELS by time on GPUs", is_kernel, {kernel_columns, COUNT(kernel_columns), "kernel"}},
    {"COPIES by time on GPUs", rp_gpu_kind_is_copy, {copy_columns, COUNT(copy_columns), "copy"}},
    {"WAITS of the host for GPUs", is_wait, {wait_columns, COUNT(wait_columns), "function"}},
};

static void write_part(const struct rp_report *report, const struct part *part)
{
    const struct rp_gpu_profile *const gpu = &report->gpu;
    const size_t limit = report->limit ? report->limit : USUAL_ROWS;
    FILE *const out = report->terminal.out;
    size_t found = 0;

    for (size_t i = 0; i < gpu->sum_count; i++) {
        int room;

        if (!part->has(gpu->sums[i].kind) || found++ >= limit)
            continue;
        if (found == 1) {
            fprintf(out, "\n%s, sum of %zu rank%s\n", part->title, report->profile->rank_count,
                    report->profile->rank_count == 1 ? "" : "s");
            rp_report_table_head(report, &part->table);
        }
        room = rp_report_table_row(report, &part->table, &gpu->sums[i]);
        rp_terminal_name(&report->terminal, gpu->sums[i].name, room);
        fputc('\n', out);
    }
    if (found > limit)
        fprintf(out, "(%zu more)\n", found - limit);
}

void rp_report_gpu_operations(const struct rp_report *report)
{
    for (size_t i = 0; i < COUNT(parts); i++)
        write_part(report, &parts[i]);
}
