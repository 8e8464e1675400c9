/* gpu_union.h: what ranks that share a GPU did there together: busy, and idle by whose fault.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_GPU_UNION_H
#define RANKPROF_ANALYSIS_INPUT_GPU_UNION_H

#include <stdbool.h>

#include "analysis/team/rows.h"
#include "format/cluster_file.h"

/*
 * What a rank tells of its time on a GPU: the sum of a class (is_span 0), or one span of it, which
 * the sums hold too. Spans are told only while several ranks use the GPU, and then all of them.
 */
struct rp_gpu_letter {
    uint64_t start_ns; /* of a span, on the clock of the node; of a sum: 0 */
    uint64_t end_ns;   /* of a sum: how long */
    uint64_t count;
    uint32_t gpu;
    uint32_t rank;    /* row of /ranks */
    uint32_t context; /* of idle time */
    uint16_t class;   /* enum rp_gpu_time: observed, busy, or idle */
    uint16_t is_span;
};
_Static_assert(sizeof(struct rp_gpu_letter) == 40, "sent between processes");

/* Adds the idle times of one GPU to `idle`, rows of /gpu_idle, and stores the sums of *row. */
enum rp_status rp_gpu_union_make(struct rp_gpu_letter *letters, size_t count,
                                 struct rp_cluster_gpu *row, struct rp_rows *idle);

#endif
