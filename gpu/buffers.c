/* buffers.c: the buffers that CUPTI fills with records, and what becomes of the records.
 * SPDX-License-Identifier: Apache-2.0
 *
 * They lie in the segment. CUPTI gets them zeroed, so that it need not do that itself while the
 * program waits: whoever returns one clears what was written.
 *
 * Memory order: a buffer is returned with release order and taken with acquire, so that its next
 * user finds it clear.
 */
#include "gpu/buffers.h"

#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "gpu/budget.h"
#include "gpu/device.h"
#include "gpu/name.h"
#include "gpu/operations.h"
#include "gpu/record.h"

#define NAMELESS "[kernel without a name]"

/* An operation that takes longer keeps what comes after it from being told at its moment. */
#define PATIENCE_NS (60 * RP_NS_PER_SECOND)

/* What a library before 12.9 must be given when there is no buffer. */
#define MAY_BE_NONE_SINCE 27u
static uint64_t spare[RP_GPU_BUFFER_BYTES / 16];

/* ---- buffers ---- */

uint8_t *rp_buffers_take(struct rp_trace *trace)
{
    for (uint32_t i = 0; i < RP_GPU_BUFFERS; i++) {
        _Atomic uint32_t *const state = &trace->area->buffer_states[i];
        uint32_t free = RP_GPU_BUFFER_FREE;

        if (atomic_load_explicit(state, memory_order_relaxed) == RP_GPU_BUFFER_FREE &&
            atomic_compare_exchange_strong_explicit(state, &free, RP_GPU_BUFFER_OUT,
                                                    memory_order_acquire, memory_order_relaxed))
            return trace->buffers + (size_t)i * RP_GPU_BUFFER_BYTES;
    }
    rp_trace_count(&trace->area->refused_buffers, 1);
    return NULL;
}

static bool is_ours(const struct rp_trace *trace, const uint8_t *buffer)
{
    return buffer >= trace->buffers &&
           buffer < trace->buffers + (size_t)RP_GPU_BUFFERS * RP_GPU_BUFFER_BYTES;
}

void rp_buffers_return(struct rp_trace *trace, uint8_t *buffer, size_t valid)
{
    const size_t number = (size_t)(buffer - trace->buffers) / RP_GPU_BUFFER_BYTES;

    if (valid > RP_GPU_BUFFER_BYTES)
        valid = RP_GPU_BUFFER_BYTES;
    rp_buffers_walk(trace, buffer, valid);
    memset(buffer, 0, valid);
    atomic_store_explicit(&trace->area->buffer_states[number], RP_GPU_BUFFER_FREE,
                          memory_order_release);
}

/* ---- records ---- */

static uint32_t name_of(struct rp_trace *trace, const struct rp_record *record)
{
    return rp_name(trace, record->name ? record->name : NAMELESS);
}

/* What the host did; without a launch that we know, only what the record says. */
static void tell_launch(struct rp_trace *trace, const struct rp_record *record,
                        struct rp_gpu_moment *moment)
{
    struct rp_launch launch;
    bool closes;

    if (!rp_launches_get(&trace->launches, record->correlation, &launch, &closes)) {
        rp_trace_count(&trace->area->unattributed, 1);
        moment->path = RP_GPU_NO_PATH;
        moment->since_sync_ns = UINT32_MAX;
        return;
    }
    rp_trace_count(&trace->area->closed, closes);
    moment->path = launch.path;
    moment->launch_ns = launch.launch_ns;
    moment->since_sync_ns = launch.since_sync_ns;
    moment->mpi_ns = launch.mpi_ns;
}

/*
 * CUPTI tells times of 0 when its own buffers on the device are exhausted. Such an operation
 * counts, with no time and no moment.
 */
static void take_operation(struct rp_trace *trace, const struct rp_record *record)
{
    struct rp_gpu_moment moment = {
        .bytes = record->bytes,
        .stream = record->stream,
        .kind = (uint8_t)record->kind,
        .device = record->device < RP_GPU_DEVICES ? (uint8_t)record->device : RP_GPU_DEVICES - 1,
        .name = name_of(trace, record),
    };
    const bool is_timed = record->start_ns != 0 && record->end_ns >= record->start_ns;

    tell_launch(trace, record, &moment);
    if (is_timed) {
        moment.start_ns = record->start_ns;
        moment.end_ns = record->end_ns;
    } else {
        rp_trace_count(&trace->area->untimed, 1);
    }
    rp_device_meet(trace, moment.device);
    rp_operations_add(trace, &moment);
}

static void take_overhead(struct rp_trace *trace, const struct rp_record *record)
{
    struct rp_gpu_area *const area = trace->area;

    rp_trace_count(&area->overheads[record->overhead], 1);
    if (record->end_ns > record->start_ns)
        rp_trace_count(&area->overhead_times[record->overhead], record->end_ns - record->start_ns);
    free(record->data);
}

static bool take(struct rp_trace *trace, const struct rp_cupti_record *found, size_t bytes)
{
    struct rp_record record;

    if (!rp_record_read(found, bytes, trace->cupti.version, &record))
        return false;
    if (record.sort == RP_RECORD_OPERATION)
        take_operation(trace, &record);
    else if (record.sort == RP_RECORD_OVERHEAD)
        take_overhead(trace, &record);
    rp_trace_count(&trace->area->records, record.sort != RP_RECORD_OTHER);
    return true;
}

/* The library steps from record to record, for it alone knows how long each is. */
void rp_buffers_walk(struct rp_trace *trace, uint8_t *buffer, size_t valid)
{
    struct rp_cupti_record *record = NULL;
    rp_cupti_result result = trace->cupti.cuptiActivityGetNextRecord(buffer, valid, &record);

    while (result == RP_CUPTI_OK) {
        const size_t at = (size_t)((uint8_t *)record - buffer);

        if (at >= valid || !take(trace, record, valid - at))
            break;
        result = trace->cupti.cuptiActivityGetNextRecord(buffer, valid, &record);
    }
    rp_trace_count(&trace->area->unknown, result != RP_CUPTI_MAX_LIMIT);
}

/* ---- for CUPTI ---- */

void rp_buffers_request(uint8_t **buffer, size_t *bytes, size_t *records)
{
    struct rp_trace *const trace = rp_trace();
    const bool is_on = atomic_load_explicit(&trace->on, memory_order_acquire);

    *records = 0;
    *bytes = RP_GPU_BUFFER_BYTES;
    *buffer = is_on ? rp_buffers_take(trace) : NULL;
    if (*buffer)
        return;
    *bytes = 0;
    if (trace->cupti.version < MAY_BE_NONE_SINCE) {
        *buffer = (uint8_t *)spare;
        *bytes = sizeof(spare);
    }
}

static void settle(struct rp_trace *trace, uint64_t now_ns)
{
    uint64_t given_up;
    const uint64_t settled_ns =
        rp_launches_settled(&trace->launches, now_ns, PATIENCE_NS, &given_up);

    rp_trace_count(&trace->area->closed, given_up);
    if (settled_ns > 0)
        atomic_store_explicit(&trace->area->oldest_open_ns, settled_ns, memory_order_release);
}

static void count_dropped(struct rp_trace *trace, void *context, uint32_t stream)
{
    size_t dropped = 0;

    if (trace->cupti.cuptiActivityGetNumDroppedRecords(context, stream, &dropped) == RP_CUPTI_OK)
        rp_trace_count(&trace->area->dropped, dropped);
}

/* No lock is held here, so CUPTI may be asked. */
void rp_buffers_complete(void *context, uint32_t stream, uint8_t *buffer, size_t bytes,
                         size_t valid)
{
    struct rp_trace *const trace = rp_trace();
    const uint64_t start_ns = rp_clock_monotonic();

    (void)bytes;
    if (!atomic_load_explicit(&trace->on, memory_order_acquire) || !is_ours(trace, buffer))
        return;
    atomic_fetch_add_explicit(&trace->returning, 1, memory_order_relaxed);
    rp_buffers_return(trace, buffer, valid);
    atomic_fetch_sub_explicit(&trace->returning, 1, memory_order_release);
    count_dropped(trace, context, stream);
    settle(trace, start_ns);
    rp_trace_count(&trace->area->records_ns, rp_clock_monotonic() - start_ns);
    rp_budget_look(trace, start_ns);
}
