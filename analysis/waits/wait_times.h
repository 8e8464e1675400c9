/* wait_times.h: which moments of a block are told by all ranks, and how long calls waited in them.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A block is looked at on the highest level that any rank has in it: then what is chosen is told by
 * all. Each moment stands for 2^level of them.
 */
#ifndef RANKPROF_ANALYSIS_WAITS_WAIT_TIMES_H
#define RANKPROF_ANALYSIS_WAITS_WAIT_TIMES_H

#include "analysis/waits/wait_blame.h"

struct rp_wait_times {
    const struct rp_blame *block;
    unsigned level;
    struct rp_rows gaps; /* of struct rp_gap, in order and apart */
};

/* Time in which the log of some rank says that rows are missing. */
struct rp_gap {
    uint64_t start_ns, end_ns;
};

enum rp_status rp_wait_times_init(struct rp_wait_times *out, const struct rp_blame *block);
void rp_wait_times_release(struct rp_wait_times *times);

static inline unsigned rp_wait_times_level(const struct rp_wait_times *times)
{
    return times->level;
}

/* Whether the moment is in the block, in a chosen tick of the rank, and in no gap. */
bool rp_wait_times_holds(const struct rp_wait_times *times, uint32_t rank, uint64_t ns);

/* Adds how long each call of the scene lasted and waited in such moments. */
void rp_wait_times_add(const struct rp_wait_times *times, const struct rp_scene *scene,
                       struct rp_wait_sums *sums);

/* By how much clocks of nodes may disagree in the block. */
uint64_t rp_wait_times_slack(const struct rp_blame *block);

#endif
