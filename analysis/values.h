/* values.h: the values of contexts: by rank, and their statistics over all ranks.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_VALUES_H
#define RANKPROF_ANALYSIS_VALUES_H

#include "analysis/mail.h"
#include "analysis/roster.h"

/* Gives the share's values the job's numbers of contexts, and sorts and adds up equal ones. */
void rp_values_sort(struct rp_share *share, const uint32_t *context_numbers);

/* Sorts the share's time series by (rank, slice, metric). */
void rp_series_sort(struct rp_share *share);

/*
 * Collective. Makes the rows of /statistics for the contexts that this member keeps, of
 * `contexts` in all. Values travel in batches, so memory does not grow with the number of ranks.
 */
enum rp_status rp_statistics_make(struct rp_team *team, struct rp_share *share,
                                  const struct rp_roster *roster, uint64_t contexts, size_t metrics,
                                  struct rp_error *error);

#endif
