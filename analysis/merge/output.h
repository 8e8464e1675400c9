/* output.h: writes the cluster file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_OUTPUT_H
#define RANKPROF_ANALYSIS_MERGE_OUTPUT_H

#include "analysis/input/heap.h"
#include "analysis/merge/job.h"
#include "analysis/merge/progress.h"

struct rp_output {
    struct rp_share *share; /* its tables by rank are empty afterwards */
    const struct rp_heap *heap;
    const struct rp_job *job;
    const struct rp_roster *roster;
    struct rp_numbers numbers; /* the job's, of what the share's rows by rank name */
    struct rp_progress *progress;
};

/* Collective. An existing file is replaced in one step; an interrupted write leaves nothing. */
enum rp_status rp_output_write(const struct rp_output *output, struct rp_team *team,
                               const char *path, struct rp_error *error);

#endif
