/* binding.h: which CPUs the ranks may use, and with whom they share them.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_BINDING_H
#define RANKPROF_ANALYSIS_FINDINGS_BINDING_H

#include "analysis/profile/profile.h"

#define RP_CPUS_MOST 4096u /* of a node */

/* Zeroes: not known. */
struct rp_binding_rank {
    uint32_t cpus;    /* that it may use */
    uint32_t sharers; /* other ranks of its node that may use one of them */
    const char *list; /* "0-3,8" */
};

struct rp_binding_node {
    uint32_t cpus;      /* that there are */
    uint32_t used_cpus; /* that at least one rank may use */
    uint32_t ranks;
};

struct rp_bindings {
    struct rp_binding_rank *ranks; /* by row of /ranks; of those that were not chosen: zeroes */
    struct rp_binding_node *nodes; /* by row of /nodes */
};

/* Of the chosen ranks. RP_E_NOMEM. */
enum rp_status rp_bindings_of(const struct rp_profile *profile, struct rp_bindings *out);
void rp_bindings_release(struct rp_bindings *bindings); /* a zeroed one is allowed */

#endif
