/* by_rank.h: writes the tables that have rows of each rank, and tells the tally of them.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_BY_RANK_H
#define RANKPROF_ANALYSIS_MERGE_BY_RANK_H

#include "analysis/input/share.h"
#include "analysis/merge/pour.h"
#include "analysis/merge/rank_tally.h"

/* What the rows of all these tables go through. */
struct rp_by_rank {
    struct rp_share *share;
    const struct rp_numbers *numbers; /* the job's, of what the share's rows name */
    struct rp_tally *tally;
    struct rp_rank_tally *rank_tally;
};

/* Collective. Each table is given back to the share empty. */
enum rp_status rp_by_rank_write(const struct rp_by_rank *it, const struct rp_pouring *pouring,
                                struct rp_team *team, struct rp_error *error);

#endif
