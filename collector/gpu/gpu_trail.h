/* gpu_trail.h: the last operations of the rank's GPUs with their moments, or all of them.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_TRAIL_H
#define RANKPROF_COLLECTOR_GPU_GPU_TRAIL_H

#include "collector/gpu/gpu_use.h"

struct rp_gpu_trail {
    uint64_t session_ns; /* CLOCK_MONOTONIC at the session's start */
    uint64_t all;        /* rows that may still be written as they come; 0: only the last ones */
    bool keeps_last;
    struct rp_rank_gpu_event *last; /* a ring of those kept back */
    uint64_t count;                 /* that went into it */
    uint64_t cut;                   /* not written: more than was asked for */
};

/* `all`: how many operations may be written; 0: the last ones are kept until the end. */
void rp_gpu_trail_init(struct rp_gpu_trail *trail, uint64_t session_ns, uint64_t all);
void rp_gpu_trail_release(struct rp_gpu_trail *trail);

enum rp_status rp_gpu_trail_add(struct rp_gpu_trail *trail, uint32_t gpu,
                                const struct rp_gpu_event *event, struct rp_rank_writer *writer);

/* A span of a GPU that others use too; these are always written. */
enum rp_status rp_gpu_trail_span(const struct rp_gpu_trail *trail, uint32_t gpu,
                                 const struct rp_gpu_span *span, struct rp_rank_writer *writer);

/* Writes those of the last minute that were kept. */
enum rp_status rp_gpu_trail_finish(struct rp_gpu_trail *trail, struct rp_rank_writer *writer);

#endif
