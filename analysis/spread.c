/* spread.c: exact statistics of one number over ranks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/spread.h"

#include <math.h>

void rp_spread_add(struct rp_spread *spread, uint32_t rank, uint64_t value)
{
    spread->sum += value;
    spread->squares += (unsigned __int128)value * value;
    if (spread->count == 0 || value < spread->smallest)
        spread->smallest = value;
    if (value > spread->largest || (value == spread->largest && rank < spread->largest_rank)) {
        spread->largest = value;
        spread->largest_rank = rank;
    }
    spread->count++;
}

uint64_t rp_spread_sum(const struct rp_spread *spread)
{
    return spread->sum > UINT64_MAX ? UINT64_MAX : (uint64_t)spread->sum;
}

double rp_spread_mean(const struct rp_spread *spread, uint32_t ranks)
{
    return (double)spread->sum / ranks;
}

uint64_t rp_spread_min(const struct rp_spread *spread, uint32_t ranks)
{
    return spread->count < ranks ? 0 : spread->smallest;
}

/*
 * With q and r, quotient and remainder of sum by ranks, the squared distances from q add up to
 * squares - q * (sum + r): an integer, so nothing cancels in floating point. The mean is r / ranks
 * above q.
 */
double rp_spread_deviation(const struct rp_spread *spread, uint32_t ranks)
{
    const unsigned __int128 quotient = spread->sum / ranks;
    const unsigned __int128 remainder = spread->sum % ranks;
    const unsigned __int128 squares = spread->squares - quotient * (spread->sum + remainder);
    const double rest = (double)remainder / ranks;
    const double variance = (double)squares / ranks - rest * rest;

    return variance > 0 ? sqrt(variance) : 0;
}
