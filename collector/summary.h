/* summary.h: the block that rank 0 prints at the end of the job.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_SUMMARY_H
#define RANKPROF_COLLECTOR_SUMMARY_H

#include "collector/collector.h"
#include "collector/reader/unify.h"
#include "format/rank_tables.h"

struct rp_summary {
    const struct rp_collector_start *start;
    const struct rp_rank_slice *totals; /* counters summed over all slices; end_ns of the last */
    const struct rp_unify *unify;       /* knows which metrics were refused */
    bool is_rate_changed;               /* by rankprof ctl: it is not the one asked for at first */
    uint64_t attached;                  /* program images */
    int wait_status;                    /* of the application; -1: not known */
};

/* Prints on stderr with one write(2), on rank 0 only, unless the settings say quiet. */
void rp_summary_print(const struct rp_summary *summary);

#endif
