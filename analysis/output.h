/* output.h: writes the cluster file out of the parts that the members hold.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_OUTPUT_H
#define RANKPROF_ANALYSIS_OUTPUT_H

#include "analysis/heap.h"
#include "analysis/roster.h"

/* Collective. Writes `path` in one step: it is whole, or what it was before. */
enum rp_status rp_output_write(struct rp_team *team, const struct rp_share *share,
                               const struct rp_heap *heap, const struct rp_roster *roster,
                               const char *path, struct rp_error *error);

#endif
