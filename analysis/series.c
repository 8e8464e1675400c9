/* series.c: the time series of metrics, by rank.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/values.h"

static int compare_series(const void *a, const void *b)
{
    const struct rp_cluster_series *left = a;
    const struct rp_cluster_series *right = b;

    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    if (left->start_ns != right->start_ns)
        return left->start_ns < right->start_ns ? -1 : 1;
    if (left->end_ns != right->end_ns)
        return left->end_ns < right->end_ns ? -1 : 1;
    return left->metric == right->metric ? 0 : left->metric < right->metric ? -1 : 1;
}

void rp_series_sort(struct rp_share *share)
{
    struct rp_rows *table = &share->tables[RP_CLUSTER_TABLE_series];

    if (table->count > 0)
        qsort(table->rows, table->count, table->row_bytes, compare_series);
}
