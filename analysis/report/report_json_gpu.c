/* report_json_gpu.c: what JSON tells of GPUs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report_json_gpu.h"

#include <math.h>
#include <string.h>

#include "analysis/report/report_json.h"

#define IDLE_SHOWN 200u

static json_t *json_count(uint64_t count)
{
    return json_integer((json_int_t)count);
}

static json_t *json_seconds(uint64_t time_ns)
{
    return json_real((double)time_ns * 1e-9);
}

/* ---- operations ---- */

static json_t *sum_of(const struct rp_gpu_sum *sum, const char *name)
{
    json_t *const object = json_object();
    const struct {
        const char *key;
        uint64_t time_ns;
    } times[] = {{"seconds", sum->time_ns},
                 {"min_seconds", sum->least_ns},
                 {"max_seconds", sum->most_ns},
                 {"latency_seconds", sum->latency_ns},
                 {"max_latency_seconds", sum->most_latency_ns},
                 {"max_rank_seconds", sum->rank_most_ns}};

    json_object_set_new(object, name, rp_report_json_name(sum->name));
    json_object_set_new(object, "kind", json_string(rp_gpu_kind_text(sum->kind)));
    json_object_set_new(object, "count", json_count(sum->count));
    json_object_set_new(object, "bytes", json_count(sum->bytes));
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
        json_object_set_new(object, times[i].key, json_seconds(times[i].time_ns));
    json_object_set_new(object, "worst_rank", json_count(sum->worst_rank));
    return object;
}

static void add_sums(const struct rp_report *report, json_t *object)
{
    json_t *const kernels = json_array();
    json_t *const copies = json_array();
    json_t *const waits = json_array();

    for (size_t i = 0; i < report->gpu.sum_count; i++) {
        const struct rp_gpu_sum *const sum = &report->gpu.sums[i];

        if (rp_gpu_kind_is_copy(sum->kind))
            json_array_append_new(copies, sum_of(sum, "copy"));
        else if (sum->kind == RP_GPU_WAIT)
            json_array_append_new(waits, sum_of(sum, "function"));
        else
            json_array_append_new(kernels, sum_of(sum, "kernel"));
    }
    json_object_set_new(object, "gpu", kernels);
    json_object_set_new(object, "gpu_copies", copies);
    json_object_set_new(object, "gpu_waits", waits);
}

/* ---- GPUs ---- */

static const struct {
    const char *key;
    enum rp_gpu_time class;
} device_times[] = {
    {"busy_seconds", RP_GPU_BUSY},
    {"computing_seconds", RP_GPU_BUSY_COMPUTE},
    {"communicating_seconds", RP_GPU_BUSY_COMMUNICATION},
    {"copying_seconds", RP_GPU_BUSY_COPY},
    {"communication_hidden_seconds", RP_GPU_COMMUNICATION_HIDDEN},
    {"copies_hidden_seconds", RP_GPU_COPY_HIDDEN},
    {"concurrent_seconds", RP_GPU_CONCURRENT},
    {"idle_host_seconds", RP_GPU_IDLE_HOST},
    {"idle_mpi_seconds", RP_GPU_IDLE_MPI},
    {"idle_synchronising_seconds", RP_GPU_IDLE_SYNC},
    {"idle_launch_seconds", RP_GPU_IDLE_LAUNCH},
    {"idle_dependency_seconds", RP_GPU_IDLE_DEPENDENCY},
    {"idle_end_seconds", RP_GPU_IDLE_END},
};

/* A mean says nothing of a counter, the total nothing of a level: both are told. */
static json_t *sensor_of(const struct rp_gpu_sensor *sensor)
{
    json_t *const object = json_object();

    json_object_set_new(object, "sensor", rp_report_json_name(sensor->name));
    json_object_set_new(object, "unit", rp_report_json_name(sensor->unit));
    json_object_set_new(object, "count", json_count(sensor->count));
    if (sensor->count == 0) {
        json_object_set_new(object, "refused", rp_report_json_name(sensor->reason));
        return object;
    }
    json_object_set_new(object, "mean", json_real(sensor->sum / (double)sensor->count));
    json_object_set_new(object, "min", json_real(sensor->min));
    json_object_set_new(object, "max", json_real(sensor->max));
    json_object_set_new(object, "total", json_real(sensor->sum));
    return object;
}

static json_t *sensors_of(const struct rp_gpu_profile *gpu, size_t device)
{
    json_t *const array = json_array();

    for (size_t i = 0; i < gpu->sensor_count; i++)
        if (gpu->sensors[i].device == device)
            json_array_append_new(array, sensor_of(&gpu->sensors[i]));
    return array;
}

static json_t *device_of(const struct rp_report *report, const struct rp_gpu_device *device)
{
    const struct rp_cluster_gpu *const row = device->row;
    const double observed_s = (double)row->observed_ns * 1e-9;
    json_t *const object = json_object();
    const struct {
        const char *key;
        uint32_t text;
    } texts[] = {{"uuid", row->uuid}, {"node", row->node}, {"bus", row->bus}, {"model", row->name}};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        json_object_set_new(object, texts[i].key,
                            rp_report_json_name(rp_cluster_file_text(report->file, texts[i].text)));
    json_object_set_new(object, "ranks", json_count(row->ranks));
    json_object_set_new(object, "observed_seconds", json_real(observed_s));
    for (size_t i = 0; i < sizeof(device_times) / sizeof(device_times[0]); i++)
        json_object_set_new(
            object, device_times[i].key,
            json_real(observed_s * rp_gpu_device_share(device, device_times[i].class)));
    json_object_set_new(object, "speed",
                        device->speed > 0 ? json_real(device->speed) : json_null());
    json_object_set_new(object, "sensors",
                        sensors_of(&report->gpu, (size_t)(device - report->gpu.devices)));
    return object;
}

static json_t *devices_of(const struct rp_report *report)
{
    json_t *const array = json_array();

    for (size_t i = 0; i < report->gpu.device_count; i++)
        json_array_append_new(array, device_of(report, &report->gpu.devices[i]));
    return array;
}

/* ---- idle ---- */

static json_t *function_name(const struct rp_report *report, uint32_t function)
{
    return function == RP_NO_ROW ? json_null()
                                 : rp_report_json_name(report->profile->functions[function].name);
}

static json_t *idle_of(const struct rp_report *report, const struct rp_gpu_idle *idle)
{
    json_t *const object = json_object();

    json_object_set_new(object, "cause", json_string(rp_gpu_idle_text(idle->class)));
    json_object_set_new(object, "seconds", json_seconds(idle->time_ns));
    json_object_set_new(object, "count", json_count(idle->count));
    json_object_set_new(object, "function", function_name(report, idle->function));
    json_object_set_new(object, "caller", function_name(report, idle->caller));
    json_object_set_new(object, "max_rank_seconds", json_seconds(idle->rank_most_ns));
    json_object_set_new(object, "worst_rank", json_count(idle->worst_rank));
    return object;
}

static json_t *idles_of(const struct rp_report *report)
{
    json_t *const array = json_array();

    for (size_t i = 0; i < report->gpu.idle_count && i < IDLE_SHOWN; i++)
        json_array_append_new(array, idle_of(report, &report->gpu.idle[i]));
    return array;
}

/* ---- launches and tracing ---- */

static json_t *launches_of(const struct rp_gpu_profile *gpu)
{
    json_t *const sizes = json_array();

    for (size_t i = 0; i < RP_LATENCY_SIZES; i++)
        if (gpu->latencies[i] > 0)
            json_array_append_new(sizes,
                                  json_pack("{s:f, s:I}", "below_seconds", exp2((double)i) * 1e-9,
                                            "count", (json_int_t)gpu->latencies[i]));
    return json_pack("{s:I, s:I, s:o, s:o}", "count", (json_int_t)gpu->counts[RP_GPU_LAUNCHES],
                     "captured", (json_int_t)gpu->counts[RP_GPU_GRAPH_CAPTURED],
                     "latency_median_seconds", json_seconds(rp_gpu_profile_latency(gpu, 0.5)),
                     "latencies", sizes);
}

static const struct {
    const char *key;
    enum rp_gpu_time class;
} losses[] = {
    {"records", RP_GPU_RECORDS},           {"dropped", RP_GPU_DROPPED},
    {"untimed", RP_GPU_UNTIMED},           {"unattributed", RP_GPU_UNATTRIBUTED},
    {"unreadable", RP_GPU_UNKNOWN},        {"refused", RP_GPU_REFUSED},
    {"moments_lost", RP_GPU_OVERWRITTEN},  {"late", RP_GPU_LATE},
    {"buffers_refused", RP_GPU_NO_BUFFER},
};

static json_t *state_of(const struct rp_cluster_file *file, const struct rp_cluster_gpu_state *row)
{
    json_t *const object = json_object();

    json_object_set_new(object, "rank", json_count(file->rank_rows[row->rank].rank));
    json_object_set_new(object, "pid", json_integer(row->pid));
    json_object_set_new(object, "state", json_string(rp_gpu_state_text(row->state)));
    json_object_set_new(object, "level", json_count(row->level));
    json_object_set_new(object, "reason",
                        rp_report_json_name(rp_cluster_file_text(file, row->reason)));
    json_object_set_new(object, "cupti_version", json_count(row->cupti_version));
    json_object_set_new(object, "driver_version", json_count(row->driver_version));
    return object;
}

static json_t *states_of(const struct rp_report *report)
{
    json_t *const array = json_array();

    for (size_t i = 0; i < report->file->gpu_state_count; i++)
        if (report->profile->chosen[report->file->gpu_state_rows[i].rank])
            json_array_append_new(array, state_of(report->file, &report->file->gpu_state_rows[i]));
    return array;
}

static json_t *tracing_of(const struct rp_report *report)
{
    const struct rp_gpu_profile *const gpu = &report->gpu;
    json_t *const object = json_object();

    json_object_set_new(object, "launches_seconds",
                        json_seconds(gpu->times_ns[RP_GPU_COST_LAUNCH]));
    json_object_set_new(object, "records_seconds",
                        json_seconds(gpu->times_ns[RP_GPU_COST_RECORDS]));
    json_object_set_new(object, "cupti_seconds", json_seconds(gpu->times_ns[RP_GPU_COST_CUPTI]));
    for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++)
        json_object_set_new(object, losses[i].key, json_count(gpu->counts[losses[i].class]));
    json_object_set_new(object, "processes", states_of(report));
    return object;
}

void rp_report_json_gpu(const struct rp_report *report, json_t *object)
{
    add_sums(report, object);
    json_object_set_new(object, "gpus", devices_of(report));
    json_object_set_new(object, "gpu_idle", idles_of(report));
    json_object_set_new(object, "gpu_launches", launches_of(&report->gpu));
    json_object_set_new(object, "gpu_tracing", tracing_of(report));
}
