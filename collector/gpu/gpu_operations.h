/* gpu_operations.h: the sums of a process's operations, as values of calling contexts.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_OPERATIONS_H
#define RANKPROF_COLLECTOR_GPU_GPU_OPERATIONS_H

#include "collector/gpu/gpu_reader.h"
#include "common/segment_gpu.h"

/* What was told of a row so far. */
struct rp_gpu_told {
    uint64_t count, time_ns, bytes, latency_ns;
};

/* Zeroed: nothing was. */
struct rp_gpu_operations {
    struct rp_gpu_operation *rows; /* as fetched last */
    struct rp_gpu_told *told;      /* [RP_GPU_OPERATIONS] */
};
void rp_gpu_operations_release(struct rp_gpu_operations *operations);

/* Copies the rows of the segment; the texts that they name are to be read after that. */
enum rp_status rp_gpu_operations_fetch(struct rp_gpu_operations *operations,
                                       const struct rp_gpu_source *source);

/* Adds what grew, of devices that are known. */
enum rp_status rp_gpu_operations_tell(struct rp_gpu_operations *operations,
                                      const struct rp_gpu_source *source,
                                      const struct rp_gpu_devices *devices);

/* Where an operation belongs in the rank file. */
struct rp_gpu_place {
    uint32_t thread;         /* row of /threads, or RP_NO_ROW */
    uint32_t launch_context; /* row of /contexts: the root when the launch is not known */
    uint32_t context;        /* its child: the operation */
};
enum rp_status rp_gpu_operation_place(const struct rp_gpu_source *source,
                                      const struct rp_gpu_operation_key *key,
                                      struct rp_gpu_place *out);

#endif
