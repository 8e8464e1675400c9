/* wait_blame.h: from the ticks of a block of time to who waited for whom, and for what they did.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The method, blame by sampling: a sample of a rank at moment t stands for the time since the one
 * before. Each rank that waits at t for the sampled one, with n late ranks in all, gives 1/n of
 * that time to the context of the sample. Who is late because it waits itself passes on what it is
 * given. So no clocks need agree better than calls last, no sample need be taken at the same moment
 * as another, and nothing is traced. Related are N. Tallent, J. Mellor-Crummey, A. Porterfield:
 * Analyzing lock contention in multithreaded applications (PPoPP 2010), who do so within a process,
 * and D. Böhme, M. Geimer, F. Wolf, L. Arnold: Identifying the root causes of wait states in
 * large-scale parallel applications (ICPP 2010), who replay traces.
 */
#ifndef RANKPROF_ANALYSIS_WAITS_WAIT_BLAME_H
#define RANKPROF_ANALYSIS_WAITS_WAIT_BLAME_H

#include "analysis/waits/clocks.h"
#include "analysis/waits/wait_scene.h"
#include "analysis/waits/wait_sums.h"

/* A block of time: what begins in it is counted with it. */
struct rp_blame {
    const struct rp_tick *rows; /* all that touch the block, sorted by rank, thread and time */
    size_t row_count;
    uint64_t start_ns;
    uint64_t end_ns;
    uint64_t period_ns; /* distance of samples */
    unsigned least_level;
    const struct rp_roster *roster;
    const struct rp_clocks *clocks;
};

/* Adds to the sums. RP_E_NOMEM. */
enum rp_status rp_blame_block(const struct rp_blame *block, struct rp_wait_sums *sums);

#endif
