/* gpu_profile_sensors.c: what was read of the sensors of the chosen ranks' GPUs.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Of the ranks that share a GPU one reads its sensors at a time, whichever ranks are chosen.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/profile/gpu_profile.h"

#define NOT_SHOWN SIZE_MAX

static size_t device_of(const struct rp_gpu_profile *out, const struct rp_cluster_gpu *row)
{
    for (size_t i = 0; i < out->device_count; i++)
        if (out->devices[i].row == row)
            return i;
    return NOT_SHOWN;
}

/* Sensors that were refused by one rank and read by another are those that were read. */
static int compare(const void *a, const void *b)
{
    const struct rp_gpu_sensor *const left = a;
    const struct rp_gpu_sensor *const right = b;
    const int names = strcmp(left->name, right->name);

    if (left->device != right->device)
        return left->device < right->device ? -1 : 1;
    return names ? names : (left->count == 0) - (right->count == 0);
}

static void add(struct rp_gpu_sensor *into, const struct rp_gpu_sensor *from)
{
    if (from->count == 0)
        return;
    into->min = into->count == 0 || from->min < into->min ? from->min : into->min;
    into->max = into->count == 0 || from->max > into->max ? from->max : into->max;
    into->sum += from->sum;
    into->count += from->count;
}

/* Leaves one row of each (device, name). */
static void join(struct rp_gpu_profile *out)
{
    size_t joined = 0;

    qsort(out->sensors, out->sensor_count, sizeof(*out->sensors), compare);
    for (size_t i = 0; i < out->sensor_count; i++) {
        struct rp_gpu_sensor *const last = &out->sensors[joined ? joined - 1 : 0];
        const struct rp_gpu_sensor *const it = &out->sensors[i];

        if (joined > 0 && last->device == it->device && strcmp(last->name, it->name) == 0)
            add(last, it);
        else
            out->sensors[joined++] = *it;
    }
    out->sensor_count = joined;
}

static struct rp_gpu_sensor sensor_of(const struct rp_cluster_file *file,
                                      const struct rp_cluster_sensor *row, size_t device)
{
    return (struct rp_gpu_sensor){.device = device,
                                  .name = rp_cluster_file_text(file, row->name),
                                  .unit = rp_cluster_file_text(file, row->unit),
                                  .reason = rp_cluster_file_text(file, row->reason)};
}

static void add_readings(const struct rp_cluster_file *file, struct rp_gpu_sensor *by_row)
{
    for (size_t i = 0; i < file->reading_count; i++) {
        const struct rp_cluster_reading *const row = &file->reading_rows[i];
        const struct rp_gpu_sensor one = {
            .count = row->count, .sum = row->sum, .min = row->min, .max = row->max};

        add(&by_row[row->sensor], &one);
    }
}

enum rp_status rp_gpu_profile_sensors(const struct rp_profile *profile, struct rp_gpu_profile *out)
{
    const struct rp_cluster_file *const file = profile->file;
    struct rp_gpu_sensor *const all = calloc(file->sensor_count + 1, sizeof(*all));

    if (!all)
        return RP_E_NOMEM;
    for (size_t i = 0; i < file->sensor_count; i++) {
        const struct rp_cluster_sensor *const row = &file->sensor_rows[i];
        const size_t device =
            row->gpu == RP_NO_ROW ? NOT_SHOWN : device_of(out, &file->gpu_rows[row->gpu]);

        all[i] = sensor_of(file, row, device);
    }
    add_readings(file, all);
    for (size_t i = 0; i < file->sensor_count; i++)
        if (all[i].device != NOT_SHOWN)
            all[out->sensor_count++] = all[i];
    out->sensors = all;
    join(out);
    return RP_OK;
}

const struct rp_gpu_sensor *rp_gpu_profile_sensor(const struct rp_gpu_profile *gpu, size_t device,
                                                  const char *name)
{
    for (size_t i = 0; i < gpu->sensor_count; i++)
        if (gpu->sensors[i].device == device && strcmp(gpu->sensors[i].name, name) == 0)
            return gpu->sensors[i].count > 0 ? &gpu->sensors[i] : NULL;
    return NULL;
}
