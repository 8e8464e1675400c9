/* job.h: what every process of a merge knows of the whole job before the cluster file is written.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_JOB_H
#define RANKPROF_ANALYSIS_MERGE_JOB_H

#include "analysis/input/catalog.h"
#include "analysis/input/roster.h"
#include "analysis/merge/outermost.h"
#include "analysis/merge/subjects.h"

/* The same on all members. Some 12 bytes a rank and 16 a context. */
struct rp_job {
    struct rp_cluster_session session;
    struct rp_rows links;     /* of struct rp_context_link, by row of /contexts */
    uint64_t *context_values; /* rows of /values, by row of /contexts */
    uint32_t *ranks;          /* numbers, by row of /ranks */
    uint32_t *node_ranks;     /* how many, by row of /nodes */
    struct rp_subjects subjects;
};

/*
 * Collective, after the share has its rows of /contexts and /functions. `context_numbers`: the
 * job's numbers of the share's contexts.
 */
enum rp_status rp_job_make(struct rp_job *out, struct rp_team *team, const struct rp_share *share,
                           const struct rp_catalog *catalog, const struct rp_roster *roster,
                           struct rp_error *error);
void rp_job_release(struct rp_job *job); /* a zeroed one is allowed */

#endif
