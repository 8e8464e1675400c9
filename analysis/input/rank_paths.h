/* rank_paths.h: the rank files of a directory, and which of them are being written.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_RANK_PATHS_H
#define RANKPROF_ANALYSIS_INPUT_RANK_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

struct rp_rank_path {
    char *path;
    bool is_written; /* a collector is at work on it */
};

/* Sorted by name. Zeroed, it is empty. */
struct rp_rank_paths {
    struct rp_rank_path *items;
    size_t count;
};

/* RP_E_NOT_FOUND when the directory has none. *error names it and the reason. */
enum rp_status rp_rank_paths_list(struct rp_rank_paths *out, const char *directory,
                                  struct rp_error *error);
void rp_rank_paths_release(struct rp_rank_paths *paths);

#endif
