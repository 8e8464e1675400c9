/* traffic.c: who exchanged how much with whom, in the segment.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A table with open addressing. A row is taken, gets its key, and is ready: a thread that comes
 * between passes it, and may make a second row of the same key. Readers add such rows up.
 */
#include "mpi/traffic.h"

#include <stdbool.h>
#include <string.h>

static uint32_t hash_of(const struct rp_traffic_key *key)
{
    uint64_t bits = (uint64_t)key->number << 32 | key->kind << 24 | key->size << 16;

    bits ^= (uint64_t)key->name << 40 ^ key->group;
    bits *= UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(bits >> 32);
}

static bool take(struct rp_segment_header *header, struct rp_segment_traffic *row,
                 const struct rp_traffic_key *key)
{
    uint64_t state = RP_TRAFFIC_FREE;

    if (!atomic_compare_exchange_strong_explicit(&row->state, &state, RP_TRAFFIC_TAKEN,
                                                 memory_order_relaxed, memory_order_relaxed))
        return false;
    row->key = *key;
    atomic_store_explicit(&row->state, RP_TRAFFIC_READY, memory_order_release);
    atomic_fetch_add_explicit(&header->traffic_rows, 1, memory_order_relaxed);
    return true;
}

static bool has_room(struct rp_segment_header *header)
{
    return atomic_load_explicit(&header->traffic_rows, memory_order_relaxed) <
           RP_SEGMENT_TRAFFIC / 4 * 3;
}

static struct rp_segment_traffic *find(struct rp_segment_header *header,
                                       const struct rp_traffic_key *key)
{
    struct rp_segment_traffic *const rows = (void *)((char *)header + RP_SEGMENT_TRAFFIC_OFFSET);
    const uint32_t mask = RP_SEGMENT_TRAFFIC - 1;
    uint32_t at = hash_of(key) & mask;

    for (uint32_t tries = 0; tries <= mask; tries++, at = (at + 1) & mask) {
        struct rp_segment_traffic *const row = &rows[at];
        const uint64_t state = atomic_load_explicit(&row->state, memory_order_acquire);

        if (state == RP_TRAFFIC_READY && memcmp(&row->key, key, sizeof(*key)) == 0)
            return row;
        if (state == RP_TRAFFIC_FREE && !has_room(header))
            return NULL;
        if (state == RP_TRAFFIC_FREE && take(header, row, key))
            return row;
    }
    return NULL;
}

static void add(_Atomic uint64_t *value, uint64_t number)
{
    if (number > 0)
        atomic_fetch_add_explicit(value, number, memory_order_relaxed);
}

void rp_traffic_add(struct rp_segment_header *header, const struct rp_traffic_key *key,
                    const struct rp_traffic *traffic)
{
    struct rp_segment_traffic *const row = find(header, key);

    if (!row) {
        add(&header->refused_traffic, 1);
        return;
    }
    add(&row->sends, traffic->sends);
    add(&row->sent, traffic->sent);
    add(&row->receives, traffic->receives);
    add(&row->received, traffic->received);
    add(&row->time_ns, traffic->time_ns);
}
