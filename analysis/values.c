/* values.c: the values of contexts, by rank.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/values.h"

#include <stdlib.h>

static int compare_values(const void *a, const void *b)
{
    const struct rp_cluster_value *left = a;
    const struct rp_cluster_value *right = b;

    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    if (left->context != right->context)
        return left->context < right->context ? -1 : 1;
    return left->metric == right->metric ? 0 : left->metric < right->metric ? -1 : 1;
}

/* Contexts of one file may have become the same: addresses outside of all modules do. */
static size_t add_up_equals(struct rp_cluster_value *rows, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && compare_values(&rows[kept - 1], &rows[i]) == 0)
            rows[kept - 1].value += rows[i].value;
        else
            rows[kept++] = rows[i];
    }
    return kept;
}

void rp_values_sort(struct rp_share *share, const uint32_t *context_numbers)
{
    struct rp_rows *table = &share->tables[RP_CLUSTER_TABLE_value];
    struct rp_cluster_value *rows = table->rows;

    if (table->count == 0)
        return;
    for (size_t i = 0; i < table->count; i++)
        rows[i].context = context_numbers[rows[i].context];
    qsort(rows, table->count, sizeof(*rows), compare_values);
    table->count = add_up_equals(rows, table->count);
}
