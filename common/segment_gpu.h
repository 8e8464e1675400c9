/* segment_gpu.h: what the work of GPUs leaves in the segment: sums, a ring of moments, buffers.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Written by rankprof's module in the process, by any of its threads; read by the collector. Sums
 * are cumulative. The ring holds the last operations with their moments; a reader that comes too
 * late loses moments, never sums.
 *
 *   struct rp_gpu_area | operations[] | ring[] | buffers[][]
 */
#ifndef RANKPROF_COMMON_SEGMENT_GPU_H
#define RANKPROF_COMMON_SEGMENT_GPU_H

#include <assert.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "common/gpu_kind.h"

#define RP_GPU_DEVICES      32u
#define RP_GPU_OPERATIONS   (UINT32_C(1) << 14) /* rows, a power of two; three quarters are used */
#define RP_GPU_RING         (UINT32_C(1) << 19) /* moments, a power of two */
#define RP_GPU_BUFFER_BYTES (UINT32_C(1) << 18) /* of one buffer of CUPTI's */
#define RP_GPU_BUFFERS      192u
#define RP_GPU_OVERHEADS    10u /* kinds of CUPTI's own overhead, the last stands for all others */
#define RP_GPU_UUID_BYTES   16u

/* The launching thread's slot and its calling context there, in one number. */
#define RP_GPU_NO_PATH UINT32_MAX
static inline uint32_t rp_gpu_path(uint32_t slot, uint32_t context)
{
    return slot << 16 | (context & UINT16_MAX);
}
static inline uint32_t rp_gpu_path_slot(uint32_t path)
{
    return path >> 16;
}
static inline uint32_t rp_gpu_path_context(uint32_t path)
{
    return path & UINT16_MAX;
}

struct rp_gpu_device {
    uint8_t uuid[RP_GPU_UUID_BYTES];
    uint32_t name; /* string */
    uint32_t bus;  /* string: "0000:65:00.0" */
    uint64_t memory_bytes;
    uint32_t processors; /* streaming multiprocessors */
    uint32_t capability; /* 90 for 9.0 */
    uint32_t clock_khz;  /* the highest */
    uint32_t unused;
    uint64_t first_ns;      /* when its first context was made, CLOCK_MONOTONIC */
    _Atomic uint64_t ready; /* not 0: the row is whole */
};
_Static_assert(sizeof(struct rp_gpu_device) == 64, "GPU device is ABI");

/* Sums of operations that are the same but for their moment. */
struct rp_gpu_operation_key {
    uint32_t path;   /* rp_gpu_path(), or RP_GPU_NO_PATH */
    uint32_t name;   /* string: kernel, kind of copy, or function that waited */
    uint16_t kind;   /* enum rp_gpu_kind */
    uint16_t device; /* row of the devices */
    uint32_t unused; /* 0 */
};

enum rp_gpu_row_state { RP_GPU_ROW_FREE = 0, RP_GPU_ROW_TAKEN = 1, RP_GPU_ROW_READY = 2 };

struct rp_gpu_operation {
    struct rp_gpu_operation_key key; /* whole when READY */
    _Atomic uint64_t state;          /* enum rp_gpu_row_state */
    _Atomic uint64_t count;
    _Atomic uint64_t time_ns;
    _Atomic uint64_t bytes;
    _Atomic uint64_t least_ns; /* the shortest, and 1 more; 0: none yet */
    _Atomic uint64_t most_ns;
    _Atomic uint64_t latency_ns; /* from launch to start, sum */
    _Atomic uint64_t most_latency_ns;
};
_Static_assert(sizeof(struct rp_gpu_operation) == 80, "GPU operation is ABI");

/* One operation, and what the host did before it. Times on CLOCK_MONOTONIC, in ns. */
struct rp_gpu_moment {
    _Atomic uint64_t number; /* 1 more than its number in the ring; anything else: not whole */
    uint64_t start_ns;
    uint64_t end_ns;
    uint64_t launch_ns;     /* when the host called; 0: not known */
    uint64_t bytes;         /* of a copy or memset */
    uint32_t path;          /* as in the key */
    uint32_t name;          /* string */
    uint32_t stream;        /* as the driver numbers them in this process */
    uint32_t since_sync_ns; /* from the thread's last synchronisation to the launch; the largest
                               number: longer, or none */
    uint32_t mpi_ns;        /* time of the thread in MPI since it launched or synchronised last */
    uint8_t kind;           /* enum rp_gpu_kind */
    uint8_t device;
    uint16_t unused;
};
_Static_assert(sizeof(struct rp_gpu_moment) == 64, "GPU moment is ABI");

/* Of a buffer: who has it. */
enum rp_gpu_buffer_state { RP_GPU_BUFFER_FREE = 0, RP_GPU_BUFFER_OUT = 1 };

/* Counts of launches, spread so that threads seldom meet; sums over all shards count. */
#define RP_GPU_SHARDS 64u
struct rp_gpu_shard {
    _Atomic uint64_t opened;   /* launches whose record is awaited */
    _Atomic uint64_t captured; /* launches into graphs: recorded when the graph runs */
    _Atomic uint64_t work_ns;  /* our own work at launches, estimated from some of them */
    uint64_t unused[5];
};
_Static_assert(sizeof(struct rp_gpu_shard) == 64, "a line of the cache");

struct rp_gpu_area {
    _Atomic uint32_t state;  /* enum rp_gpu_state; what follows is whole when it is not 0 */
    _Atomic uint32_t reason; /* string: why not traced, or whom it yielded to */
    _Atomic uint32_t cupti_version;
    _Atomic uint32_t driver_version; /* 13000 for 13.0 */
    _Atomic uint64_t closed;         /* launches recorded or given up, of those opened */
    _Atomic uint64_t oldest_open_ns; /* none that is open was launched before */
    _Atomic uint64_t records;
    _Atomic uint64_t dropped; /* by CUPTI: its buffers were full */
    _Atomic uint64_t untimed;
    _Atomic uint64_t unattributed;
    _Atomic uint64_t unknown; /* records of no kind that we know: the rest of a buffer */
    _Atomic uint64_t refused_operations;
    _Atomic uint64_t refused_buffers;
    _Atomic uint64_t operations;                  /* rows in use */
    _Atomic uint64_t ring_head;                   /* moments so far, written or being written */
    _Atomic uint64_t records_ns;                  /* our own work on records */
    _Atomic uint64_t overheads[RP_GPU_OVERHEADS]; /* count of CUPTI's own, by kind */
    _Atomic uint64_t overhead_times[RP_GPU_OVERHEADS]; /* ns */
    _Atomic uint32_t level;                            /* 0: everything; what the budget cost */
    _Atomic uint32_t device_count;                     /* rows below; `ready` tells which */
    _Atomic uint32_t buffer_states[RP_GPU_BUFFERS];    /* enum rp_gpu_buffer_state */
    struct rp_gpu_shard shards[RP_GPU_SHARDS];
    struct rp_gpu_device devices[RP_GPU_DEVICES];
};

#define RP_GPU_PAGE       UINT64_C(65536) /* the largest page of any processor */
#define RP_GPU_PAGED(b)   (((b) + RP_GPU_PAGE - 1) / RP_GPU_PAGE * RP_GPU_PAGE)
#define RP_GPU_ROWS_AT    RP_GPU_PAGED(sizeof(struct rp_gpu_area))
#define RP_GPU_RING_AT    (RP_GPU_ROWS_AT + RP_GPU_OPERATIONS * sizeof(struct rp_gpu_operation))
#define RP_GPU_BUFFERS_AT RP_GPU_PAGED(RP_GPU_RING_AT + RP_GPU_RING * sizeof(struct rp_gpu_moment))
#define RP_GPU_AREA_BYTES (RP_GPU_BUFFERS_AT + (uint64_t)RP_GPU_BUFFERS * RP_GPU_BUFFER_BYTES)

#endif
