/* gpu_meter.h: reads the sensors of GPUs once a second, in a thread of its own.
 * SPDX-License-Identifier: Apache-2.0
 *
 * NVML hangs where the driver does, and that must not keep slices from being written, nor the job
 * from ending: whoever asks never waits for it.
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_METER_H
#define RANKPROF_COLLECTOR_GPU_GPU_METER_H

#include <stdint.h>

#include "collector/gpu/gpu_probe.h"
#include "common/status.h"

#define RP_GPU_METER_GPUS   64u
#define RP_GPU_METER_REASON 128u

struct rp_gpu_meter;

/* What was read of a sensor since it was asked for last. */
struct rp_gpu_reading {
    uint32_t count;
    double sum, min, max;
    bool was_refused; /* and not read after that */
    char reason[RP_GPU_METER_REASON];
};

/* All of a GPU. */
struct rp_gpu_readings {
    bool is_lost; /* nothing can be read: `reason` */
    char reason[RP_GPU_METER_REASON];
    struct rp_gpu_reading sensors[RP_GPU_SENSORS];
};

enum rp_status rp_gpu_meter_start(struct rp_gpu_meter **out);

/* Asks the thread to end, and waits for some moments: a thread that hangs is left alone. */
void rp_gpu_meter_stop(struct rp_gpu_meter *meter); /* NULL is allowed */

/* From now on the GPU of that UUID ("GPU-...") is read, or is not any more. */
void rp_gpu_meter_watch(struct rp_gpu_meter *meter, uint32_t number, const char *uuid, bool watch);

/* What was read of the GPU since the last call. */
void rp_gpu_meter_take(struct rp_gpu_meter *meter, uint32_t number, struct rp_gpu_readings *out);

#endif
