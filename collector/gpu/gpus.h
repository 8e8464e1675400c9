/* gpus.h: the GPUs that a rank uses, and what all its processes did there.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPUS_H
#define RANKPROF_COLLECTOR_GPU_GPUS_H

#include "collector/gpu/gpu_use.h"
#include "collector/reader/unify.h"

struct rp_gpus;

/* What a process says of a GPU, its texts resolved. */
struct rp_gpu_description {
    const uint8_t *uuid; /* 16 bytes */
    const char *name, *bus;
    uint64_t memory_bytes;
    uint32_t processors, capability, clock_khz;
};

struct rp_gpus_start {
    struct rp_unify *unify;
    uint64_t session_ns; /* CLOCK_MONOTONIC at the session's start */
    uint64_t trace;      /* operations to be written with their moments; 0: only the last */
    const char *job;     /* tells the collectors of one job from others */
    uint32_t ranks;      /* of the job */
};

enum rp_status rp_gpus_new(struct rp_gpus **out, const struct rp_gpus_start *start);
void rp_gpus_free(struct rp_gpus *gpus); /* NULL is allowed */

/* The number of the GPU, which gets a row of /gpus when it is new. */
enum rp_status rp_gpus_find(struct rp_gpus *gpus, const struct rp_gpu_description *description,
                            uint32_t *number);
uint32_t rp_gpus_row(const struct rp_gpus *gpus, uint32_t number);

/* A process begins or ends to use it. */
void rp_gpus_join(struct rp_gpus *gpus, uint32_t number, uint64_t now_ns);
void rp_gpus_leave(struct rp_gpus *gpus, uint32_t number, uint64_t now_ns);

/* An operation; they may come in any order until rp_gpus_write() settles what was before. */
enum rp_status rp_gpus_add(struct rp_gpus *gpus, uint32_t number, const struct rp_gpu_event *event);

/* A count or time of a process as a whole. */
enum rp_status rp_gpus_count(struct rp_gpus *gpus, enum rp_gpu_time class, uint32_t number,
                             uint64_t count, uint64_t time_ns);

/* Nothing can come any more that began before `ns`, of one process; the least of all counts. */
void rp_gpus_settle(struct rp_gpus *gpus, uint64_t ns);

/* Adds what is settled to the slice. The next slice is settled up to `now_ns`, if nobody objects.
 */
enum rp_status rp_gpus_write(struct rp_gpus *gpus, uint64_t now_ns);

/* Adds what was kept until the end. */
enum rp_status rp_gpus_finish(struct rp_gpus *gpus);

#endif
