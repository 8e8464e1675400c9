/* launches.c: what is remembered of a launch until its operation is recorded.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Memory order: an entry is written between two stores of its id, 0 first and the id last, with
 * release order; a reader that finds the same id before and after has read what belongs to it.
 */
#include "gpu/launches.h"

#include <stddef.h>
#include <sys/mman.h>

#define STEPS 65536u /* entries looked at in one go */

enum rp_launch_state { OPEN = 1, CLOSED = 2, NEVER = 3 };

bool rp_launches_init(struct rp_launches *launches)
{
    void *const memory =
        mmap(NULL, RP_LAUNCHES * sizeof(*launches->entries), PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED)
        return false;
    launches->entries = memory;
    atomic_init(&launches->newest, 0);
    atomic_init(&launches->oldest, 0);
    return true;
}

static struct rp_launch_entry *entry_of(struct rp_launches *launches, uint32_t correlation)
{
    return &launches->entries[correlation & (RP_LAUNCHES - 1)];
}

/* True for the one who does it. */
static bool close_entry(struct rp_launch_entry *entry)
{
    uint32_t state = OPEN;

    return atomic_load_explicit(&entry->state, memory_order_relaxed) == OPEN &&
           atomic_compare_exchange_strong_explicit(&entry->state, &state, CLOSED,
                                                   memory_order_relaxed, memory_order_relaxed);
}

bool rp_launches_put(struct rp_launches *launches, uint32_t correlation,
                     const struct rp_launch *launch, bool is_open)
{
    struct rp_launch_entry *const entry = entry_of(launches, correlation);
    const bool displaces = close_entry(entry);
    uint32_t none = 0;

    atomic_store_explicit(&entry->correlation, 0, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&entry->state, is_open ? OPEN : NEVER, memory_order_relaxed);
    atomic_store_explicit(&entry->launch_ns, launch->launch_ns, memory_order_relaxed);
    atomic_store_explicit(&entry->path, launch->path, memory_order_relaxed);
    atomic_store_explicit(&entry->since_sync_ns, launch->since_sync_ns, memory_order_relaxed);
    atomic_store_explicit(&entry->mpi_ns, launch->mpi_ns, memory_order_relaxed);
    atomic_store_explicit(&entry->correlation, correlation, memory_order_release);
    if (atomic_load_explicit(&launches->oldest, memory_order_relaxed) == 0)
        atomic_compare_exchange_strong_explicit(&launches->oldest, &none, correlation,
                                                memory_order_relaxed, memory_order_relaxed);
    atomic_store_explicit(&launches->newest, correlation, memory_order_relaxed);
    return displaces;
}

bool rp_launches_get(struct rp_launches *launches, uint32_t correlation, struct rp_launch *out,
                     bool *closes)
{
    struct rp_launch_entry *const entry = entry_of(launches, correlation);

    *closes = false;
    if (correlation == 0 ||
        atomic_load_explicit(&entry->correlation, memory_order_acquire) != correlation)
        return false;
    out->launch_ns = atomic_load_explicit(&entry->launch_ns, memory_order_relaxed);
    out->path = atomic_load_explicit(&entry->path, memory_order_relaxed);
    out->since_sync_ns = atomic_load_explicit(&entry->since_sync_ns, memory_order_relaxed);
    out->mpi_ns = atomic_load_explicit(&entry->mpi_ns, memory_order_relaxed);
    atomic_thread_fence(memory_order_acquire);
    if (atomic_load_explicit(&entry->correlation, memory_order_relaxed) != correlation)
        return false;
    *closes = close_entry(entry);
    return true;
}

/* Is the launch still awaited? One that lost its place is not, and neither is one that is no
 * launch. */
static bool is_open(struct rp_launch_entry *entry, uint32_t correlation)
{
    return atomic_load_explicit(&entry->correlation, memory_order_acquire) == correlation &&
           atomic_load_explicit(&entry->state, memory_order_relaxed) == OPEN;
}

uint64_t rp_launches_settled(struct rp_launches *launches, uint64_t now_ns, uint64_t patience_ns,
                             uint64_t *given_up)
{
    const uint32_t newest = atomic_load_explicit(&launches->newest, memory_order_relaxed);
    uint32_t at = atomic_load_explicit(&launches->oldest, memory_order_relaxed);

    *given_up = 0;
    if ((int32_t)(newest - at) > (int32_t)RP_LAUNCHES)
        at = newest - RP_LAUNCHES;
    /* Ids run over after 2^32; `newest` may have gone back a little. */
    for (uint32_t steps = 0; (int32_t)(newest - at) >= 0 && steps < STEPS; steps++, at++) {
        struct rp_launch_entry *const entry = entry_of(launches, at);
        const uint64_t launch_ns = atomic_load_explicit(&entry->launch_ns, memory_order_relaxed);

        if (!is_open(entry, at))
            continue;
        if (now_ns - launch_ns < patience_ns) {
            atomic_store_explicit(&launches->oldest, at, memory_order_relaxed);
            return launch_ns;
        }
        *given_up += close_entry(entry);
    }
    atomic_store_explicit(&launches->oldest, at, memory_order_relaxed);
    return (int32_t)(newest - at) < 0 ? now_ns : 0;
}
