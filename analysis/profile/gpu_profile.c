/* gpu_profile.c: what the chosen ranks did on GPUs, and what these did with their time.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/gpu_profile.h"

#include <stdlib.h>
#include <string.h>

const char *rp_gpu_kind_text(unsigned kind)
{
    static const char *const texts[RP_GPU_KIND_COUNT] = {
#define KIND_TEXT(name, value, work, text) [name] = (text),
        RP_GPU_KIND_LIST(KIND_TEXT)
#undef KIND_TEXT
    };

    return kind < RP_GPU_KIND_COUNT && texts[kind] ? texts[kind] : "unknown";
}

const char *rp_gpu_time_text(unsigned class)
{
    static const char *const texts[RP_GPU_TIME_COUNT] = {
#define TIME_TEXT(name, value, text) [name] = (text),
        RP_GPU_TIME_LIST(TIME_TEXT)
#undef TIME_TEXT
    };

    return class < RP_GPU_TIME_COUNT && texts[class] ? texts[class] : "unknown";
}

const char *rp_gpu_idle_text(unsigned class)
{
    static const char before[] = "idle: ";
    const char *const text = rp_gpu_time_text(class);

    return strncmp(text, before, strlen(before)) == 0 ? text + strlen(before) : text;
}

const char *rp_gpu_state_text(unsigned state)
{
    static const char *const texts[RP_GPU_STATE_COUNT] = {
#define STATE_TEXT(name, value, text) [name] = (text),
        RP_GPU_STATE_LIST(STATE_TEXT)
#undef STATE_TEXT
    };

    return state < RP_GPU_STATE_COUNT && texts[state] ? texts[state] : "unknown";
}

/* What is told of processes rather than of their GPUs, and the latencies. */
static void add_times(const struct rp_profile *profile, struct rp_gpu_profile *out)
{
    const struct rp_cluster_file *const file = profile->file;

    for (size_t i = 0; i < file->gpu_time_count; i++) {
        const struct rp_cluster_gpu_time *const row = &file->gpu_time_rows[i];

        if (!profile->chosen[row->rank] || row->class >= RP_GPU_TIME_COUNT)
            continue;
        out->counts[row->class] += row->count;
        out->times_ns[row->class] += row->time_ns;
        if (row->class == RP_GPU_LATENCY && row->number < RP_LATENCY_SIZES)
            out->latencies[row->number] += row->count;
    }
}

enum rp_status rp_gpu_profile_of(const struct rp_profile *profile, struct rp_gpu_profile *out)
{
    static enum rp_status (*const parts[])(const struct rp_profile *, struct rp_gpu_profile *) = {
        rp_gpu_profile_sums, rp_gpu_profile_devices, rp_gpu_profile_speed, rp_gpu_profile_idle,
        rp_gpu_profile_sensors};
    enum rp_status status = RP_OK;

    *out = (struct rp_gpu_profile){0};
    for (size_t i = 0; status == RP_OK && i < sizeof(parts) / sizeof(parts[0]); i++)
        status = parts[i](profile, out);
    add_times(profile, out);
    if (status != RP_OK)
        rp_gpu_profile_release(out);
    return status;
}

void rp_gpu_profile_release(struct rp_gpu_profile *gpu)
{
    free(gpu->sums);
    free(gpu->devices);
    free(gpu->idle);
    free(gpu->sensors);
    *gpu = (struct rp_gpu_profile){0};
}

static double part_of(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static bool is_told_by_gpu(enum rp_gpu_time class)
{
    return class >= RP_GPU_IDLE_HOST && class <= RP_GPU_IDLE_END;
}

double rp_gpu_device_share(const struct rp_gpu_device *device, enum rp_gpu_time class)
{
    const double observed_ns = (double)device->row->observed_ns;
    const double busy = part_of((double)device->row->busy_ns, observed_ns);
    const double time_ns = (double)device->times_ns[class];

    if (is_told_by_gpu(class))
        return part_of(time_ns, observed_ns);
    return busy * part_of(time_ns, (double)device->times_ns[RP_GPU_BUSY]);
}

double rp_gpu_profile_hidden(const struct rp_gpu_profile *gpu, enum rp_gpu_time class)
{
    const enum rp_gpu_time hidden =
        class == RP_GPU_BUSY_COMMUNICATION ? RP_GPU_COMMUNICATION_HIDDEN : RP_GPU_COPY_HIDDEN;

    return part_of((double)gpu->times_ns[hidden], (double)gpu->times_ns[class]);
}

double rp_gpu_sum_speed(const struct rp_gpu_sum *sum)
{
    return part_of((double)sum->bytes, (double)sum->time_ns * 1e-9);
}

bool rp_gpu_profile_is_empty(const struct rp_gpu_profile *gpu)
{
    return gpu->sum_count == 0 && gpu->device_count == 0;
}

uint64_t rp_gpu_profile_latency(const struct rp_gpu_profile *gpu, double share)
{
    uint64_t all = 0;
    uint64_t below = 0;

    for (size_t i = 0; i < RP_LATENCY_SIZES; i++)
        all += gpu->latencies[i];
    for (size_t i = 0; i < RP_LATENCY_SIZES; i++) {
        below += gpu->latencies[i];
        if (all > 0 && (double)below >= share * (double)all)
            return i < 64 ? UINT64_C(1) << i : UINT64_MAX;
    }
    return 0;
}
