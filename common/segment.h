/* segment.h: layout of the shared memory that one process's agent writes and the collector reads.
 * SPDX-License-Identifier: Apache-2.0
 *
 * One segment a process. All values are cumulative; the collector takes differences. The agent is
 * the only writer, but for the page of the control, which is the collector's; and each thread slot
 * with its tree has one writing thread at any time. The collector trusts nothing in it: the
 * application may write over it.
 *
 *   header | control | modules[] | strings[] | threads[] | ledgers[] | traffic[] |
 *   tree of thread 0 | ... | GPU
 *
 * A tree is: contexts[context_capacity], values[context_capacity][metric_count],
 * hash[hash_capacity] (the writer's index, of no use to the reader), and behind it the tick log of
 * the thread, ticks[tick_capacity]. Pages never touched cost nothing: the segment is sparse.
 */
#ifndef RANKPROF_COMMON_SEGMENT_H
#define RANKPROF_COMMON_SEGMENT_H

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/proc_usage.h"
#include "common/segment_control.h"
#include "common/segment_gpu.h"
#include "common/segment_mpi.h"
#include "common/segment_tick.h"

#define RP_SEGMENT_MAGIC   UINT64_C(0x31474553464f5250) /* "PROFSEG1" */
#define RP_SEGMENT_VERSION 2u

#define RP_SEGMENT_METRICS  24u   /* metrics at most, those of the sampler, regions and calls too */
#define RP_SEGMENT_MODULES  2048u /* mapped ELF objects at most */
#define RP_SEGMENT_STRINGS  (UINT32_C(1) << 20)
#define RP_SEGMENT_CONTEXTS (UINT32_C(1) << 16) /* calling contexts of one thread at most */
#define RP_SEGMENT_THREADS  4096u               /* threads alive at the same time at most */
#define RP_MODULE_NONE      UINT16_MAX          /* address in no known module: offset is absolute */
#define RP_STRING_NONE      0u                  /* offset 0 of the string heap holds "" */
#define RP_PARTIAL_REASONS  8u

/* The two metrics that every thread has; events follow in the order of the settings. */
#define RP_METRIC_SAMPLES 0u /* count */
#define RP_METRIC_TIME    1u /* ns of the sampling clock: CPU time of the thread, or wall time */
#define RP_METRIC_EVENTS  2u /* first event */

/* What is recorded of regions, after the events: name, unit, meaning. */
#define RP_REGION_METRIC_LIST(_)                                                                   \
    _(region_time, "ns", "wall time of the thread that began the region, without those within it") \
    _(region_mpi, "ns", "of which it was in MPI")                                                  \
    _(region_visits, "count", "times that it began")                                               \
    _(iterations, "count", "times that it began as an iteration")

enum rp_region_metric {
#define RP_REGION_METRIC_ENUM(name, unit, meaning) RP_REGION_##name,
    RP_REGION_METRIC_LIST(RP_REGION_METRIC_ENUM)
#undef RP_REGION_METRIC_ENUM
        RP_REGION_METRICS
};

/* What is recorded of MPI calls, after the regions: name, unit, meaning. */
#define RP_CALL_METRIC_LIST(_)                                                                     \
    _(mpi_calls, "count", "calls that began")                                                      \
    _(mpi_time, "ns", "wall time in the call")                                                     \
    _(mpi_sent, "bytes", "bytes of the program's buffers that the call gave away")                 \
    _(mpi_received, "bytes", "bytes of the program's buffers that the call filled")

enum rp_call_metric {
#define RP_CALL_METRIC_ENUM(name, unit, meaning) RP_CALL_##name,
    RP_CALL_METRIC_LIST(RP_CALL_METRIC_ENUM)
#undef RP_CALL_METRIC_ENUM
        RP_CALL_METRICS
};

enum rp_metric_state {
    RP_METRIC_COUNTED = 1,
    RP_METRIC_REFUSED = 2, /* could not be had: `reason` says why */
    RP_METRIC_DEAD = 3,    /* counted, and stayed 0 while the processor ran; only in a file */
    RP_METRIC_DORMANT = 4, /* counted, and not worth a word until it grows; only in a segment */
    RP_METRIC_PROVING = 5, /* counted by the processor; dead unless it grows; only in a segment */
};

/* What the agent says of a metric; the strings are offsets into the heap. */
struct rp_segment_metric {
    uint32_t name;
    uint32_t unit;
    uint32_t source; /* "timer", "papi", "rusage" */
    uint32_t state;  /* enum rp_metric_state */
    uint32_t reason; /* why refused, or a remark such as "user mode only" */
    uint32_t multiplexed;
};
_Static_assert(sizeof(struct rp_segment_metric) == 24, "segment metric is ABI");

enum rp_process_state {
    RP_PROCESS_STARTING = 0,
    RP_PROCESS_ATTACHED = 1,
    RP_PROCESS_DETACHED = 2, /* ended by exit(): exit_status is known */
    RP_PROCESS_SILENT = 3,   /* nothing is sampled: `refusal` says why */
};

struct rp_segment_header {
    uint64_t magic;
    uint32_t version;
    uint32_t header_bytes;
    uint64_t segment_bytes;
    uint64_t modules_offset;
    uint64_t strings_offset;
    uint64_t threads_offset;
    uint64_t trees_offset;
    uint64_t tree_bytes;     /* distance between two threads' trees, each with its tick log */
    uint64_t ledgers_offset; /* of struct rp_segment_ledger, one a thread */
    uint64_t traffic_offset; /* of struct rp_segment_traffic */
    uint64_t gpu_offset;     /* of struct rp_gpu_area */
    uint64_t gpu_bytes;      /* RP_GPU_AREA_BYTES; 0: nothing is told of GPUs */
    uint32_t module_capacity;
    uint32_t string_capacity;
    uint32_t thread_capacity;
    uint32_t context_capacity;
    uint32_t hash_capacity; /* a power of two */
    uint32_t metric_count;
    uint32_t traffic_capacity; /* a power of two */
    uint32_t tick_capacity;    /* a power of two */
    int32_t pid;
    int32_t parent_pid;
    uint64_t attach_ns;       /* CLOCK_MONOTONIC */
    uint64_t attach_cpu_ns;   /* CPU time of the process before the agent attached */
    uint32_t executable;      /* string: path of the program */
    uint32_t command;         /* string: arguments, separated by blanks */
    uint32_t sampling_source; /* string: "timer_create(CLOCK_THREAD_CPUTIME_ID)" */
    uint32_t refusal;         /* string */
    uint32_t sampling_remark; /* string: why better sources were refused, or "" */
    uint32_t reserved_word;
    uint64_t period_ns; /* asked distance of samples on the sampling clock */
    struct rp_segment_metric metrics[RP_SEGMENT_METRICS];
    _Atomic uint32_t state;        /* enum rp_process_state */
    _Atomic int32_t exit_status;   /* what exit() was given; valid when DETACHED */
    _Atomic uint32_t module_count; /* rows with `ready` set may be fewer */
    _Atomic uint32_t string_bytes; /* used bytes of the heap */
    _Atomic uint32_t thread_count; /* slots used so far */
    _Atomic uint32_t mpi_called;   /* not 0: MPI calls were recorded */
    _Atomic uint64_t end_cpu_ns;   /* CPU time of the process; valid when DETACHED */
    _Atomic uint64_t started_threads;
    _Atomic uint64_t refused_threads; /* no free slot, or no timer */
    _Atomic uint64_t refused_events;  /* times that a thread got no counter of an event */
    _Atomic uint64_t refused_modules;
    _Atomic uint64_t refused_strings;
    _Atomic uint64_t traffic_rows;                   /* in use */
    _Atomic uint64_t refused_traffic;                /* additions for which there was no row */
    _Atomic uint64_t end_usage[RP_PROC_USAGE_COUNT]; /* as end_cpu_ns; 0: not known */
};
_Static_assert(offsetof(struct rp_segment_header, metrics) == 184, "segment header is ABI");
_Static_assert(sizeof(struct rp_segment_header) ==
                   184 + 24 * RP_SEGMENT_METRICS + 88 + 8 * RP_PROC_USAGE_COUNT,
               "segment header is ABI");

struct rp_segment_module {
    uint64_t low; /* mapped range [low, high) in the process */
    uint64_t high;
    uint64_t bias; /* run-time address minus ELF virtual address */
    uint32_t path; /* string */
    uint32_t build_id_bytes;
    uint8_t build_id[20];
    _Atomic uint32_t ready; /* set last: the row is whole */
};
_Static_assert(sizeof(struct rp_segment_module) == 56, "segment module is ABI");

enum rp_thread_state { RP_THREAD_FREE = 0, RP_THREAD_LIVE = 1, RP_THREAD_ENDED = 2 };

/* A slot may serve several threads one after the other; the tree goes on growing. */
struct rp_segment_thread {
    _Atomic uint32_t state;      /* enum rp_thread_state */
    _Atomic int32_t tid;         /* kernel thread id */
    _Atomic uint32_t generation; /* threads that used this slot so far */
    _Atomic uint32_t contexts;   /* rows of the tree that are whole */
    _Atomic uint64_t start_ns;   /* CLOCK_MONOTONIC */
    _Atomic uint64_t samples;
    _Atomic uint64_t overruns;         /* timer expirations merged into one sample */
    _Atomic uint64_t blocked;          /* samples that fell into our own code */
    _Atomic uint64_t refused_contexts; /* samples given to an ancestor: tree full */
    _Atomic uint64_t handler_ns;       /* time spent in the handler, on the sampling clock */
    _Atomic uint64_t partial[RP_PARTIAL_REASONS]; /* by enum rp_unwind_end */
    char name[16];
    _Atomic uint64_t sampled_ns; /* of the sampling clock, given to contexts by samples of it */
    _Atomic uint64_t spared;     /* samples that were not taken, to stay within the budget */
    _Atomic uint64_t overflow_samples; /* taken because a counter overflowed */
    _Atomic uint64_t start_cpu_ns;     /* of the thread: CLOCK_THREAD_CPUTIME_ID at start_ns */
    _Atomic uint64_t ended_off_ns;     /* of threads that have ended: since start_ns, and not run */
    _Atomic uint64_t unnamed;          /* samples with interpreted frames that could not be told */
    _Atomic uint64_t ticks;            /* rows of the tick log so far; old ones were written over */
    _Atomic uint64_t refused_ticks;    /* rows beyond what is allowed in a time */
    _Atomic uint64_t seen_ns;          /* of the newest sample: CLOCK_MONOTONIC */
    _Atomic uint32_t seen_context;     /* and where it was */
    uint32_t reserved_word;
};
_Static_assert(sizeof(struct rp_segment_thread) == 224, "segment thread is ABI");

struct rp_segment_context {
    uint32_t parent; /* always smaller than the own number, but for the root */
    uint16_t kind;   /* enum rp_context_kind */
    uint16_t module; /* row of the module table, or RP_MODULE_NONE */
    uint64_t offset; /* ELF virtual address in the module; or as the kind says */
};
_Static_assert(sizeof(struct rp_segment_context) == 16, "segment context is ABI");

/* Sent with the segment's file descriptor when an agent attaches. */
#define RP_ATTACH_MAGIC UINT64_C(0x31545441464f5250) /* "PROFATT1" */
struct rp_attach_message {
    uint64_t magic;
    uint32_t version; /* RP_SEGMENT_VERSION */
    int32_t pid;
    uint64_t segment_bytes;
};
_Static_assert(sizeof(struct rp_attach_message) == 24, "attach message is ABI");

/* Environment of the application: where to attach, and with which settings. */
#define RP_ENV_SOCKET        "RANKPROF_SOCKET" /* name in the abstract namespace, without the NUL */
#define RP_SOCKET_NAME_BYTES 96u
#define RP_SOCKET_NAME_START "rankprof-"         /* followed by the user's number */
#define RP_ENV_SETTINGS      "RANKPROF_SETTINGS" /* "rate=100;clock=cpu;events=a,b" */

/* What follows the name of a program where its arguments are nobody's business: their number. */
#define RP_COMMAND_COUNTED " [arguments: %u]"

/*
 * Fills the sizes and offsets of `header` for `metric_count` metrics and the given capacities;
 * `gpu`: with an area for what is told of GPUs.
 */
void rp_segment_layout(struct rp_segment_header *header, uint32_t metric_count,
                       uint32_t thread_capacity, uint32_t context_capacity, bool gpu);

/* The largest page of any processor: the agent maps trees one by one. */
#define RP_SEGMENT_PAGE UINT64_C(65536)
#define RP_SEGMENT_PAGES(bytes)                                                                    \
    (((bytes) + RP_SEGMENT_PAGE - 1) / RP_SEGMENT_PAGE * RP_SEGMENT_PAGE)

/*
 * What lies at the same place in every segment. Who writes there goes by these, and not by the
 * header, which the application may have written over.
 */
#define RP_SEGMENT_MODULES_OFFSET                                                                  \
    (RP_SEGMENT_CONTROL_OFFSET + RP_SEGMENT_PAGES(sizeof(struct rp_segment_control)))
#define RP_SEGMENT_STRINGS_OFFSET                                                                  \
    (RP_SEGMENT_MODULES_OFFSET +                                                                   \
     RP_SEGMENT_PAGES(RP_SEGMENT_MODULES * sizeof(struct rp_segment_module)))
#define RP_SEGMENT_TRAFFIC_OFFSET (RP_SEGMENT_STRINGS_OFFSET + RP_SEGMENT_PAGES(RP_SEGMENT_STRINGS))
#define RP_SEGMENT_THREADS_OFFSET                                                                  \
    (RP_SEGMENT_TRAFFIC_OFFSET +                                                                   \
     RP_SEGMENT_PAGES(RP_SEGMENT_TRAFFIC * sizeof(struct rp_segment_traffic)))

/* Where in the tree of a thread its tick log begins. */
uint64_t rp_segment_ticks_offset(const struct rp_segment_header *header);

#endif
