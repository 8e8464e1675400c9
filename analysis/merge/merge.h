/* merge.h: makes one cluster file out of rank files.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_MERGE_H
#define RANKPROF_ANALYSIS_MERGE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "analysis/team/team.h"
#include "common/error.h"

struct rp_merge_settings {
    const char *input;  /* a directory of rank files, or one rank file */
    const char *output; /* NULL: INPUT/cluster.h5, or beside a single file */
    bool progress;      /* show progress on stderr (only on a terminal, only the first process) */
    bool quiet;
    bool update; /* leave an output alone that is still that of all rank files */
};

struct rp_merge_result {
    unsigned merged;                 /* rank files in the cluster file */
    unsigned partial;                /* of these, not closed by their collector */
    unsigned left_out;               /* rank files that could not be used */
    unsigned expected;               /* size of the job */
    bool stood;                      /* the output was up to date, and is as it was */
    char named[RP_ERROR_TEXT_BYTES]; /* what was left out or is partial, the first of it; or "" */
};

/* Collective over `team`. Every member gets the same status, error and result. */
enum rp_status rp_merge(const struct rp_merge_settings *settings, struct rp_team *team,
                        struct rp_merge_result *result, struct rp_error *error);

/*
 * Says in one line what was merged (`messages` NULL: nothing) and returns whether the whole job
 * is in the cluster file.
 */
bool rp_merge_result_tell(const struct rp_merge_result *result, FILE *messages);

#endif
