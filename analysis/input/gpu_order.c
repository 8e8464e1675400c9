/* gpu_order.c: the order of a rank's rows about GPUs; for qsort_r(), which gives no context.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/gpu_order.h"

#include "format/cluster_file.h"

#define COLUMNS 3

static int compare(const uint64_t *left, const uint64_t *right)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    }
    return 0;
}

int rp_gpu_order_operations(const void *left, const void *right, void *none)
{
    const struct rp_cluster_gpu_operation *const a = left;
    const struct rp_cluster_gpu_operation *const b = right;
    const uint64_t lefts[COLUMNS] = {a->context, a->gpu, a->kind};
    const uint64_t rights[COLUMNS] = {b->context, b->gpu, b->kind};

    (void)none;
    return compare(lefts, rights);
}

int rp_gpu_order_times(const void *left, const void *right, void *none)
{
    const struct rp_cluster_gpu_time *const a = left;
    const struct rp_cluster_gpu_time *const b = right;
    const uint64_t lefts[COLUMNS] = {a->gpu, a->class, a->number};
    const uint64_t rights[COLUMNS] = {b->gpu, b->class, b->number};

    (void)none;
    return compare(lefts, rights);
}

int rp_gpu_order_series(const void *left, const void *right, void *none)
{
    const struct rp_cluster_gpu_series *const a = left;
    const struct rp_cluster_gpu_series *const b = right;
    const uint64_t lefts[COLUMNS] = {a->gpu, a->start_ns, a->class};
    const uint64_t rights[COLUMNS] = {b->gpu, b->start_ns, b->class};

    (void)none;
    return compare(lefts, rights);
}
