/* gpu_profile_devices.c: the GPUs of the chosen ranks, and how fast each is beside the others.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/profile/gpu_profile.h"
#include "analysis/profile/median.h"
#include "analysis/team/rows_sum.h"

static int order(uint64_t left, uint64_t right)
{
    return left == right ? 0 : left < right ? -1 : 1;
}

/* ---- GPUs ---- */

#define NOT_SHOWN SIZE_MAX

/* Sets used[row of /gpus]. */
static void find_used(const struct rp_profile *profile, bool *used)
{
    const struct rp_cluster_file *const file = profile->file;

    for (size_t i = 0; i < file->gpu_time_count; i++) {
        const struct rp_cluster_gpu_time *const row = &file->gpu_time_rows[i];

        if (row->gpu != RP_NO_ROW && profile->chosen[row->rank])
            used[row->gpu] = true;
    }
}

static bool is_idle(unsigned class)
{
    return class >= RP_GPU_IDLE_HOST && class <= RP_GPU_IDLE_END;
}

/* Idle times are told once for all ranks of a GPU, the other classes by rank. */
static void add_times(const struct rp_cluster_file *file, struct rp_gpu_device *devices,
                      const size_t *by_row)
{
    for (size_t i = 0; i < file->gpu_time_count; i++) {
        const struct rp_cluster_gpu_time *const row = &file->gpu_time_rows[i];

        if (row->gpu != RP_NO_ROW && by_row[row->gpu] != NOT_SHOWN &&
            row->class < RP_GPU_TIME_COUNT && !is_idle(row->class))
            devices[by_row[row->gpu]].times_ns[row->class] += row->time_ns;
    }
    for (size_t i = 0; i < file->gpu_idle_count; i++) {
        const struct rp_cluster_gpu_idle *const row = &file->gpu_idle_rows[i];

        if (by_row[row->gpu] != NOT_SHOWN && is_idle(row->class))
            devices[by_row[row->gpu]].times_ns[row->class] += row->time_ns;
    }
}

static int compare_places(const void *a, const void *b, void *context)
{
    const struct rp_cluster_file *const file = context;
    const struct rp_cluster_gpu *const left = ((const struct rp_gpu_device *)a)->row;
    const struct rp_cluster_gpu *const right = ((const struct rp_gpu_device *)b)->row;
    const int nodes =
        strcmp(rp_cluster_file_text(file, left->node), rp_cluster_file_text(file, right->node));
    const int buses =
        strcmp(rp_cluster_file_text(file, left->bus), rp_cluster_file_text(file, right->bus));

    return nodes ? nodes : buses ? buses : left < right ? -1 : 1;
}

static void choose(const struct rp_cluster_file *file, const bool *used, size_t *by_row,
                   struct rp_gpu_profile *out)
{
    for (size_t i = 0; i < file->gpu_count; i++) {
        by_row[i] = NOT_SHOWN;
        if (used[i])
            out->devices[out->device_count++].row = &file->gpu_rows[i];
    }
    qsort_r(out->devices, out->device_count, sizeof(*out->devices), compare_places,
            (void *)(uintptr_t)file);
    for (size_t i = 0; i < out->device_count; i++) {
        const struct rp_cluster_gpu *const row = out->devices[i].row;

        by_row[row - file->gpu_rows] = i;
        out->observed_s += (double)row->observed_ns * 1e-9;
        out->busy_s += (double)row->busy_ns * 1e-9;
    }
}

enum rp_status rp_gpu_profile_devices(const struct rp_profile *profile, struct rp_gpu_profile *out)
{
    const struct rp_cluster_file *const file = profile->file;
    size_t *const by_row = calloc(file->gpu_count + 1, sizeof(*by_row));
    bool *const used = calloc(file->gpu_count + 1, sizeof(*used));
    enum rp_status status = RP_E_NOMEM;

    out->devices = calloc(file->gpu_count + 1, sizeof(*out->devices));
    if (by_row && used && out->devices) {
        find_used(profile, used);
        choose(file, used, by_row, out);
        add_times(file, out->devices, by_row);
        status = RP_OK;
    }
    free(by_row);
    free(used);
    return status;
}

/* ---- speed ---- */

/* What a GPU took for a kernel. */
struct run {
    uint32_t model; /* text: GPUs of one model are compared */
    uint32_t function;
    uint32_t gpu;
    uint64_t count, time_ns;
};

static int compare_kernels(const void *a, const void *b)
{
    const struct run *const left = a;
    const struct run *const right = b;
    const int models = order(left->model, right->model);

    return models ? models : order(left->function, right->function);
}

static int compare_runs(const void *a, const void *b, void *none)
{
    const int kernels = compare_kernels(a, b);

    (void)none;
    return kernels ? kernels : order(((const struct run *)a)->gpu, ((const struct run *)b)->gpu);
}

static void add_run(void *into, const void *from)
{
    ((struct run *)into)->count += ((const struct run *)from)->count;
    ((struct run *)into)->time_ns += ((const struct run *)from)->time_ns;
}

/* Of kernels that compute: those that communicate take as long as the slowest partner. */
static enum rp_status collect(const struct rp_profile *profile, struct rp_rows *runs)
{
    const struct rp_cluster_file *const file = profile->file;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < file->gpu_operation_count; i++) {
        const struct rp_cluster_gpu_operation *const row = &file->gpu_operation_rows[i];

        if (row->kind != RP_GPU_KERNEL || row->gpu == RP_NO_ROW || row->count == 0)
            continue;
        const struct run run = {.model = file->gpu_rows[row->gpu].name,
                                .function = profile->contexts[row->context].function,
                                .gpu = row->gpu,
                                .count = row->count,
                                .time_ns = row->time_ns};

        status = rp_rows_add(runs, &run);
    }
    return status;
}

/* By row of /gpus. */
struct speeds {
    double *expected_ns, *took_ns;
    double *means; /* room for one mean of each GPU */
};

static void compare_gpus(const struct run *runs, size_t count, const struct speeds *speeds)
{
    double middle;

    if (count < 2)
        return;
    for (size_t i = 0; i < count; i++)
        speeds->means[i] = (double)runs[i].time_ns / (double)runs[i].count;
    middle = rp_median(speeds->means, count);
    for (size_t i = 0; i < count; i++) {
        speeds->expected_ns[runs[i].gpu] += middle * (double)runs[i].count;
        speeds->took_ns[runs[i].gpu] += (double)runs[i].time_ns;
    }
}

static void compare_all(const struct rp_rows *rows, const struct speeds *speeds)
{
    const struct run *const runs = rows->rows;
    size_t first = 0;

    for (size_t i = 1; i <= rows->count; i++) {
        if (i < rows->count && compare_kernels(&runs[first], &runs[i]) == 0)
            continue;
        compare_gpus(runs + first, i - first, speeds);
        first = i;
    }
}

enum rp_status rp_gpu_profile_speed(const struct rp_profile *profile, struct rp_gpu_profile *out)
{
    static const struct rp_summing summing = {compare_runs, add_run, NULL};
    const size_t gpus = profile->file->gpu_count;
    double *const room = calloc(3 * gpus + 1, sizeof(*room));
    const struct speeds speeds = {room, room + gpus, room + 2 * gpus};
    struct rp_rows runs = {.row_bytes = sizeof(struct run)};
    enum rp_status status = room ? collect(profile, &runs) : RP_E_NOMEM;

    if (status == RP_OK) {
        rp_rows_sum(&runs, &summing);
        compare_all(&runs, &speeds);
        for (size_t i = 0; i < out->device_count; i++) {
            const size_t gpu = (size_t)(out->devices[i].row - profile->file->gpu_rows);

            if (speeds.took_ns[gpu] > 0)
                out->devices[i].speed = speeds.expected_ns[gpu] / speeds.took_ns[gpu];
        }
    }
    rp_rows_release(&runs);
    free(room);
    return status;
}
