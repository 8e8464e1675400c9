/* standing.h: whether the cluster file that stands there is still that of all rank files.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_STANDING_H
#define RANKPROF_ANALYSIS_MERGE_STANDING_H

#include "analysis/input/inputs.h"
#include "analysis/merge/merge.h"

/*
 * True when `output` was made of as many rank files as `inputs` lists and none of them was changed
 * since; *result then says what is in it, as if it had been made now.
 */
bool rp_standing_read(struct rp_merge_result *result, const char *output,
                      const struct rp_inputs *inputs);

/*
 * Gives the file the time of the last change of what it was made of: what is added to a rank file
 * while it is merged makes that file newer. Best effort.
 */
void rp_standing_stamp(const char *output, const struct rp_inputs *inputs);

#endif
