/* gpu_spans.h: the spans of a GPU in one slice, as few as may be.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_SPANS_H
#define RANKPROF_COLLECTOR_GPU_GPU_SPANS_H

#include "collector/gpu/gpu_use.h"

#define RP_GPU_SPANS 4096u /* in a slice; where there are more, short gaps are taken for busy */

/* Zeroed: empty. */
struct rp_gpu_spans {
    struct rp_gpu_span *all;
    size_t count;
    uint64_t least_gap_ns; /* of what is kept; it never falls */
};

/* A listener of struct rp_gpu_use; `spans` is a struct rp_gpu_spans. RP_E_NOMEM. */
enum rp_status rp_gpu_spans_take(void *spans, const struct rp_gpu_span *span);

void rp_gpu_spans_release(struct rp_gpu_spans *spans);

#endif
