/* gpu_counters.h: what a process counts of its tracing of GPUs, and what became of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_COUNTERS_H
#define RANKPROF_COLLECTOR_GPU_GPU_COUNTERS_H

#include "collector/gpu/gpu_reader.h"
#include "common/segment_gpu.h"

#define RP_GPU_COUNTERS 16u

/* What was told so far. Zeroed: nothing was. */
struct rp_gpu_counters {
    uint64_t counters[RP_GPU_COUNTERS];
    uint64_t overheads[RP_GPU_OVERHEADS];
    uint64_t overhead_times[RP_GPU_OVERHEADS];
    uint32_t state, level;
};

/* Adds what grew. `overwritten`: moments that the collector came too late for. */
enum rp_status rp_gpu_counters_tell(struct rp_gpu_counters *counters, const struct rp_gpu_area *now,
                                    uint64_t overwritten, const struct rp_gpu_source *source);

/* The process has ended. A tracing that brought no record at all was another tool's. */
enum rp_status rp_gpu_counters_end(struct rp_gpu_counters *counters, const struct rp_gpu_area *now,
                                   const struct rp_gpu_source *source);

#endif
