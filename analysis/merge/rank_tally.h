/* rank_tally.h: tells the tally what a rank has of each subject.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_RANK_TALLY_H
#define RANKPROF_ANALYSIS_MERGE_RANK_TALLY_H

#include "analysis/merge/outermost.h"
#include "analysis/merge/tally.h"

struct rp_rank_tally;

/* The links and subjects must outlive it. */
enum rp_status rp_rank_tally_new(struct rp_rank_tally **out, struct rp_tally *tally,
                                 const struct rp_subjects *subjects,
                                 const struct rp_context_link *links);
void rp_rank_tally_free(struct rp_rank_tally *it); /* NULL is allowed */

/* Each takes all rows that one rank has in a table of the cluster file, in the job's numbers. */
enum rp_status rp_rank_tally_values(struct rp_rank_tally *it, const void *rows, size_t count);
enum rp_status rp_rank_tally_series(struct rp_rank_tally *it, const void *rows, size_t count);
enum rp_status rp_rank_tally_mpi_times(struct rp_rank_tally *it, const void *rows, size_t count);

#endif
