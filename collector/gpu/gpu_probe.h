/* gpu_probe.h: reads all that can be measured of one GPU, through NVML.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_PROBE_H
#define RANKPROF_COLLECTOR_GPU_GPU_PROBE_H

#include "collector/gpu/nvml.h"

/*
 * What is measured: name in the code, name, unit, who measures, scale, whether it is a counter of
 * which only the growth is told. NVML's units are scaled to those of the list.
 */
#define RP_GPU_SENSOR_LIST(_)                                                                      \
    _(POWER, "power", "W", "nvml", 1e-3, false)                                                    \
    _(ENERGY, "energy", "J", "nvml", 1e-3, true)                                                   \
    _(CLOCK_SM, "clock_sm", "MHz", "nvml", 1, false)                                               \
    _(CLOCK_MEMORY, "clock_memory", "MHz", "nvml", 1, false)                                       \
    _(TEMPERATURE, "temperature", "C", "nvml", 1, false)                                           \
    _(MEMORY_TEMPERATURE, "memory_temperature", "C", "nvml", 1, false)                             \
    _(UTILIZATION, "utilization", "%", "nvml", 1, false)                                           \
    _(MEMORY_UTILIZATION, "memory_utilization", "%", "nvml", 1, false)                             \
    _(MEMORY_USED, "memory_used", "bytes", "nvml", 1, false)                                       \
    _(SLOWED_POWER_CAP, "slowed_by_power_cap", "%", "nvml", 1, false)                              \
    _(SLOWED_HEAT, "slowed_by_heat", "%", "nvml", 1, false)                                        \
    _(SLOWED_HARDWARE, "slowed_by_hardware", "%", "nvml", 1, false)                                \
    _(SLOWED_POWER_BRAKE, "slowed_by_power_brake", "%", "nvml", 1, false)                          \
    _(ECC_CORRECTED, "ecc_corrected", "count", "nvml", 1, true)                                    \
    _(ECC_UNCORRECTED, "ecc_uncorrected", "count", "nvml", 1, true)                                \
    _(PCIE_SENT, "pcie_sent", "bytes", "nvml", 1, true)                                            \
    _(PCIE_RECEIVED, "pcie_received", "bytes", "nvml", 1, true)                                    \
    _(NVLINK_SENT, "nvlink_sent", "bytes", "nvml", 1024, true)                                     \
    _(NVLINK_RECEIVED, "nvlink_received", "bytes", "nvml", 1024, true)                             \
    _(GPM_SM, "sm_active", "%", "gpm", 1, false)                                                   \
    _(GPM_OCCUPANCY, "sm_occupancy", "%", "gpm", 1, false)                                         \
    _(GPM_TENSOR, "tensor_active", "%", "gpm", 1, false)                                           \
    _(GPM_FP64, "fp64_active", "%", "gpm", 1, false)                                               \
    _(GPM_FP32, "fp32_active", "%", "gpm", 1, false)                                               \
    _(GPM_FP16, "fp16_active", "%", "gpm", 1, false)                                               \
    _(GPM_INTEGER, "integer_active", "%", "gpm", 1, false)                                         \
    _(GPM_MEMORY, "memory_bandwidth", "%", "gpm", 1, false)

enum rp_gpu_sensor_number {
#define RP_GPU_SENSOR_ENUM(name, text, unit, source, scale, grows) RP_GPU_SENSOR_##name,
    RP_GPU_SENSOR_LIST(RP_GPU_SENSOR_ENUM)
#undef RP_GPU_SENSOR_ENUM
        RP_GPU_SENSORS
};

struct rp_gpu_sensor_kind {
    const char *name, *unit, *source;
    double scale;
    bool grows;
};
extern const struct rp_gpu_sensor_kind rp_gpu_sensor_kinds[RP_GPU_SENSORS];

/* As it was found, in NVML's unit. */
struct rp_gpu_value {
    rp_nvml_result result; /* RP_NVML_OK: the value is one */
    bool is_first;         /* there is nothing yet that it could be compared with */
    double value;
};

struct rp_gpu_probe {
    const struct rp_nvml *nvml;
    rp_nvml_device device;
    rp_nvml_result gpm; /* RP_NVML_OK: works on this GPU */
    bool has_sample;    /* one that the next can be compared with */
    struct rp_nvml_metrics metrics;
};

/*
 * `uuid` as "GPU-...": its instance of that UUID is looked for too (MIG). On failure the probe
 * holds nothing.
 */
rp_nvml_result rp_gpu_probe_open(struct rp_gpu_probe *out, const struct rp_nvml *nvml,
                                 const char *uuid);
void rp_gpu_probe_close(struct rp_gpu_probe *probe);

/* Reads all. It takes some 100 us, and hangs where the driver does. */
void rp_gpu_probe_read(struct rp_gpu_probe *probe, struct rp_gpu_value values[RP_GPU_SENSORS]);

#endif
