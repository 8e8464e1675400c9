/* first_end.h: which rank went first, when a job did not end as it should.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A launcher ends all ranks when one of them fails, so that all look alike. Who went first is told
 * by the moments at which the collectors saw the programs end, with the clocks of nodes compared; a
 * rank that called MPI_Abort comes before all others.
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_FIRST_END_H
#define RANKPROF_ANALYSIS_PROFILE_FIRST_END_H

#include "analysis/profile/profile.h"

struct rp_first_end {
    const struct rp_cluster_rank
        *rank; /* NULL: every rank ended with status 0, or nothing is known */
    bool called_abort;
    bool is_shared; /* all ended by the same signal within TOGETHER_S: it was sent to all of them */
    uint32_t known; /* ranks whose end is known */
    double before_s; /* the next one; 0: there is none */
    double within_s; /* from the first to the last one */
};

/* Of all ranks of the file, at least two, whatever ranks were chosen. RP_E_NOMEM. */
enum rp_status rp_first_end_of(const struct rp_profile *profile, struct rp_first_end *out);

#endif
