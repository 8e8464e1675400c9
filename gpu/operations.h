/* operations.h: sums of what a GPU did, by calling context, name and device, in the segment.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_OPERATIONS_H
#define RANKPROF_GPU_OPERATIONS_H

#include "gpu/trace.h"

/* Adds one operation to the sums, and to the ring if it has a moment (start_ns). Any thread may. */
void rp_operations_add(struct rp_trace *trace, const struct rp_gpu_moment *moment);

#endif
