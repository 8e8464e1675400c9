/* profile.h: what a report shows of one metric, computed from a cluster file.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Every value is a sum over the chosen ranks, in the unit of the metric; a mean over ranks is it
 * divided by rank_count. Inclusive values count a recursive function once.
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_PROFILE_H
#define RANKPROF_ANALYSIS_PROFILE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "format/cluster_file.h"

/* A value from fewer samples is shown as uncertain. */
#define RP_CERTAIN_SAMPLES 30u

struct rp_profile_settings {
    const char *metric; /* name, or NULL for the sampled time */
    const char *ranks;  /* "0-63,137", or NULL for all */
    const char *region; /* name or path of a region, or NULL for everything */
};

/* A function of the file, or one of the places that are none ("[partial stack]"). */
struct rp_profile_function {
    const char *name;   /* as it is in the file: may hold anything but NUL */
    const char *module; /* path, "" for none */
    /*
     * Of the line with the largest exclusive value, or of the declaration; of an interpreted
     * function that has none itself: with the largest inclusive value.
     */
    const char *file;
    uint32_t line; /* 0: not known */
    bool resolved;
    uint64_t self;       /* exclusive */
    uint64_t total;      /* inclusive */
    uint64_t self_max;   /* of one rank */
    uint32_t worst_rank; /* rank of self_max */
    uint64_t samples;    /* of self */
    uint64_t total_samples;
    bool is_region; /* a name that the program's author gave */
};

struct rp_profile_context {
    uint32_t parent;
    uint32_t function; /* of rp_profile.functions */
    bool outermost;    /* no ancestor has the same function */
    uint64_t self;
    uint64_t total;
    uint64_t samples; /* of self */
    uint64_t total_samples;
};

struct rp_profile_rank {
    const struct rp_cluster_rank *row;
    const char *node;
    uint64_t value;
    uint64_t samples;
    uint32_t differs;  /* the function furthest from its mean over ranks */
    double difference; /* by how much, in the unit of the metric */
};

struct rp_profile {
    const struct rp_cluster_file *file; /* not owned; names point into it */
    const char *metric, *unit;
    uint64_t value; /* of everything */
    uint64_t samples;
    struct rp_profile_function *functions;
    size_t function_count;
    struct rp_profile_context *contexts; /* the rows of file->context_rows */
    size_t context_count;
    struct rp_profile_rank *ranks; /* the chosen ones */
    size_t rank_count;
    bool *chosen; /* by row of /ranks */
    bool *within; /* by context: is it of the chosen region? NULL: all are */
};

/*
 * `file` must outlive the profile. RP_E_USAGE for a metric or rank that the file does not have,
 * RP_E_UNSUPPORTED for a metric that was refused everywhere.
 */
enum rp_status rp_profile_new(struct rp_profile **out, const struct rp_cluster_file *file,
                              const struct rp_profile_settings *settings, struct rp_error *error);
void rp_profile_free(struct rp_profile *profile); /* NULL is allowed */

static inline bool rp_profile_holds(const struct rp_profile *profile, uint32_t context)
{
    return !profile->within || profile->within[context];
}

/* max / mean of a function's exclusive value over the chosen ranks; 0 when the mean is 0. */
double rp_profile_imbalance(const struct rp_profile *profile,
                            const struct rp_profile_function *function);

/* Functions by exclusive value, largest first; the caller frees. NULL when out of memory. */
uint32_t *rp_profile_order(const struct rp_profile *profile);

/* `value` as a share of everything, 0 to 1. */
double rp_profile_share(const struct rp_profile *profile, uint64_t value);

#endif
