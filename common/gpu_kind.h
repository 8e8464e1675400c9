/* gpu_kind.h: what is told of GPUs; one list each for segment, files and reports.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_GPU_KIND_H
#define RANKPROF_COMMON_GPU_KIND_H

#include <stdbool.h>

/* What a GPU was occupied with. */
enum rp_gpu_work {
    RP_GPU_WORK_NONE, /* the host was, not the GPU */
    RP_GPU_WORK_COMPUTE,
    RP_GPU_WORK_COMMUNICATION,
    RP_GPU_WORK_COPY,
    RP_GPU_WORKS
};

/* Operations: name, value (stored in files, never reused), work, text. 0: row is not used. */
#define RP_GPU_KIND_LIST(_)                                                                        \
    _(RP_GPU_KERNEL, 1, RP_GPU_WORK_COMPUTE, "kernel")                                             \
    _(RP_GPU_COMMUNICATION, 2, RP_GPU_WORK_COMMUNICATION, "communication kernel")                  \
    _(RP_GPU_COPY_IN, 3, RP_GPU_WORK_COPY, "copy host to device")                                  \
    _(RP_GPU_COPY_OUT, 4, RP_GPU_WORK_COPY, "copy device to host")                                 \
    _(RP_GPU_COPY_WITHIN, 5, RP_GPU_WORK_COPY, "copy within a device")                             \
    _(RP_GPU_COPY_BETWEEN, 6, RP_GPU_WORK_COPY, "copy between devices")                            \
    _(RP_GPU_COPY_OTHER, 7, RP_GPU_WORK_COPY, "copy")                                              \
    _(RP_GPU_MEMSET, 8, RP_GPU_WORK_COPY, "memset")                                                \
    _(RP_GPU_GRAPH, 9, RP_GPU_WORK_COMPUTE, "graph")                                               \
    _(RP_GPU_WAIT, 10, RP_GPU_WORK_NONE, "wait of the host")

enum rp_gpu_kind {
#define RP_GPU_KIND_ENUM(name, value, work, text) name = (value),
    RP_GPU_KIND_LIST(RP_GPU_KIND_ENUM)
#undef RP_GPU_KIND_ENUM
        RP_GPU_KIND_COUNT
};

static inline enum rp_gpu_work rp_gpu_kind_work(unsigned kind)
{
    static const enum rp_gpu_work works[RP_GPU_KIND_COUNT] = {
#define RP_GPU_KIND_WORK(name, value, work, text) [name] = (work),
        RP_GPU_KIND_LIST(RP_GPU_KIND_WORK)
#undef RP_GPU_KIND_WORK
    };

    return kind < RP_GPU_KIND_COUNT ? works[kind] : RP_GPU_WORK_NONE;
}

static inline bool rp_gpu_kind_is_copy(unsigned kind)
{
    return rp_gpu_kind_work(kind) == RP_GPU_WORK_COPY;
}

/*
 * How the time of a GPU, or of our work on it, is told: name, value (stored in files, never
 * reused), text. The unions: time in which at least one such operation ran.
 */
#define RP_GPU_TIME_LIST(_)                                                                        \
    _(RP_GPU_OBSERVED, 1, "observed")                                                              \
    _(RP_GPU_BUSY, 2, "busy")                                                                      \
    _(RP_GPU_BUSY_COMPUTE, 3, "computing")                                                         \
    _(RP_GPU_BUSY_COMMUNICATION, 4, "communicating")                                               \
    _(RP_GPU_BUSY_COPY, 5, "copying")                                                              \
    _(RP_GPU_COMMUNICATION_HIDDEN, 6, "communicating while computing")                             \
    _(RP_GPU_COPY_HIDDEN, 7, "copying while computing")                                            \
    _(RP_GPU_CONCURRENT, 8, "several operations at once")                                          \
    _(RP_GPU_STREAM, 9, "busy, by stream")                                                         \
    _(RP_GPU_IDLE_HOST, 10, "idle: the host launched late")                                        \
    _(RP_GPU_IDLE_MPI, 11, "idle: the host was in MPI")                                            \
    _(RP_GPU_IDLE_SYNC, 12, "idle: the host was still synchronising")                              \
    _(RP_GPU_IDLE_LAUNCH, 13, "idle: launch latency")                                              \
    _(RP_GPU_IDLE_DEPENDENCY, 14, "idle: queued work waited for other work")                       \
    _(RP_GPU_IDLE_END, 15, "idle: after the last operation")                                       \
    _(RP_GPU_LATENCY, 16, "from launch to start, by size")                                         \
    _(RP_GPU_LAUNCHES, 17, "launches")                                                             \
    _(RP_GPU_RECORDS, 18, "records taken")                                                         \
    _(RP_GPU_DROPPED, 19, "records dropped by CUPTI")                                              \
    _(RP_GPU_UNTIMED, 20, "records without times")                                                 \
    _(RP_GPU_UNATTRIBUTED, 21, "records of unknown launches")                                      \
    _(RP_GPU_UNKNOWN, 22, "records that could not be read")                                        \
    _(RP_GPU_REFUSED, 23, "operations not told apart, table full")                                 \
    _(RP_GPU_OVERWRITTEN, 24, "operations without their moment, ring overwritten")                 \
    _(RP_GPU_LATE, 25, "operations told too late for busy and idle")                               \
    _(RP_GPU_COST_LAUNCH, 26, "our work at launches")                                              \
    _(RP_GPU_COST_RECORDS, 27, "our work on records")                                              \
    _(RP_GPU_COST_CUPTI, 28, "CUPTI's own overhead, by kind")                                      \
    _(RP_GPU_GRAPH_CAPTURED, 29, "launches captured into graphs")                                  \
    _(RP_GPU_NO_BUFFER, 30, "buffers that could not be given")

enum rp_gpu_time {
#define RP_GPU_TIME_ENUM(name, value, text) name = (value),
    RP_GPU_TIME_LIST(RP_GPU_TIME_ENUM)
#undef RP_GPU_TIME_ENUM
        RP_GPU_TIME_COUNT
};

/* What became of the tracing of a process: name, value, text shown to people. */
#define RP_GPU_STATE_LIST(_)                                                                       \
    _(RP_GPU_NOT_USED, 0, "not used")                                                              \
    _(RP_GPU_TRACED, 1, "traced")                                                                  \
    _(RP_GPU_NO_LIBRARY, 2, "CUPTI was not found")                                                 \
    _(RP_GPU_NOT_TRACED, 3, "CUPTI refused")                                                       \
    _(RP_GPU_YIELDED, 4, "another tool traces")                                                    \
    _(RP_GPU_NO_DRIVER, 5, "no driver")                                                            \
    _(RP_GPU_NOT_INJECTED, 6, "the driver did not load our module")

enum rp_gpu_state {
#define RP_GPU_STATE_ENUM(name, value, text) name = (value),
    RP_GPU_STATE_LIST(RP_GPU_STATE_ENUM)
#undef RP_GPU_STATE_ENUM
        RP_GPU_STATE_COUNT
};

#endif
