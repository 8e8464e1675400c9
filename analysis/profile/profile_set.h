/* profile_set.h: the profiles of one file by every metric that was counted.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_PROFILE_SET_H
#define RANKPROF_ANALYSIS_PROFILE_PROFILE_SET_H

#include "analysis/profile/profile.h"

/* All of the same ranks. The first one is the usual metric, or the one that was asked for. */
struct rp_profile_set {
    struct rp_profile **profiles;
    size_t count;
};

/* `settings->metric`, where given, comes first; `file` must outlive the set. */
enum rp_status rp_profile_set_init(struct rp_profile_set *set, const struct rp_cluster_file *file,
                                   const struct rp_profile_settings *settings,
                                   struct rp_error *error);
void rp_profile_set_release(struct rp_profile_set *set);

/* The number of the metric in the set, or its count. */
size_t rp_profile_set_find(const struct rp_profile_set *set, const char *metric);

#endif
