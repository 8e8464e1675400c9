/* slot.c: the slots of the segment, of which each thread that is alive has one.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Memory order: a slot is left with release order and taken with acquire, so its next user sees
 * the whole tree. Where the search begins is no more than a hint and orders nothing.
 */
#include "collector/agent/slot.h"

#include "collector/agent/agent.h"

struct rp_segment_thread *rp_slot_row(struct rp_agent *agent, uint32_t slot)
{
    char *const base = (char *)agent->header;

    return (struct rp_segment_thread *)(void *)(base + RP_SEGMENT_THREADS_OFFSET) + slot;
}

static bool take(struct rp_agent *agent, uint32_t slot)
{
    struct rp_segment_thread *const row = rp_slot_row(agent, slot);
    uint32_t state = atomic_load_explicit(&row->state, memory_order_relaxed);

    return state != RP_THREAD_LIVE &&
           atomic_compare_exchange_strong_explicit(&row->state, &state, RP_THREAD_LIVE,
                                                   memory_order_acquire, memory_order_relaxed);
}

static void raise_thread_count(struct rp_segment_header *header, uint32_t count)
{
    uint32_t known = atomic_load_explicit(&header->thread_count, memory_order_relaxed);

    while (known < count &&
           !atomic_compare_exchange_weak_explicit(&header->thread_count, &known, count,
                                                  memory_order_relaxed, memory_order_relaxed))
        continue;
}

uint32_t rp_slot_count(const struct rp_agent *agent)
{
    const uint32_t count = atomic_load_explicit(&agent->header->thread_count, memory_order_relaxed);

    return count < agent->layout.thread_capacity ? count : agent->layout.thread_capacity;
}

/* Low slots first: each further one is memory that is never given back. */
bool rp_slot_take(struct rp_agent *agent, uint32_t *out)
{
    const uint32_t capacity = agent->layout.thread_capacity;
    const uint32_t first = atomic_load_explicit(&agent->lowest_free, memory_order_relaxed);

    for (uint32_t i = 0; i < capacity; i++) {
        const uint32_t slot = (first + i) % capacity;

        if (!take(agent, slot))
            continue;
        atomic_store_explicit(&agent->lowest_free, slot + 1, memory_order_relaxed);
        raise_thread_count(agent->header, slot + 1);
        *out = slot;
        return true;
    }
    return false;
}

void rp_slot_leave(struct rp_agent *agent, uint32_t slot)
{
    atomic_store_explicit(&rp_slot_row(agent, slot)->state, RP_THREAD_ENDED, memory_order_release);
    if (slot < atomic_load_explicit(&agent->lowest_free, memory_order_relaxed))
        atomic_store_explicit(&agent->lowest_free, slot, memory_order_relaxed);
}
