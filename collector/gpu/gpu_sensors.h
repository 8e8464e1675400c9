/* gpu_sensors.h: what was read of the sensors of a GPU, as rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_SENSORS_H
#define RANKPROF_COLLECTOR_GPU_GPU_SENSORS_H

#include "collector/gpu/gpu_meter.h"
#include "format/rank_writer.h"

/* Of a GPU. Zeroed: nothing was told. */
struct rp_gpu_sensors {
    uint32_t rows[RP_GPU_SENSORS];   /* of /sensors */
    uint16_t states[RP_GPU_SENSORS]; /* as in /sensors; 0: it has no row */
    bool loss_told;
};

/* Adds what was read since the last time, to the GPU of that row of /gpus. */
enum rp_status rp_gpu_sensors_write(struct rp_gpu_sensors *sensors, uint32_t gpu,
                                    const struct rp_gpu_readings *readings,
                                    struct rp_rank_writer *writer);

#endif
