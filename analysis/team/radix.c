/* radix.c: sorts numbers by their bytes, the lowest first.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/team/radix.h"

#include <string.h>

#define BYTES  sizeof(uint64_t)
#define VALUES 256u
#define FEW    32u

static void insertion_sort(struct rp_entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct rp_entry entry = entries[i];
        size_t place = i;

        for (; place > 0 && entries[place - 1].key > entry.key; place--)
            entries[place] = entries[place - 1];
        entries[place] = entry;
    }
}

/* The bits in which keys differ from the first: bytes without one need no pass. */
static uint64_t differing_bits(const struct rp_entry *entries, size_t count)
{
    uint64_t bits = 0;

    for (size_t i = 1; i < count; i++)
        bits |= entries[i].key ^ entries[0].key;
    return bits;
}

static void sort_by_byte(const struct rp_entry *from, struct rp_entry *to, size_t count,
                         unsigned shift)
{
    size_t places[VALUES + 1] = {0};

    for (size_t i = 0; i < count; i++)
        places[(from[i].key >> shift) % VALUES + 1]++;
    for (size_t i = 1; i < VALUES; i++)
        places[i] += places[i - 1];
    for (size_t i = 0; i < count; i++)
        to[places[(from[i].key >> shift) % VALUES]++] = from[i];
}

void rp_radix_sort(struct rp_entry *entries, struct rp_entry *spare, size_t count)
{
    struct rp_entry *from = entries;
    struct rp_entry *to = spare;
    const uint64_t bits = count > FEW ? differing_bits(entries, count) : 0;

    if (count <= FEW) {
        insertion_sort(entries, count);
        return;
    }
    for (unsigned shift = 0; shift < 8 * BYTES; shift += 8) {
        if ((bits >> shift) % VALUES == 0)
            continue;
        sort_by_byte(from, to, count, shift);
        struct rp_entry *const sorted = to;

        to = from;
        from = sorted;
    }
    if (from != entries)
        memcpy(entries, from, count * sizeof(*entries));
}
