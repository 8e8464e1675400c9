/* spread.h: exact statistics of one number over ranks.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_SPREAD_H
#define RANKPROF_ANALYSIS_SPREAD_H

#include <stdint.h>

/*
 * The values of the ranks that have one. All members are integers, so the order in which values
 * come does not matter. Exact while ranks times the square of the largest value is below 2^128.
 */
struct rp_spread {
    unsigned __int128 sum;
    unsigned __int128 squares;
    uint64_t smallest; /* of the values that came */
    uint64_t largest;
    uint32_t largest_rank; /* the lowest one that has the largest value */
    uint32_t count;
};

/* A value above zero of one rank; each rank comes at most once. */
void rp_spread_add(struct rp_spread *spread, uint32_t rank, uint64_t value);

/* Over `ranks` ranks, those that did not come counting as zero. */
uint64_t rp_spread_sum(const struct rp_spread *spread); /* UINT64_MAX where it does not fit */
double rp_spread_mean(const struct rp_spread *spread, uint32_t ranks);
double rp_spread_deviation(const struct rp_spread *spread, uint32_t ranks); /* of the population */
uint64_t rp_spread_min(const struct rp_spread *spread, uint32_t ranks);

#endif
