/* cluster_statistic.c: statistics worked out slowly and simply, for cluster files that tests make.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/support/cluster_statistic.h"

#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a;
    const uint64_t right = *(const uint64_t *)b;

    return left == right ? 0 : left < right ? -1 : 1;
}

static uint64_t quantile(const uint64_t *sorted, size_t count, size_t percent)
{
    size_t place = 0;

    while (100 * (place + 1) < percent * count)
        place++;
    return sorted[place];
}

static void fill_quantiles(struct rp_cluster_statistic *row, uint64_t *values, size_t count)
{
    qsort(values, count, sizeof(*values), by_value);
    row->min = values[0];
    row->q01 = quantile(values, count, 1);
    row->q05 = quantile(values, count, 5);
    row->q25 = quantile(values, count, 25);
    row->q50 = quantile(values, count, 50);
    row->q75 = quantile(values, count, 75);
    row->q95 = quantile(values, count, 95);
    row->q99 = quantile(values, count, 99);
    for (size_t i = 0; i < count; i++)
        values[i] = values[i] > row->q50 ? values[i] - row->q50 : row->q50 - values[i];
    qsort(values, count, sizeof(*values), by_value);
    row->mad = quantile(values, count, 50);
}

void cluster_statistic_fill(struct rp_cluster_statistic *row, const uint32_t *ranks,
                            uint64_t *values, size_t count)
{
    double squares = 0;

    for (size_t i = 0; i < count; i++) {
        row->sum += values[i];
        row->ranks += values[i] > 0;
        row->max_rank = values[i] > row->max ? ranks[i] : row->max_rank;
        row->max = values[i] > row->max ? values[i] : row->max;
    }
    row->mean = (double)row->sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += pow((double)values[i] - row->mean, 2);
    row->stddev = sqrt(squares / (double)count);
    fill_quantiles(row, values, count);
}

static int by_context(const void *a, const void *b)
{
    const struct rp_cluster_context_value *const left = a;
    const struct rp_cluster_context_value *const right = b;

    if (left->context != right->context)
        return left->context < right->context ? -1 : 1;
    if (left->metric != right->metric)
        return left->metric < right->metric ? -1 : 1;
    return left->rank == right->rank ? 0 : left->rank < right->rank ? -1 : 1;
}

void cluster_values_by_context(struct rp_cluster_context_value *out,
                               const struct rp_cluster_value *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (struct rp_cluster_context_value){rows[i].context, rows[i].metric, rows[i].rank,
                                                   rows[i].value};
    qsort(out, count, sizeof(*out), by_context);
}
