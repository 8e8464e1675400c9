/* trace.h: what the tracing of this process consists of.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_TRACE_H
#define RANKPROF_GPU_TRACE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "common/recorder.h"
#include "gpu/cupti.h"
#include "gpu/launches.h"

struct rp_trace {
    const struct rp_recorder_interface *agent;
    struct rp_gpu_settings settings;
    struct rp_segment_header *header; /* of the segment that all is written to */
    int32_t pid;                      /* of the process that it belongs to */
    struct rp_gpu_area *area;
    struct rp_gpu_operation *operations;
    struct rp_gpu_moment *ring;
    uint8_t *buffers;
    struct rp_launches launches;
    struct rp_cupti cupti;
    uint16_t skipped[2]; /* modules whose frames above a call are not the program's */
    rp_cupti_subscriber subscriber;
    _Atomic uint32_t capturing; /* captures under way */
    _Atomic uint32_t returning; /* buffers whose records are being taken */
    _Atomic bool on;            /* false: everything that the driver tells us is ignored */
};

/* Of this process. */
struct rp_trace *rp_trace(void);

/* Says what became of it, and why: for the collector to read. */
void rp_trace_tell(struct rp_trace *trace, enum rp_gpu_state state, const char *reason);

/* A counter of the area, to which any thread may add. */
static inline void rp_trace_count(_Atomic uint64_t *counter, uint64_t number)
{
    if (number > 0)
        atomic_fetch_add_explicit(counter, number, memory_order_relaxed);
}

#endif
