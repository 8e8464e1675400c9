/* key.h: 128-bit keys that name a thing by its content, and a table that numbers them.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Equal keys are taken for equal things: with 128 bits, a thousand million things share a key by
 * chance with a probability below 1e-20.
 */
#ifndef RANKPROF_ANALYSIS_TEAM_KEY_H
#define RANKPROF_ANALYSIS_TEAM_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "common/status.h"

struct rp_key {
    uint64_t high;
    uint64_t low;
};

/* The same on every machine of one byte order; `bytes` may hold no padding. */
struct rp_key rp_key_of(const void *data, size_t bytes);

/* -1, 0 or 1. */
int rp_key_compare(const struct rp_key *left, const struct rp_key *right);

/* Numbers different keys 0, 1, 2, ... in the order of their coming. Zeroed: empty. */
struct rp_key_table {
    struct rp_key_place *places;
    uint32_t mask; /* places - 1; a power of two of them */
    uint32_t count;
};

/* The number of `key`; a new key gets the count so far as its number. */
enum rp_status rp_key_table_number(struct rp_key_table *table, const struct rp_key *key,
                                   uint32_t *out);
void rp_key_table_release(struct rp_key_table *table);

#endif
