/* profile_directory.h: what stands in a directory of rank files.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_DIRECTORY_H
#define RANKPROF_ANALYSIS_PROFILE_DIRECTORY_H

#include <stdbool.h>
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

/* True when there is a cluster file that is not older than any rank file. */
bool rp_profile_directory_is_merged(const struct rp_profile_directory *directory);

/* The newest rankprof-* directory of the working directory, to be freed. */
enum rp_status rp_profile_directory_newest(char **out, struct rp_error *error);

#endif
