/* clock_bounds.h: from bounds on differences of clocks to the differences.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_WAITS_CLOCK_BOUNDS_H
#define RANKPROF_ANALYSIS_WAITS_CLOCK_BOUNDS_H

#include "analysis/waits/clocks.h"

#define RP_BOUND_NONE (INT64_C(1) << 62) /* larger than any difference */

/* The clock of node `to` is ahead of that of `from` by `least_ns` to `most_ns`. */
struct rp_clock_bound {
    uint32_t stretch;
    uint32_t from;
    uint32_t to;
    uint32_t unused;
    int64_t least_ns; /* -RP_BOUND_NONE: not known */
    int64_t most_ns;
};

/* Sorts the bounds and makes one of all on the same pair of nodes in the same stretch. */
void rp_clock_bounds_combine(struct rp_rows *bounds);

/*
 * Fills clocks->offsets from combined bounds. A node of which nothing is known in a stretch has the
 * offset that it has in the nearest one.
 */
enum rp_status rp_clock_bounds_solve(struct rp_clocks *clocks, const struct rp_rows *bounds);

#endif
