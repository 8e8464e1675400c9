/* rank_ticks.h: reads the tick log of a rank file into a share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_RANK_TICKS_H
#define RANKPROF_ANALYSIS_INPUT_RANK_TICKS_H

#include "analysis/input/share.h"
#include "format/rank_reader.h"

/* A rank file whose contexts are known to the share by these numbers; `rank` is its row. */
struct rp_rank_ticks {
    struct rp_share *share;
    struct rp_rank_reader *reader;
    const uint32_t *contexts;
    uint32_t rank;
};

/*
 * Adds to share->ticks what touches a tick, or is a collective, that is chosen on
 * share->tick_level; the rest of the log is passed. Rows that cannot be read are left out.
 */
enum rp_status rp_rank_ticks_read(const struct rp_rank_ticks *ticks);

#endif
