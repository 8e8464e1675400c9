/* nvml_abi.h: the part of NVML's binary interface that we use.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Own declarations, so that no toolkit is needed to build. Numbers of fields and metrics are never
 * given to anything else (nvml.h).
 */
#ifndef RANKPROF_COLLECTOR_GPU_NVML_ABI_H
#define RANKPROF_COLLECTOR_GPU_NVML_ABI_H

#include <assert.h>
#include <stdint.h>

typedef int rp_nvml_result;
typedef struct rp_nvml_device_s *rp_nvml_device;

enum {
    RP_NVML_OK = 0,
    RP_NVML_NOT_SUPPORTED = 3,
    RP_NVML_NO_PERMISSION = 4,
    RP_NVML_NO_FUNCTION = 13, /* the library is older than the call */
};

enum rp_nvml_clock { RP_NVML_CLOCK_SM = 1, RP_NVML_CLOCK_MEMORY = 2 };

/* Why a GPU runs slower than it could, as bits. */
enum rp_nvml_slowed {
    RP_NVML_SLOWED_POWER_CAP = 0x4,
    RP_NVML_SLOWED_HARDWARE = 0x8,
    RP_NVML_SLOWED_HEAT = 0x20 | 0x40, /* by software, by hardware */
    RP_NVML_SLOWED_POWER_BRAKE = 0x80,
};

enum rp_nvml_field_id {
    RP_NVML_ECC_CORRECTED = 3,
    RP_NVML_ECC_UNCORRECTED = 4,
    RP_NVML_MEMORY_TEMPERATURE = 82,
    RP_NVML_ENERGY = 83,       /* mJ */
    RP_NVML_NVLINK_SENT = 138, /* KiB, of all links with RP_NVML_ALL */
    RP_NVML_NVLINK_RECEIVED = 139,
    RP_NVML_POWER = 186,     /* mW, now */
    RP_NVML_PCIE_SENT = 197, /* bytes */
    RP_NVML_PCIE_RECEIVED = 198,
};
#define RP_NVML_ALL UINT32_MAX

enum rp_nvml_type {
    RP_NVML_DOUBLE,
    RP_NVML_UINT,
    RP_NVML_ULONG,
    RP_NVML_ULONGLONG,
    RP_NVML_LONGLONG,
    RP_NVML_INT,
    RP_NVML_USHORT,
};

struct rp_nvml_field {
    uint32_t id;
    uint32_t scope;
    int64_t time_us;
    int64_t latency_us;
    int32_t type; /* enum rp_nvml_type */
    int32_t result;
    union {
        double real;
        uint32_t u32;
        uint64_t u64;
        int64_t i64;
        int32_t i32;
        uint16_t u16;
    } value;
};
_Static_assert(sizeof(struct rp_nvml_field) == 40, "NVML's ABI");

struct rp_nvml_utilization {
    uint32_t gpu; /* per cent */
    uint32_t memory;
};

struct rp_nvml_memory {
    uint64_t total;
    uint64_t free;
    uint64_t used;
};

/* ---- GPM: counters of their own hardware, since Hopper ---- */

typedef struct rp_nvml_sample_s *rp_nvml_sample;

struct rp_nvml_gpm_support {
    uint32_t version; /* 1 */
    uint32_t is_supported;
};

struct rp_nvml_metric {
    uint32_t id;
    int32_t result;
    double value;
    const char *names[3];
};
_Static_assert(sizeof(struct rp_nvml_metric) == 40, "NVML's ABI");

/* As many as a library may write, however few are asked for. */
#define RP_NVML_METRICS 333

struct rp_nvml_metrics {
    uint32_t version; /* 1 */
    uint32_t count;
    rp_nvml_sample before;
    rp_nvml_sample after;
    struct rp_nvml_metric metrics[RP_NVML_METRICS];
};
_Static_assert(sizeof(struct rp_nvml_metrics) == 24 + 40 * RP_NVML_METRICS, "NVML's ABI");

enum rp_nvml_gpm {
    RP_NVML_GPM_SM = 2,
    RP_NVML_GPM_OCCUPANCY = 3,
    RP_NVML_GPM_INTEGER = 4,
    RP_NVML_GPM_TENSOR = 5,
    RP_NVML_GPM_MEMORY = 10,
    RP_NVML_GPM_FP64 = 11,
    RP_NVML_GPM_FP32 = 12,
    RP_NVML_GPM_FP16 = 13,
};

#endif
