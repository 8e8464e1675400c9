/* report_gpu_devices.c: in the view of GPUs: how each was used, and why it was idle.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report/report_gpu.h"
#include "analysis/report/report_table.h"

#define USUAL_ROWS 20u
#define SLOW       0.95 /* of the median of its model: such a GPU is marked */
#define VERY_SLOW  0.85

/* ---- GPUs ---- */

static void cell_share(char *text, double share)
{
    snprintf(text, RP_CELL_BYTES, "%.1f%%", 100 * share);
}

static void cell_busy(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    cell_share(text, rp_gpu_device_share(row, RP_GPU_BUSY));
}

static void cell_computing(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    cell_share(text, rp_gpu_device_share(row, RP_GPU_BUSY_COMPUTE));
}

static void cell_communicating(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    cell_share(text, rp_gpu_device_share(row, RP_GPU_BUSY_COMMUNICATION));
}

static void cell_exposed(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    cell_share(text, rp_gpu_device_share(row, RP_GPU_BUSY_COMMUNICATION) -
                         rp_gpu_device_share(row, RP_GPU_COMMUNICATION_HIDDEN));
}

static void cell_copying(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    cell_share(text, rp_gpu_device_share(row, RP_GPU_BUSY_COPY));
}

static void cell_idle(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    cell_share(text, 1 - rp_gpu_device_share(row, RP_GPU_BUSY));
}

static void cell_late(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    cell_share(text, rp_gpu_device_share(row, RP_GPU_IDLE_HOST) +
                         rp_gpu_device_share(row, RP_GPU_IDLE_MPI) +
                         rp_gpu_device_share(row, RP_GPU_IDLE_SYNC));
}

static void cell_speed(const struct rp_report *report, const void *row, char *text)
{
    const double speed = ((const struct rp_gpu_device *)row)->speed;

    (void)report;
    if (speed > 0)
        snprintf(text, RP_CELL_BYTES, "%.2fx%s", speed,
                 speed < VERY_SLOW ? "!!"
                 : speed < SLOW    ? "!"
                                   : "");
}

static void cell_ranks(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    snprintf(text, RP_CELL_BYTES, "%" PRIu32, ((const struct rp_gpu_device *)row)->row->ranks);
}

static const struct rp_report_column columns[] = {
    {"busy", 8, 0, cell_busy},           {"compute", 9, 0, cell_computing},
    {"comm.", 8, 0, cell_communicating}, {"exposed", 9, 100, cell_exposed},
    {"copies", 8, 0, cell_copying},      {"idle", 8, 80, cell_idle},
    {"late", 8, 0, cell_late},           {"speed", 9, 80, cell_speed},
    {"ranks", 7, 100, cell_ranks},
};
static const struct rp_report_table table = {columns, sizeof(columns) / sizeof(columns[0]),
                                             "GPU: node, bus, model"};

static void write_device(const struct rp_report *report, const struct rp_gpu_device *device)
{
    const struct rp_cluster_file *const file = report->file;
    const int room = rp_report_table_row(report, &table, device);
    char *name = NULL;

    if (asprintf(&name, "%s %s %s", rp_cluster_file_text(file, device->row->node),
                 rp_cluster_file_text(file, device->row->bus),
                 rp_cluster_file_text(file, device->row->name)) >= 0)
        rp_terminal_name(&report->terminal, name, room);
    else
        name = NULL;
    free(name);
    fputc('\n', report->terminal.out);
}

static void write_all(const struct rp_report *report)
{
    const struct rp_gpu_profile *const gpu = &report->gpu;
    char communication[RP_CELL_BYTES], copies[RP_CELL_BYTES];

    fprintf(report->terminal.out, "GPUS: %zu, busy %.1f %% of the %.3f s that they were observed\n",
            gpu->device_count, gpu->observed_s > 0 ? 100 * gpu->busy_s / gpu->observed_s : 0,
            gpu->observed_s);
    if (!gpu->times_ns[RP_GPU_BUSY_COMMUNICATION] && !gpu->times_ns[RP_GPU_BUSY_COPY])
        return;
    rp_report_time(communication, sizeof(communication), gpu->times_ns[RP_GPU_BUSY_COMMUNICATION]);
    rp_report_time(copies, sizeof(copies), gpu->times_ns[RP_GPU_BUSY_COPY]);
    fprintf(report->terminal.out,
            "hidden behind computing: %.1f %% of %s of communication, %.1f %% of %s of copies\n",
            100 * rp_gpu_profile_hidden(gpu, RP_GPU_BUSY_COMMUNICATION), communication,
            100 * rp_gpu_profile_hidden(gpu, RP_GPU_BUSY_COPY), copies);
}

/* Where there are too many to show: slow ones first, then those that were idle most. */
static int compare_suspects(const void *a, const void *b, void *context)
{
    const struct rp_gpu_profile *const gpu = context;
    const struct rp_gpu_device *const left = &gpu->devices[*(const size_t *)a];
    const struct rp_gpu_device *const right = &gpu->devices[*(const size_t *)b];
    const bool is_left_slow = left->speed > 0 && left->speed < SLOW;
    const bool is_right_slow = right->speed > 0 && right->speed < SLOW;
    const double left_busy = rp_gpu_device_share(left, RP_GPU_BUSY);
    const double right_busy = rp_gpu_device_share(right, RP_GPU_BUSY);

    if (is_left_slow != is_right_slow)
        return is_left_slow ? -1 : 1;
    if (is_left_slow && left->speed != right->speed)
        return left->speed < right->speed ? -1 : 1;
    if (left_busy != right_busy)
        return left_busy < right_busy ? -1 : 1;
    return left < right ? -1 : left > right;
}

enum rp_status rp_report_gpu_devices(const struct rp_report *report)
{
    const struct rp_gpu_profile *const gpu = &report->gpu;
    const size_t limit = report->limit ? report->limit : USUAL_ROWS;
    size_t *const order = calloc(gpu->device_count + 1, sizeof(*order));

    if (!order)
        return RP_E_NOMEM;
    for (size_t i = 0; i < gpu->device_count; i++)
        order[i] = i;
    if (gpu->device_count > limit)
        qsort_r(order, gpu->device_count, sizeof(*order), compare_suspects, (void *)(uintptr_t)gpu);
    if (gpu->device_count > 0) {
        write_all(report);
        rp_report_table_head(report, &table);
    }
    for (size_t i = 0; i < gpu->device_count && i < limit; i++)
        write_device(report, &gpu->devices[order[i]]);
    if (gpu->device_count > limit)
        fprintf(report->terminal.out, "(%zu more: slow ones, then idle ones are shown)\n",
                gpu->device_count - limit);
    free(order);
    return RP_OK;
}

/* ---- idle ---- */

static void cell_idle_time(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_time(text, RP_CELL_BYTES, ((const struct rp_gpu_idle *)row)->time_ns);
}

static void cell_idle_share(const struct rp_report *report, const void *row, char *text)
{
    const double time_s = (double)((const struct rp_gpu_idle *)row)->time_ns * 1e-9;

    cell_share(text, report->gpu.observed_s > 0 ? time_s / report->gpu.observed_s : 0);
}

static void cell_idle_count(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_value(text, RP_CELL_BYTES, (double)((const struct rp_gpu_idle *)row)->count, "count");
}

static void cell_idle_worst(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    snprintf(text, RP_CELL_BYTES, "%" PRIu32, ((const struct rp_gpu_idle *)row)->worst_rank);
}

static const struct rp_report_column idle_columns[] = {
    {"time", 10, 0, cell_idle_time},
    {"share", 7, 0, cell_idle_share},
    {"times", 9, 80, cell_idle_count},
    {"worst", 7, 80, cell_idle_worst},
};
static const struct rp_report_table idle_table = {
    idle_columns, sizeof(idle_columns) / sizeof(idle_columns[0]), "why, and launch that ended it"};

static void write_place(const struct rp_report *report, const struct rp_gpu_idle *idle, int room)
{
    const struct rp_profile_function *const functions = report->profile->functions;

    if (idle->function == RP_NO_ROW)
        return;
    fputs(", ", report->terminal.out);
    rp_terminal_name(&report->terminal, functions[idle->function].name, room / 2);
    if (idle->caller == RP_NO_ROW)
        return;
    fputs(" < ", report->terminal.out);
    rp_report_function(report, idle->caller, room / 2);
}

void rp_report_gpu_idle(const struct rp_report *report)
{
    const struct rp_gpu_profile *const gpu = &report->gpu;
    const size_t limit = report->limit ? report->limit : USUAL_ROWS;
    FILE *const out = report->terminal.out;

    if (gpu->idle_count == 0)
        return;
    fputs("\nIDLE GPUS by time, and share of the time observed\n", out);
    rp_report_table_head(report, &idle_table);
    for (size_t i = 0; i < gpu->idle_count && i < limit; i++) {
        const char *const why = rp_gpu_idle_text(gpu->idle[i].class);
        const int room = rp_report_table_row(report, &idle_table, &gpu->idle[i]);

        fputs(why, out);
        write_place(report, &gpu->idle[i], room - (int)strlen(why) - 5);
        fputc('\n', out);
    }
    if (gpu->idle_count > limit)
        fprintf(out, "(%zu more)\n", gpu->idle_count - limit);
}
