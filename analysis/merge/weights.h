/* weights.h: how many values each subject may have, before they are known.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_WEIGHTS_H
#define RANKPROF_ANALYSIS_MERGE_WEIGHTS_H

#include "analysis/merge/outermost.h"
#include "analysis/merge/subjects.h"

/*
 * `context_values` by row of /contexts is exact; all else follows from it and from the number of
 * ranks as a bound from above. Stores an array of one number a subject, which the caller frees.
 */
enum rp_status rp_weights_of(uint64_t **out, const struct rp_subjects *subjects,
                             const struct rp_context_link *links, const uint64_t *context_values);

#endif
