/* rows_sum.h: adds up rows that are the same but for their values.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_TEAM_ROWS_SUM_H
#define RANKPROF_ANALYSIS_TEAM_ROWS_SUM_H

#include "analysis/team/rows.h"

/* Rows that compare as equal are added up. */
struct rp_summing {
    int (*compare)(const void *left, const void *right, void *context);
    void (*add)(void *into, const void *from);
    void *context;
};

/* Sorts the rows, and leaves one of those that compare as equal, with their sum. */
void rp_rows_sum(struct rp_rows *rows, const struct rp_summing *how);

#endif
