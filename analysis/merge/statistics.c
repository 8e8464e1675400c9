/* statistics.c: exact statistics of one thing over ranks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/statistics.h"

#include <math.h>

/* ---- sums ---- */

struct sums {
    unsigned __int128 sum;
    unsigned __int128 squares;
};

static struct sums add_up(const struct rp_entry *values, size_t count)
{
    struct sums sums = {0, 0};

    for (size_t i = 0; i < count; i++) {
        sums.sum += values[i].value;
        sums.squares += (unsigned __int128)values[i].value * values[i].value;
    }
    return sums;
}

static uint64_t fitting(unsigned __int128 sum)
{
    return sum > UINT64_MAX ? UINT64_MAX : (uint64_t)sum;
}

/*
 * With q and r, quotient and remainder of sum by ranks, the squared distances from q add up to
 * squares - q * (sum + r): an integer, so nothing cancels in floating point. The mean is r / ranks
 * above q.
 */
static double deviation(const struct sums *sums, uint64_t ranks)
{
    const unsigned __int128 quotient = sums->sum / ranks;
    const unsigned __int128 remainder = sums->sum % ranks;
    const unsigned __int128 squares = sums->squares - quotient * (sums->sum + remainder);
    const double rest = (double)remainder / (double)ranks;
    const double variance = (double)squares / (double)ranks - rest * rest;

    return variance > 0 ? sqrt(variance) : 0;
}

static void find_largest(struct rp_statistics *out, const struct rp_entry *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t rank = (uint32_t)values[i].key;

        if (values[i].value < out->max || (values[i].value == out->max && rank >= out->max_rank))
            continue;
        out->max = values[i].value;
        out->max_rank = rank;
    }
}

void rp_statistics_brief(struct rp_statistics *out, const struct rp_entry *values, size_t count)
{
    const struct sums sums = add_up(values, count);

    *out = (struct rp_statistics){.sum = fitting(sums.sum), .ranks = (uint32_t)count};
    find_largest(out, values, count);
}

/* ---- quantiles ---- */

/* All ranks' values in order: zeros, and then the entries by their keys. */
struct ordered {
    const struct rp_entry *entries;
    uint64_t zeros;
    uint64_t ranks;
};

static uint64_t at(const struct ordered *it, uint64_t place)
{
    return place < it->zeros ? 0 : it->entries[place - it->zeros].key;
}

/* The place of a quantile in percent: the smallest that so many values do not exceed. */
static uint64_t place_of(const struct ordered *it, unsigned percent)
{
    const uint64_t values = (it->ranks * percent + 99) / 100;

    return values > 0 ? values - 1 : 0;
}

/* Distances from the median grow to both sides of its place, so they are merged from there. */
static uint64_t median_distance(const struct ordered *it)
{
    const uint64_t middle = place_of(it, 50);
    const uint64_t median = at(it, middle);
    uint64_t low = middle + 1; /* one more than the next place on the left */
    uint64_t high = middle + 1;
    uint64_t distance = 0;

    if (middle < it->zeros) /* at least half of all are at no distance */
        return 0;
    for (uint64_t taken = 0; taken <= middle; taken++) {
        const uint64_t left = low > 0 ? median - at(it, low - 1) : UINT64_MAX;
        const uint64_t right = high < it->ranks ? at(it, high) - median : UINT64_MAX;

        distance = left <= right ? left : right;
        if (left <= right)
            low--;
        else
            high++;
    }
    return distance;
}

void rp_statistics_of(struct rp_statistics *out, struct rp_entry *values, struct rp_entry *spare,
                      size_t count, uint64_t ranks)
{
    const struct sums sums = add_up(values, count);
    const struct ordered ordered = {values, ranks - count, ranks};

    rp_statistics_brief(out, values, count);
    for (size_t i = 0; i < count; i++)
        values[i].key = values[i].value;
    rp_radix_sort(values, spare, count);
    out->mean = (double)sums.sum / (double)ranks;
    out->stddev = deviation(&sums, ranks);
    out->min = at(&ordered, 0);
    out->q01 = at(&ordered, place_of(&ordered, 1));
    out->q05 = at(&ordered, place_of(&ordered, 5));
    out->q25 = at(&ordered, place_of(&ordered, 25));
    out->q50 = at(&ordered, place_of(&ordered, 50));
    out->q75 = at(&ordered, place_of(&ordered, 75));
    out->q95 = at(&ordered, place_of(&ordered, 95));
    out->q99 = at(&ordered, place_of(&ordered, 99));
    out->mad = median_distance(&ordered);
}
