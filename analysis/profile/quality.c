/* quality.c: how far a profile can be trusted, in shares and in scores.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/quality.h"

#include <string.h>

#include "common/clock.h"
#include "common/context_kind.h"

static double share(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : (double)part / (double)whole;
}

static void add_ledgers(struct rp_quality *quality, const struct rp_profile *profile)
{
    uint64_t sampled_ns = 0;

    for (size_t i = 0; i < profile->rank_count; i++) {
        const struct rp_cluster_rank *row = profile->ranks[i].row;

        quality->samples += row->samples;
        quality->partial += row->partial;
        quality->blocked += row->blocked;
        quality->unnamed += row->unnamed;
        quality->overruns += row->overruns;
        quality->spared += row->spared;
        sampled_ns += row->sampled_ns;
        quality->refused_contexts += row->refused_contexts;
        quality->refused_threads += row->refused_threads;
        quality->refused_events += row->refused_events;
        quality->overflow_samples += row->overflow_samples;
        quality->refused_processes += row->refused_processes;
        quality->damaged += row->damaged;
        quality->handler_ns += row->handler_ns;
        quality->collector_cpu_ns += row->collector_cpu_ns;
        quality->kernel_cpu_ns += row->kernel_cpu_ns;
        quality->ranks_partial += row->state == RP_RANK_PARTIAL;
    }
    quality->rate_hertz = share(quality->samples, sampled_ns) * (double)RP_NS_PER_SECOND;
}

/* Only code has symbols; a profile without samples in code has none that are missing. */
static double resolved_share(const struct rp_profile *profile)
{
    uint64_t code = 0;
    uint64_t resolved = 0;

    for (size_t i = 0; i < profile->context_count; i++) {
        const struct rp_profile_context *context = &profile->contexts[i];

        if (profile->file->context_rows[i].kind != RP_CONTEXT_CODE)
            continue;
        code += context->samples;
        if (profile->functions[context->function].resolved)
            resolved += context->samples;
    }
    return code == 0 ? 1 : share(resolved, code);
}

/* CPU time that samples saw; 0 when another metric is shown. */
static uint64_t sampled_cpu_ns(const struct rp_profile *profile)
{
    uint64_t seen_ns = profile->value;

    if (strcmp(profile->metric, "cpu_time") != 0)
        return 0;
    for (size_t i = 0; i < profile->context_count; i++) {
        if (profile->file->context_rows[i].kind == RP_CONTEXT_UNSAMPLED)
            seen_ns -= profile->contexts[i].self;
    }
    return seen_ns;
}

void rp_quality_of(struct rp_quality *out, const struct rp_profile *profile)
{
    const struct rp_cluster_session *session = &profile->file->session;
    struct rp_quality quality = {0};
    uint64_t missing = 0; /* samples */

    add_ledgers(&quality, profile);
    quality.budget = (double)session->budget_millionths * 1e-6;
    missing = quality.blocked + quality.refused_contexts + quality.damaged;
    if (session->ranks_expected > session->ranks_merged)
        quality.ranks_missing = session->ranks_expected - session->ranks_merged;
    quality.ranks_missing_share = share(quality.ranks_missing, session->ranks_expected);
    quality.stacks_complete =
        1 - share(quality.partial, quality.samples + quality.overflow_samples);
    quality.symbols_resolved = resolved_share(profile);
    quality.lost = share(missing, quality.samples + missing);
    quality.overhead = share(quality.handler_ns + quality.collector_cpu_ns, quality.kernel_cpu_ns);
    quality.accounted = share(sampled_cpu_ns(profile), quality.kernel_cpu_ns);
    *out = quality;
}

/* A rate of few samples is no rate. */
bool rp_quality_rate_differs(const struct rp_quality *quality, double asked_hertz)
{
    const double ratio = asked_hertz > 0 ? quality->rate_hertz / asked_hertz : 0;

    return quality->samples >= RP_CERTAIN_SAMPLES && ratio > 0 && (ratio < 0.8 || ratio > 1.25);
}

/* A share reaches a score when it is at least (rising) or at most (falling) the limit. */
static const struct scale {
    const char *what, *key;
    bool rising;
    double limits[RP_BEST_SCORE]; /* for the scores 4, 3, 2, 1 */
    const char *meaning;
} scales[RP_QUALITY_SCORES] = {
    {"stacks complete",
     "stacks_complete",
     true,
     {0.98, 0.95, 0.85, 0.6},
     "samples whose stack was followed to its start"},
    {"symbols resolved",
     "symbols_resolved",
     true,
     {0.95, 0.85, 0.7, 0.4},
     "samples in code that has a function name"},
    {"samples lost", "lost", false, {0.001, 0.01, 0.05, 0.2}, "samples known to be missing"},
    {"overhead",
     "overhead",
     false,
     {0.01, 0.03, 0.05, 0.1},
     "CPU time of the profiler by that of the application"},
    {"ranks missing",
     "ranks_missing",
     false,
     {0, 0.01, 0.05, 0.25},
     "ranks of the job that are not in this profile"},
};

static unsigned score_of(const struct scale *scale, double value)
{
    for (unsigned i = 0; i < RP_BEST_SCORE; i++) {
        if (scale->rising ? value >= scale->limits[i] : value <= scale->limits[i])
            return RP_BEST_SCORE - i;
    }
    return 0;
}

void rp_quality_scores(const struct rp_quality *quality,
                       struct rp_quality_score scores[RP_QUALITY_SCORES])
{
    const double shares[RP_QUALITY_SCORES] = {
        quality->stacks_complete, quality->symbols_resolved,    quality->lost,
        quality->overhead,        quality->ranks_missing_share,
    };

    for (unsigned i = 0; i < RP_QUALITY_SCORES; i++) {
        scores[i] = (struct rp_quality_score){
            .what = scales[i].what,
            .key = scales[i].key,
            .share = shares[i],
            .score = score_of(&scales[i], shares[i]),
            .meaning = scales[i].meaning,
        };
    }
}

unsigned rp_quality_overall(const struct rp_quality *quality, const char **word)
{
    static const char *const words[RP_BEST_SCORE + 1] = {"unusable", "poor", "weak", "fair",
                                                         "good"};
    struct rp_quality_score scores[RP_QUALITY_SCORES];
    unsigned overall = RP_BEST_SCORE;

    rp_quality_scores(quality, scores);
    for (unsigned i = 0; i < RP_QUALITY_SCORES; i++) {
        if (scores[i].score < overall)
            overall = scores[i].score;
    }
    *word = words[overall];
    return overall;
}
