/* operations.c: sums of what a GPU did, by calling context, name and device, in the segment.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A table with open addressing, as that of the traffic of MPI. A row is taken, gets its key, and is
 * ready: a thread that comes between passes it, and may make a second row of the same key. Readers
 * add such rows up.
 *
 * The ring: a writer takes a number, and whoever reads believes a moment when the number that
 * stands in it is its own, and no writer can have come round to it.
 */
#include "gpu/operations.h"

#include <string.h>

static uint32_t hash_of(const struct rp_gpu_operation_key *key)
{
    uint64_t bits = (uint64_t)key->path << 32 | key->name;

    bits ^= (uint64_t)key->kind << 48 ^ (uint64_t)key->device << 56;
    bits *= UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(bits >> 32);
}

static bool take(struct rp_trace *trace, struct rp_gpu_operation *row,
                 const struct rp_gpu_operation_key *key)
{
    uint64_t state = RP_GPU_ROW_FREE;

    if (!atomic_compare_exchange_strong_explicit(&row->state, &state, RP_GPU_ROW_TAKEN,
                                                 memory_order_relaxed, memory_order_relaxed))
        return false;
    row->key = *key;
    atomic_store_explicit(&row->state, RP_GPU_ROW_READY, memory_order_release);
    rp_trace_count(&trace->area->operations, 1);
    return true;
}

static bool has_room(const struct rp_trace *trace)
{
    return atomic_load_explicit(&trace->area->operations, memory_order_relaxed) <
           RP_GPU_OPERATIONS / 4 * 3;
}

static struct rp_gpu_operation *find(struct rp_trace *trace, const struct rp_gpu_operation_key *key)
{
    const uint32_t mask = RP_GPU_OPERATIONS - 1;
    uint32_t at = hash_of(key) & mask;

    for (uint32_t tries = 0; tries <= mask; tries++, at = (at + 1) & mask) {
        struct rp_gpu_operation *const row = &trace->operations[at];
        const uint64_t state = atomic_load_explicit(&row->state, memory_order_acquire);

        if (state == RP_GPU_ROW_READY && memcmp(&row->key, key, sizeof(*key)) == 0)
            return row;
        if (state == RP_GPU_ROW_FREE && !has_room(trace))
            return NULL;
        if (state == RP_GPU_ROW_FREE && take(trace, row, key))
            return row;
    }
    return NULL;
}

/* Without the calling context and the name, for which there is no room. */
static struct rp_gpu_operation *find_coarse(struct rp_trace *trace,
                                            const struct rp_gpu_operation_key *key)
{
    struct rp_gpu_operation_key coarse = *key;

    coarse.path = RP_GPU_NO_PATH;
    coarse.name = RP_STRING_NONE;
    rp_trace_count(&trace->area->refused_operations, 1);
    for (uint32_t at = 0; at < RP_GPU_OPERATIONS; at++) {
        struct rp_gpu_operation *const row = &trace->operations[at];
        const uint64_t state = atomic_load_explicit(&row->state, memory_order_acquire);

        if (state == RP_GPU_ROW_READY && memcmp(&row->key, &coarse, sizeof(coarse)) == 0)
            return row;
        if (state == RP_GPU_ROW_FREE && take(trace, row, &coarse))
            return row;
    }
    return NULL;
}

static void raise(_Atomic uint64_t *value, uint64_t number)
{
    uint64_t known = atomic_load_explicit(value, memory_order_relaxed);

    while (known < number && !atomic_compare_exchange_weak_explicit(
                                 value, &known, number, memory_order_relaxed, memory_order_relaxed))
        continue;
}

static void lower(_Atomic uint64_t *value, uint64_t number)
{
    uint64_t known = atomic_load_explicit(value, memory_order_relaxed);

    while ((known == 0 || known > number) &&
           !atomic_compare_exchange_weak_explicit(value, &known, number, memory_order_relaxed,
                                                  memory_order_relaxed))
        continue;
}

static void add_to(struct rp_gpu_operation *row, const struct rp_gpu_moment *moment)
{
    const uint64_t time_ns = moment->end_ns - moment->start_ns;
    const bool was_late = moment->launch_ns > 0 && moment->start_ns > moment->launch_ns;
    const uint64_t latency_ns = was_late ? moment->start_ns - moment->launch_ns : 0;

    rp_trace_count(&row->count, 1);
    rp_trace_count(&row->time_ns, time_ns);
    rp_trace_count(&row->bytes, moment->bytes);
    rp_trace_count(&row->latency_ns, latency_ns);
    raise(&row->most_latency_ns, latency_ns);
    raise(&row->most_ns, time_ns);
    lower(&row->least_ns, time_ns + 1);
}

/* The number goes first and comes back last, so a moment is never taken for whole between. */
static void add_moment(struct rp_trace *trace, const struct rp_gpu_moment *moment)
{
    const uint64_t number =
        atomic_fetch_add_explicit(&trace->area->ring_head, 1, memory_order_relaxed);
    struct rp_gpu_moment *const place = &trace->ring[number & (RP_GPU_RING - 1)];

    atomic_store_explicit(&place->number, 0, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    memcpy((char *)place + sizeof(place->number), (const char *)moment + sizeof(moment->number),
           sizeof(*place) - sizeof(place->number));
    atomic_store_explicit(&place->number, number + 1, memory_order_release);
}

void rp_operations_add(struct rp_trace *trace, const struct rp_gpu_moment *moment)
{
    const struct rp_gpu_operation_key key = {
        .path = moment->path, .name = moment->name, .kind = moment->kind, .device = moment->device};
    struct rp_gpu_operation *row = find(trace, &key);

    if (!row)
        row = find_coarse(trace, &key);
    if (row)
        add_to(row, moment);
    if (rp_gpu_kind_work(moment->kind) != RP_GPU_WORK_NONE)
        add_moment(trace, moment);
}
