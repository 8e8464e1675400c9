/* report_input.h: loads the cluster file behind whatever path the user gave.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_INPUT_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_INPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "common/error.h"
#include "format/cluster_file.h"

struct rp_report_input {
    struct rp_cluster_file *file;
    char *shown;     /* the path that the profile is named by */
    bool unfinished; /* collectors were still writing when it was read */
    const char *command;
    FILE *messages;
};

/*
 * `path`: a cluster file, a rank file (merged alone), a directory (its cluster.h5 when that is not
 * older than the rank files, else they are merged), or NULL for the newest rankprof-* directory
 * here. Waits a bounded time for collectors that still write. What it does is said on `messages`,
 * in the name of `rankprof COMMAND`.
 */
enum rp_status rp_report_input_load(struct rp_report_input *out, const char *path,
                                    const char *command, FILE *messages, struct rp_error *error);
void rp_report_input_release(struct rp_report_input *input);

#endif
