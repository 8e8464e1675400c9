/* rank_values.h: reads the contexts and values of a rank file into a share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_RANK_VALUES_H
#define RANKPROF_ANALYSIS_INPUT_RANK_VALUES_H

#include "analysis/input/share.h"
#include "format/rank_reader.h"

/*
 * Adds the file's modules, metrics, contexts, values and time series under row `rank` of the
 * roster; `row` is completed by what is found damaged. `name` is the file's, for remarks.
 */
enum rp_status rp_rank_values_read(struct rp_share *share, struct rp_rank_reader *reader,
                                   struct rp_cluster_rank *row, uint32_t rank, const char *name);

#endif
