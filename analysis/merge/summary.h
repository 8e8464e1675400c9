/* summary.h: makes the tables of statistics, and the values by context, from the tally.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_SUMMARY_H
#define RANKPROF_ANALYSIS_MERGE_SUMMARY_H

#include "analysis/merge/pour.h"
#include "analysis/merge/tally.h"

struct rp_summary_settings {
    const struct rp_subjects *subjects;
    const uint32_t *ranks;   /* numbers in the job, by row of /ranks */
    struct rp_tally *tally;  /* all values were sent; it is empty afterwards */
    uint64_t context_values; /* of this member: rows of /values_by_context */
};

/* Collective. Writes /values_by_context and one table for each kind of subject. */
enum rp_status rp_summary_write(const struct rp_summary_settings *settings,
                                const struct rp_pouring *pouring, struct rp_team *team,
                                struct rp_error *error);

#endif
