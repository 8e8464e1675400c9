/* insight.h: what a profile says by itself: findings and discrepancies, and all that they rest on.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_INSIGHT_H
#define RANKPROF_ANALYSIS_FINDINGS_INSIGHT_H

#include "analysis/findings/data_files.h"
#include "analysis/findings/discrepancies.h"

struct rp_insight {
    struct rp_profile *own_profile; /* by time, where the report is by something else */
    struct rp_data_files data;
    struct rp_sheets sheets;
    struct rp_job_findings findings;
    struct rp_discrepancies discrepancies;
};

/*
 * `from` holds all but the profile, which is made of `profile`'s file and ranks when that is not by
 * time. `directories`: as for rp_data_files_read(). On failure nothing is left to release.
 */
enum rp_status rp_insight_make(struct rp_insight *out, const struct rp_profile *profile,
                               const char *ranks, const struct rp_sheet_sources *from,
                               const char *directories, struct rp_error *error);
void rp_insight_release(struct rp_insight *insight); /* a zeroed one is allowed */

/*
 * What differences would have been seen: "3.1 % less CPU time, 1.2 % lower clock of one rank would
 * have been seen". To be freed; NULL when out of memory.
 */
char *rp_insight_noise(const struct rp_insight *insight);

#endif
