/* radix.h: sorts numbers by their bytes, the lowest first.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_TEAM_RADIX_H
#define RANKPROF_ANALYSIS_TEAM_RADIX_H

#include <stddef.h>
#include <stdint.h>

/* What is sorted, by its key alone: entries of equal keys keep their order. */
struct rp_entry {
    uint64_t key;
    uint64_t value;
};

/* `spare` has room for as many; what it holds afterwards means nothing. */
void rp_radix_sort(struct rp_entry *entries, struct rp_entry *spare, size_t count);

#endif
