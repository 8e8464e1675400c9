/* order.c: counts messages by communicator, peer and tag.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A table with open addressing, of keys that are hashes: with 64 bits, two of its keys are the same
 * by chance with a probability below 1e-10. Nothing is ever taken out: what both sides forgot at
 * different times would be counted wrongly from then on.
 */
#include "mpi/order.h"

#include <stdatomic.h>

#include "common/segment_tick.h"

#define PLACES  (UINT32_C(1) << 15)
#define FILLING (PLACES / 4 * 3)

static struct {
    _Atomic uint64_t key; /* 0: free */
    _Atomic uint64_t messages;
} places[PLACES];
static _Atomic uint32_t used;

static uint64_t hash_of(const struct rp_order_key *key)
{
    const uint64_t message =
        (uint64_t)key->peer << 32 | (uint32_t)key->tag; /* and the sign of `is_sent` */
    const uint64_t hash = rp_tick_mix(key->group ^ (key->is_sent ? 1 : 0), message);

    return hash ? hash : 1;
}

/* True when the place is the key's from now on. */
static bool take(uint32_t at, uint64_t hash)
{
    uint64_t present = 0;

    if (atomic_load_explicit(&used, memory_order_relaxed) >= FILLING)
        return false;
    if (!atomic_compare_exchange_strong_explicit(&places[at].key, &present, hash,
                                                 memory_order_relaxed, memory_order_relaxed))
        return present == hash;
    atomic_fetch_add_explicit(&used, 1, memory_order_relaxed);
    return true;
}

uint64_t rp_order_next(const struct rp_order_key *key)
{
    const uint64_t hash = hash_of(key);
    uint32_t at = (uint32_t)hash % PLACES;

    for (uint32_t tries = 0; tries < PLACES; tries++, at = (at + 1) % PLACES) {
        const uint64_t present = atomic_load_explicit(&places[at].key, memory_order_relaxed);

        if (present == hash || (present == 0 && take(at, hash)))
            return atomic_fetch_add_explicit(&places[at].messages, 1, memory_order_relaxed) + 1;
        if (present == 0 && atomic_load_explicit(&used, memory_order_relaxed) >= FILLING)
            return 0;
    }
    return 0;
}
