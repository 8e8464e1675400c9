/* cluster_statistic.h: statistics worked out slowly and simply, for cluster files that tests make.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_SUPPORT_CLUSTER_STATISTIC_H
#define RANKPROF_TESTS_SUPPORT_CLUSTER_STATISTIC_H

#include <stddef.h>

#include "format/cluster_tables.h"

/* Fills in all but context and metric; `ranks` are numbers, sorted. Changes the order of `values`.
 */
void cluster_statistic_fill(struct rp_cluster_statistic *row, const uint32_t *ranks,
                            uint64_t *values, size_t count);

/* The rows of /values in the order of /values_by_context. */
void cluster_values_by_context(struct rp_cluster_context_value *out,
                               const struct rp_cluster_value *rows, size_t count);

#endif
