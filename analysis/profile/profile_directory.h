/* profile_directory.h: what stands in a directory of rank files.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_PROFILE_DIRECTORY_H
#define RANKPROF_ANALYSIS_PROFILE_PROFILE_DIRECTORY_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "common/error.h"

struct rp_profile_directory {
    unsigned rank_files; /* finished ones and parts */
    unsigned written;    /* parts whose collector is at work on this node */
    struct timespec newest_rank_file;
    struct timespec cluster_file; /* {0, 0}: there is none */
};

enum rp_status rp_profile_directory_read(struct rp_profile_directory *out, const char *path,
                                         struct rp_error *error);

/*
 * The same, once nobody on this node writes there any more: collectors that are closing their
 * files are waited for, 10 s at most; `messages` (NULL: nobody) is told so in the name of
 * `rankprof COMMAND`.
 */
enum rp_status rp_profile_directory_wait(struct rp_profile_directory *out, const char *path,
                                         const char *command, FILE *messages,
                                         struct rp_error *error);

/* True when there is a cluster file that is not older than any rank file. */
bool rp_profile_directory_is_merged(const struct rp_profile_directory *directory);

/* The newest rankprof-* directory of the working directory, to be freed. */
enum rp_status rp_profile_directory_newest(char **out, struct rp_error *error);

#endif
