/* statistics.h: exact statistics of one thing over ranks.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_STATISTICS_H
#define RANKPROF_ANALYSIS_MERGE_STATISTICS_H

#include "analysis/team/radix.h"
#include "format/cluster_tables.h"

/* The columns of every table of statistics. */
struct rp_statistics {
    RP_STATISTIC_COLUMNS(RP_ROW_FIELD)
};

/*
 * Over `ranks` ranks, of which `count` have a value above zero: values[i].key is the rank, each
 * comes once. max_rank is such a key. Everything is worked out in integers but for the last step of
 * mean and deviation, so the order of the values does not matter; exact while ranks times the
 * square of the largest value is below 2^128. A sum that does not fit is UINT64_MAX. Afterwards
 * `values` is in another order; `spare` has room for as many.
 */
void rp_statistics_of(struct rp_statistics *out, struct rp_entry *values, struct rp_entry *spare,
                      size_t count, uint64_t ranks);

/* The same for what is in RP_BRIEF_COLUMNS; the rest of *out is zero. Leaves the values as they
 * are. */
void rp_statistics_brief(struct rp_statistics *out, const struct rp_entry *values, size_t count);

#endif
