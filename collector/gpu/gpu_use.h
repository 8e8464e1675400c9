/* gpu_use.h: how one GPU was used over time: busy with what, and idle why.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Operations come in the order of their starts. All that is asked of the past is where the last
 * ones end, so that no list of them is kept.
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_USE_H
#define RANKPROF_COLLECTOR_GPU_GPU_USE_H

#include <stdbool.h>

#include "collector/gpu/gpu_sums.h"

/* An operation, and what the host did before it. Times in ns on CLOCK_MONOTONIC. */
struct rp_gpu_event {
    uint64_t start_ns;
    uint64_t end_ns;
    uint64_t launch_ns; /* 0: not known */
    uint64_t bytes;
    uint32_t thread;         /* row of /threads, or RP_NO_ROW */
    uint32_t context;        /* row of /contexts: the operation */
    uint32_t launch_context; /* its parent */
    uint32_t stream;
    uint32_t process;       /* row of /processes */
    uint32_t since_sync_ns; /* UINT32_MAX: long, or never */
    uint32_t mpi_ns;
    uint8_t kind; /* enum rp_gpu_kind */
};

/* A span of time without a change: `class` RP_GPU_BUSY or one of the idle ones. */
struct rp_gpu_span {
    uint64_t start_ns;
    uint64_t end_ns;
    uint32_t thread;
    uint32_t context; /* of the launch that ended idle time */
    uint16_t class;   /* enum rp_gpu_time */
};

/* Unions of operations, known by where they end so far. */
enum rp_gpu_union {
    RP_GPU_UNION_ALL,
    RP_GPU_UNION_COMPUTE,
    RP_GPU_UNION_COMMUNICATION,
    RP_GPU_UNION_COPY,
    RP_GPU_UNION_COMPUTE_COMMUNICATION,
    RP_GPU_UNION_COMPUTE_COPY,
    RP_GPU_UNION_TWICE, /* where two or more ran */
    RP_GPU_UNIONS
};

struct rp_gpu_use {
    uint32_t gpu; /* row of /gpus */
    bool is_observed;
    uint64_t observed_ns; /* until when */
    uint64_t last_start_ns;
    uint64_t ends[RP_GPU_UNIONS];
    uint64_t busy_since_ns;
    struct rp_gpu_sums sums;
    /* Is told every span, in their order; NULL: nobody is. */
    enum rp_status (*tell)(void *listener, const struct rp_gpu_span *span);
    void *listener;
};

/* A process begins to use the GPU; nothing changes where another one does already. */
void rp_gpu_use_start(struct rp_gpu_use *use, uint64_t now_ns);

/* RP_E_NOMEM, and what the listener returns. */
enum rp_status rp_gpu_use_take(struct rp_gpu_use *use, const struct rp_gpu_event *event);

/* All that began before has been taken. */
enum rp_status rp_gpu_use_observe(struct rp_gpu_use *use, uint64_t until_ns);

/* Nobody uses it any more. */
enum rp_status rp_gpu_use_stop(struct rp_gpu_use *use, uint64_t now_ns);

#endif
