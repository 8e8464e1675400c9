/* gpu_absence.h: says why a process that was made for GPUs is not traced.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_ABSENCE_H
#define RANKPROF_COLLECTOR_GPU_GPU_ABSENCE_H

#include <stdbool.h>

#include "collector/gpu/gpus.h"
#include "collector/reader/unify.h"

/* What is known of the process; nothing is owned. */
struct rp_gpu_absence {
    struct rp_unify *unify;
    const struct rp_gpus *gpus; /* NULL: the node has no driver */
    uint32_t process;           /* row of /processes */
    const char *executable;
    bool has_runtime; /* libcudart is mapped */
    bool has_driver;  /* libcuda is mapped */
};

/* Adds a row that says why, if there is anything to say; *told: once is enough. */
enum rp_status rp_gpu_absence_tell(const struct rp_gpu_absence *absence, bool *told);

#endif
