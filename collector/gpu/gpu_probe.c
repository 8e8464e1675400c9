/* gpu_probe.c: reads all that can be measured of one GPU, through NVML.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Two of NVML's calls answer for many sensors at once; the others are asked one by one. Those that
 * hold its lock for long (processes, fans) are left out.
 */
#include "collector/gpu/gpu_probe.h"

#include <stdio.h>
#include <string.h>

const struct rp_gpu_sensor_kind rp_gpu_sensor_kinds[RP_GPU_SENSORS] = {
#define RP_GPU_SENSOR_KIND(name, text, unit, source, scale, grows)                                 \
    {text, unit, source, scale, grows},
    RP_GPU_SENSOR_LIST(RP_GPU_SENSOR_KIND)
#undef RP_GPU_SENSOR_KIND
};

/* ---- fields ---- */

static const struct {
    enum rp_gpu_sensor_number sensor;
    uint32_t field, scope;
} fields[] = {
    {RP_GPU_SENSOR_POWER, RP_NVML_POWER, 0},
    {RP_GPU_SENSOR_ENERGY, RP_NVML_ENERGY, 0},
    {RP_GPU_SENSOR_MEMORY_TEMPERATURE, RP_NVML_MEMORY_TEMPERATURE, 0},
    {RP_GPU_SENSOR_ECC_CORRECTED, RP_NVML_ECC_CORRECTED, 0},
    {RP_GPU_SENSOR_ECC_UNCORRECTED, RP_NVML_ECC_UNCORRECTED, 0},
    {RP_GPU_SENSOR_PCIE_SENT, RP_NVML_PCIE_SENT, 0},
    {RP_GPU_SENSOR_PCIE_RECEIVED, RP_NVML_PCIE_RECEIVED, 0},
    {RP_GPU_SENSOR_NVLINK_SENT, RP_NVML_NVLINK_SENT, RP_NVML_ALL},
    {RP_GPU_SENSOR_NVLINK_RECEIVED, RP_NVML_NVLINK_RECEIVED, RP_NVML_ALL},
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static double number_of(const struct rp_nvml_field *field)
{
    switch (field->type) {
    case RP_NVML_DOUBLE:
        return field->value.real;
    case RP_NVML_UINT:
        return field->value.u32;
    case RP_NVML_LONGLONG:
        return (double)field->value.i64;
    case RP_NVML_INT:
        return field->value.i32;
    case RP_NVML_USHORT:
        return field->value.u16;
    default:
        return (double)field->value.u64;
    }
}

static void read_fields(struct rp_gpu_probe *probe, struct rp_gpu_value *values)
{
    struct rp_nvml_field asked[FIELDS] = {0};
    rp_nvml_result result = RP_NVML_NO_FUNCTION;

    for (size_t i = 0; i < FIELDS; i++) {
        asked[i].id = fields[i].field;
        asked[i].scope = fields[i].scope;
        asked[i].result = RP_NVML_NOT_SUPPORTED;
    }
    if (probe->nvml->nvmlDeviceGetFieldValues)
        result = probe->nvml->nvmlDeviceGetFieldValues(probe->device, (int)FIELDS, asked);
    for (size_t i = 0; i < FIELDS; i++)
        values[fields[i].sensor] = (struct rp_gpu_value){
            .result = result != RP_NVML_OK ? result : asked[i].result,
            .value = number_of(&asked[i]),
        };
}

/* ---- one by one ---- */

static void put(struct rp_gpu_value *value, rp_nvml_result result, double number)
{
    *value = (struct rp_gpu_value){.result = result, .value = number};
}

/* GPUs before Hopper tell their power in another way only. */
static void read_power(struct rp_gpu_probe *probe, struct rp_gpu_value *values)
{
    uint32_t milliwatts = 0;
    rp_nvml_result result;

    if (values[RP_GPU_SENSOR_POWER].result == RP_NVML_OK || !probe->nvml->nvmlDeviceGetPowerUsage)
        return;
    result = probe->nvml->nvmlDeviceGetPowerUsage(probe->device, &milliwatts);
    put(&values[RP_GPU_SENSOR_POWER], result, milliwatts);
}

static void read_clocks(struct rp_gpu_probe *probe, struct rp_gpu_value *values)
{
    static const struct {
        enum rp_gpu_sensor_number sensor;
        int clock;
    } clocks[] = {{RP_GPU_SENSOR_CLOCK_SM, RP_NVML_CLOCK_SM},
                  {RP_GPU_SENSOR_CLOCK_MEMORY, RP_NVML_CLOCK_MEMORY}};

    for (size_t i = 0; probe->nvml->nvmlDeviceGetClockInfo && i < 2; i++) {
        uint32_t mhz = 0;
        const rp_nvml_result result =
            probe->nvml->nvmlDeviceGetClockInfo(probe->device, clocks[i].clock, &mhz);

        put(&values[clocks[i].sensor], result, mhz);
    }
}

static void read_temperature(struct rp_gpu_probe *probe, struct rp_gpu_value *values)
{
    uint32_t celsius = 0;
    rp_nvml_result result;

    if (!probe->nvml->nvmlDeviceGetTemperature)
        return;
    result = probe->nvml->nvmlDeviceGetTemperature(probe->device, 0, &celsius);
    put(&values[RP_GPU_SENSOR_TEMPERATURE], result, celsius);
}

static void read_memory(struct rp_gpu_probe *probe, struct rp_gpu_value *values)
{
    struct rp_nvml_memory memory = {0};
    rp_nvml_result result;

    if (!probe->nvml->nvmlDeviceGetMemoryInfo)
        return;
    result = probe->nvml->nvmlDeviceGetMemoryInfo(probe->device, &memory);
    put(&values[RP_GPU_SENSOR_MEMORY_USED], result, (double)memory.used);
}

static void read_utilization(struct rp_gpu_probe *probe, struct rp_gpu_value *values)
{
    struct rp_nvml_utilization used = {0};
    rp_nvml_result result;

    if (!probe->nvml->nvmlDeviceGetUtilizationRates)
        return;
    result = probe->nvml->nvmlDeviceGetUtilizationRates(probe->device, &used);
    put(&values[RP_GPU_SENSOR_UTILIZATION], result, used.gpu);
    put(&values[RP_GPU_SENSOR_MEMORY_UTILIZATION], result, used.memory);
}

/* The call has another name since version 12. A reading is 100 where the reason holds, else 0. */
static void read_slowed(struct rp_gpu_probe *probe, struct rp_gpu_value *values)
{
    static const struct {
        enum rp_gpu_sensor_number sensor;
        uint64_t bits;
    } slowed[] = {
        {RP_GPU_SENSOR_SLOWED_POWER_CAP, RP_NVML_SLOWED_POWER_CAP},
        {RP_GPU_SENSOR_SLOWED_HEAT, RP_NVML_SLOWED_HEAT},
        {RP_GPU_SENSOR_SLOWED_HARDWARE, RP_NVML_SLOWED_HARDWARE},
        {RP_GPU_SENSOR_SLOWED_POWER_BRAKE, RP_NVML_SLOWED_POWER_BRAKE},
    };
    rp_nvml_result (*const ask)(rp_nvml_device, uint64_t *) =
        probe->nvml->nvmlDeviceGetCurrentClocksEventReasons
            ? probe->nvml->nvmlDeviceGetCurrentClocksEventReasons
            : probe->nvml->nvmlDeviceGetCurrentClocksThrottleReasons;
    uint64_t reasons = 0;
    const rp_nvml_result result = ask ? ask(probe->device, &reasons) : RP_NVML_NO_FUNCTION;

    for (size_t i = 0; i < sizeof(slowed) / sizeof(slowed[0]); i++)
        put(&values[slowed[i].sensor], result, (reasons & slowed[i].bits) != 0 ? 100 : 0);
}

/* ---- GPM ---- */

static const struct {
    enum rp_gpu_sensor_number sensor;
    uint32_t metric;
} metrics[] = {
    {RP_GPU_SENSOR_GPM_SM, RP_NVML_GPM_SM},
    {RP_GPU_SENSOR_GPM_OCCUPANCY, RP_NVML_GPM_OCCUPANCY},
    {RP_GPU_SENSOR_GPM_TENSOR, RP_NVML_GPM_TENSOR},
    {RP_GPU_SENSOR_GPM_FP64, RP_NVML_GPM_FP64},
    {RP_GPU_SENSOR_GPM_FP32, RP_NVML_GPM_FP32},
    {RP_GPU_SENSOR_GPM_FP16, RP_NVML_GPM_FP16},
    {RP_GPU_SENSOR_GPM_INTEGER, RP_NVML_GPM_INTEGER},
    {RP_GPU_SENSOR_GPM_MEMORY, RP_NVML_GPM_MEMORY},
};
#define METRICS (sizeof(metrics) / sizeof(metrics[0]))

static rp_nvml_result start_gpm(struct rp_gpu_probe *probe)
{
    const struct rp_nvml *const nvml = probe->nvml;
    struct rp_nvml_gpm_support support = {.version = 1};
    rp_nvml_result result;

    if (!nvml->nvmlGpmQueryDeviceSupport || !nvml->nvmlGpmSampleAlloc || !nvml->nvmlGpmSampleFree ||
        !nvml->nvmlGpmSampleGet || !nvml->nvmlGpmMetricsGet)
        return RP_NVML_NO_FUNCTION;
    result = nvml->nvmlGpmQueryDeviceSupport(probe->device, &support);
    if (result == RP_NVML_OK && !support.is_supported)
        result = RP_NVML_NOT_SUPPORTED;
    if (result == RP_NVML_OK)
        result = nvml->nvmlGpmSampleAlloc(&probe->metrics.before);
    return result == RP_NVML_OK ? nvml->nvmlGpmSampleAlloc(&probe->metrics.after) : result;
}

/* The metrics are those of the time between two samples: this one and the last. */
static rp_nvml_result sample_gpm(struct rp_gpu_probe *probe)
{
    struct rp_nvml_metrics *const asked = &probe->metrics;
    rp_nvml_sample last = asked->after;
    rp_nvml_result result;

    asked->after = asked->before;
    asked->before = last;
    result = probe->nvml->nvmlGpmSampleGet(probe->device, asked->after);
    if (result != RP_NVML_OK || !probe->has_sample)
        return result;
    asked->version = 1;
    asked->count = METRICS;
    for (size_t i = 0; i < METRICS; i++)
        asked->metrics[i] = (struct rp_nvml_metric){.id = metrics[i].metric};
    return probe->nvml->nvmlGpmMetricsGet(asked);
}

static void read_gpm(struct rp_gpu_probe *probe, struct rp_gpu_value *values)
{
    const rp_nvml_result result = probe->gpm == RP_NVML_OK ? sample_gpm(probe) : probe->gpm;

    for (size_t i = 0; i < METRICS; i++) {
        const struct rp_nvml_metric *const metric = &probe->metrics.metrics[i];

        values[metrics[i].sensor] = (struct rp_gpu_value){
            .result = result != RP_NVML_OK ? result : metric->result,
            .value = metric->value,
            .is_first = result == RP_NVML_OK && !probe->has_sample,
        };
    }
    probe->has_sample = result == RP_NVML_OK;
}

/* ---- all ---- */

rp_nvml_result rp_gpu_probe_open(struct rp_gpu_probe *out, const struct rp_nvml *nvml,
                                 const char *uuid)
{
    char instance[64];
    rp_nvml_result result;

    memset(out, 0, sizeof(*out));
    out->nvml = nvml;
    result = nvml->nvmlDeviceGetHandleByUUID(uuid, &out->device);
    snprintf(instance, sizeof(instance), "MIG-%s", strncmp(uuid, "GPU-", 4) ? uuid : uuid + 4);
    if (result != RP_NVML_OK && nvml->nvmlDeviceGetHandleByUUID(instance, &out->device) == 0)
        result = RP_NVML_OK;
    if (result == RP_NVML_OK)
        out->gpm = start_gpm(out);
    return result;
}

void rp_gpu_probe_close(struct rp_gpu_probe *probe)
{
    if (probe->metrics.before)
        probe->nvml->nvmlGpmSampleFree(probe->metrics.before);
    if (probe->metrics.after)
        probe->nvml->nvmlGpmSampleFree(probe->metrics.after);
    memset(probe, 0, sizeof(*probe));
}

void rp_gpu_probe_read(struct rp_gpu_probe *probe, struct rp_gpu_value values[RP_GPU_SENSORS])
{
    for (size_t i = 0; i < RP_GPU_SENSORS; i++)
        put(&values[i], RP_NVML_NO_FUNCTION, 0);
    read_fields(probe, values);
    read_power(probe, values);
    read_clocks(probe, values);
    read_temperature(probe, values);
    read_memory(probe, values);
    read_utilization(probe, values);
    read_slowed(probe, values);
    read_gpm(probe, values);
}
