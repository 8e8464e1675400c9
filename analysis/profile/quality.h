/* quality.h: how far a profile can be trusted, in shares and in scores.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_QUALITY_H
#define RANKPROF_ANALYSIS_PROFILE_QUALITY_H

#include "analysis/profile/profile.h"

#define RP_BEST_SCORE 4u

/* Sums over the chosen ranks; shares are from 0 to 1. */
struct rp_quality {
    uint64_t samples, partial, blocked, unnamed, overruns, spared;
    uint64_t overflow_samples; /* not among `samples` */
    uint64_t refused_contexts, refused_threads, refused_events, refused_processes, damaged;
    uint64_t handler_ns, collector_cpu_ns, kernel_cpu_ns;
    double rate_hertz;      /* of samples, by the time they stand for; 0: cannot be told */
    double budget;          /* share of a thread's time that samples might take */
    unsigned ranks_missing; /* of the job: not in the file */
    unsigned ranks_partial; /* their collector did not finish */
    double ranks_missing_share;
    double stacks_complete;
    double symbols_resolved;
    double lost;      /* samples known to be missing */
    double overhead;  /* CPU time of handler and collector, by that of the application */
    double accounted; /* sampled CPU time by the kernel's; 0: cannot be told */
};

void rp_quality_of(struct rp_quality *out, const struct rp_profile *profile);

/* Is the true rate worth a word, for it is not what was asked for (Hz)? */
bool rp_quality_rate_differs(const struct rp_quality *quality, double asked_hertz);

/* One line of the quality view: what, its share, and a score from 0 to RP_BEST_SCORE. */
struct rp_quality_score {
    const char *what;
    const char *key; /* name in JSON and CSV */
    double share;
    unsigned score;
    const char *meaning;
};
#define RP_QUALITY_SCORES 5u

void rp_quality_scores(const struct rp_quality *quality,
                       struct rp_quality_score scores[RP_QUALITY_SCORES]);

/* The smallest score, and a word for it: "good", "fair", ... */
unsigned rp_quality_overall(const struct rp_quality *quality, const char **word);

#endif
