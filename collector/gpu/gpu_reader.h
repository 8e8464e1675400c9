/* gpu_reader.h: turns what a process tells of GPUs in its segment into rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_READER_H
#define RANKPROF_COLLECTOR_GPU_GPU_READER_H

#include "collector/gpu/gpus.h"
#include "collector/reader/module_reader.h"
#include "collector/reader/segment_texts.h"
#include "collector/reader/thread_reader.h"

struct rp_gpu_reader;

/* Of a process. Zeroed: it told nothing so far. */
struct rp_gpu_process {
    struct rp_gpu_reader *reader; /* NULL: no GPU was used so far */
    bool absence_told;            /* why it is not traced was said */
};

/* What a reading needs; nothing is owned. */
struct rp_gpu_source {
    int segment;
    const struct rp_segment_header *layout; /* checked */
    struct rp_segment_texts *texts;
    struct rp_unify *unify;
    struct rp_gpus *gpus;
    const struct rp_thread_reader *threads; /* [thread_capacity] */
    const struct rp_module_reader *modules;
    uint32_t process; /* row of /processes */
    struct rp_rank_slice *ledger;
};

/* The devices of the process. */
struct rp_gpu_devices {
    uint32_t joined;                  /* a bit a device: it is known and used */
    uint32_t numbers[RP_GPU_DEVICES]; /* among the GPUs of the rank */
};
static inline bool rp_gpu_devices_has(const struct rp_gpu_devices *devices, uint32_t device)
{
    return device < RP_GPU_DEVICES && (devices->joined >> device & 1) != 0;
}

void rp_gpu_process_release(struct rp_gpu_process *process);

/* Fetches the moments from the ring before they are overwritten. Between slices, too. */
enum rp_status rp_gpu_process_fetch(struct rp_gpu_process *process,
                                    const struct rp_gpu_source *source);

/*
 * Adds all that changed since the last time, after the threads of the process were read. Only lack
 * of memory is an error.
 */
enum rp_status rp_gpu_process_drain(struct rp_gpu_process *process,
                                    const struct rp_gpu_source *source);

/* The process has ended, and all that it told was read. */
enum rp_status rp_gpu_process_end(struct rp_gpu_process *process,
                                  const struct rp_gpu_source *source, uint64_t now_ns);

#endif
