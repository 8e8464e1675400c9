/* outliers.h: the ranks whose value is far from that of most others.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Far is told by the modified z-score of Iglewicz and Hoaglin (How to Detect and Handle Outliers,
 * 1993): 0.6745 (x - median) / MAD, where MAD is the median of |x - median|. Neither is moved by
 * the outliers themselves. MAD counts as at least 1 % of the mean, so that ranks which are all but
 * equal have no outliers that nobody would care for: the least is some 5 % off.
 *
 * It shows where to look, in the view of ranks, at no stated chance of error. What a job is told to
 * have wrong is tested: analysis/findings/equality_test.h.
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_OUTLIERS_H
#define RANKPROF_ANALYSIS_PROFILE_OUTLIERS_H

#include "analysis/profile/profile.h"

#define RP_OUTLIER_SCORE 3.5 /* |score| from which on the authors call a value an outlier */
#define RP_OUTLIERS_MOST 32u

struct rp_outlier {
    const struct rp_profile_rank *rank; /* of the profile */
    double score;
};

struct rp_outliers {
    double median; /* in the unit of the metric */
    size_t found;  /* how many there are; the farthest are kept */
    size_t count;
    struct rp_outlier kept[RP_OUTLIERS_MOST]; /* farthest first */
};

/*
 * Of the chosen ranks, by the profile's metric. Fewer than 4 ranks have none. RP_E_NOMEM.
 */
enum rp_status rp_outliers_of(const struct rp_profile *profile, struct rp_outliers *out);

#endif
