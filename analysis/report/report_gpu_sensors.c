/* report_gpu_sensors.c: in the view of GPUs: power, clocks and units in use, and what slowed them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "analysis/report/report_gpu.h"
#include "analysis/report/report_table.h"

#define USUAL_ROWS 20u
#define SLOWED     1.0 /* per cent of the readings: less is not told */

static size_t device_of(const struct rp_report *report, const void *row)
{
    return (size_t)((const struct rp_gpu_device *)row - report->gpu.devices);
}

static double mean_of(const struct rp_gpu_sensor *sensor)
{
    return sensor->sum / (double)sensor->count;
}

/* A cell is empty where nothing was read. */
static void cell_mean(const struct rp_report *report, const void *row, const char *name, char *text)
{
    const struct rp_gpu_sensor *const sensor =
        rp_gpu_profile_sensor(&report->gpu, device_of(report, row), name);

    if (sensor)
        snprintf(text, RP_CELL_BYTES, "%.0f %s", mean_of(sensor), sensor->unit);
}

static void cell_power(const struct rp_report *report, const void *row, char *text)
{
    cell_mean(report, row, "power", text);
}

static void cell_clock(const struct rp_report *report, const void *row, char *text)
{
    cell_mean(report, row, "clock_sm", text);
}

static void cell_active(const struct rp_report *report, const void *row, char *text)
{
    cell_mean(report, row, "sm_active", text);
}

static void cell_tensor(const struct rp_report *report, const void *row, char *text)
{
    cell_mean(report, row, "tensor_active", text);
}

static void cell_bandwidth(const struct rp_report *report, const void *row, char *text)
{
    cell_mean(report, row, "memory_bandwidth", text);
}

static void cell_heat(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_gpu_sensor *const sensor =
        rp_gpu_profile_sensor(&report->gpu, device_of(report, row), "temperature");

    if (sensor)
        snprintf(text, RP_CELL_BYTES, "%.0f C", sensor->max);
}

static void cell_memory(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_gpu_sensor *const sensor =
        rp_gpu_profile_sensor(&report->gpu, device_of(report, row), "memory_used");

    if (sensor)
        rp_report_value(text, RP_CELL_BYTES, sensor->max, "bytes");
}

static void cell_energy(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_gpu_sensor *const sensor =
        rp_gpu_profile_sensor(&report->gpu, device_of(report, row), "energy");

    if (sensor)
        snprintf(text, RP_CELL_BYTES, "%.1f kJ", sensor->sum * 1e-3);
}

static const struct rp_report_column columns[] = {
    {"power", 8, 0, cell_power},     {"energy", 10, 100, cell_energy}, {"clock", 10, 0, cell_clock},
    {"hottest", 9, 0, cell_heat},    {"memory", 10, 80, cell_memory},  {"SMs", 7, 80, cell_active},
    {"tensor", 8, 100, cell_tensor}, {"DRAM", 7, 80, cell_bandwidth},
};
static const struct rp_report_table table = {columns, sizeof(columns) / sizeof(columns[0]),
                                             "GPU: node, bus, and what slowed it"};

static const struct {
    const char *name, *text;
} slowed[] = {
    {"slowed_by_power_cap", "power cap"},
    {"slowed_by_heat", "heat"},
    {"slowed_by_hardware", "hardware"},
    {"slowed_by_power_brake", "power brake"},
};

/* As "power cap 12 %, heat 3 %": of the time. */
static void name_slowed(const struct rp_report *report, size_t device, char *text, size_t bytes)
{
    size_t at = 0;

    text[0] = '\0';
    for (size_t i = 0; i < sizeof(slowed) / sizeof(slowed[0]) && at < bytes; i++) {
        const struct rp_gpu_sensor *const sensor =
            rp_gpu_profile_sensor(&report->gpu, device, slowed[i].name);

        if (sensor && mean_of(sensor) >= SLOWED)
            at += (size_t)snprintf(text + at, bytes - at, "%s %s %.0f %%", at ? "," : ":",
                                   slowed[i].text, mean_of(sensor));
    }
}

static void write_device(const struct rp_report *report, size_t number)
{
    const struct rp_gpu_device *const device = &report->gpu.devices[number];
    char text[512], why[256];
    int room;

    name_slowed(report, number, why, sizeof(why));
    snprintf(text, sizeof(text), "%s %s%s", rp_cluster_file_text(report->file, device->row->node),
             rp_cluster_file_text(report->file, device->row->bus), why);
    room = rp_report_table_row(report, &table, device);
    rp_terminal_name(&report->terminal, text, room > (int)strlen(text) ? room : (int)strlen(text));
    fputc('\n', report->terminal.out);
}

static bool was_read(const struct rp_gpu_profile *gpu, size_t device)
{
    return rp_gpu_profile_sensor(gpu, device, "power") ||
           rp_gpu_profile_sensor(gpu, device, "clock_sm") ||
           rp_gpu_profile_sensor(gpu, device, "memory_used");
}

/* Where nothing could be read, the first reason. */
static void write_refusal(const struct rp_report *report)
{
    const struct rp_gpu_profile *const gpu = &report->gpu;

    for (size_t i = 0; i < gpu->sensor_count; i++) {
        if (gpu->sensors[i].count > 0 || !*gpu->sensors[i].reason)
            continue;
        fputs("\nSENSORS of GPUs could not be read: ", report->terminal.out);
        rp_terminal_name(&report->terminal, gpu->sensors[i].reason, 100);
        fputc('\n', report->terminal.out);
        return;
    }
}

void rp_report_gpu_sensors(const struct rp_report *report)
{
    const struct rp_gpu_profile *const gpu = &report->gpu;
    const size_t limit = report->limit ? report->limit : USUAL_ROWS;
    size_t shown = 0;

    for (size_t i = 0; i < gpu->device_count && shown < limit; i++) {
        if (!was_read(gpu, i))
            continue;
        if (shown++ == 0) {
            fputs("\nSENSORS of GPUs: means; hottest, and memory at most\n", report->terminal.out);
            rp_report_table_head(report, &table);
        }
        write_device(report, i);
    }
    if (shown == 0)
        write_refusal(report);
}
