/* gpu_sums.h: adds up times of GPUs by class until a slice ends.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_SUMS_H
#define RANKPROF_COLLECTOR_GPU_GPU_SUMS_H

#include <stddef.h>

#include "common/gpu_kind.h"
#include "format/rank_writer.h"

struct rp_gpu_sums {
    struct rp_rank_gpu_time *rows; /* class 0: place is free */
    size_t used, capacity;
};

/* Adds to the row that is the same but for count and time. RP_E_NOMEM. */
enum rp_status rp_gpu_sums_add(struct rp_gpu_sums *sums, const struct rp_rank_gpu_time *row);

/* Adds the rows to the slice being written, and empties it. */
enum rp_status rp_gpu_sums_write(struct rp_gpu_sums *sums, struct rp_rank_writer *writer);

void rp_gpu_sums_release(struct rp_gpu_sums *sums); /* a zeroed one is allowed */

#endif
