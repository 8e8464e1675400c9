/* efficiency.h: how well the ranks of a job with MPI work in parallel.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The model of POP, multiplicative: with u the useful time of a rank, outside of MPI, and T the
 * time from the return of MPI_Init to the beginning of MPI_Finalize of the slowest rank,
 *
 *   parallel = load_balance * communication = mean(u) / T
 *   load_balance = mean(u) / max(u)        communication = max(u) / T
 *
 * Both are split once more. With U the largest mean of u over the ranks of a node,
 *
 *   load_balance = among_nodes * in_nodes = (mean(u) / U) * (U / max(u))
 *
 * and with u(s) the useful time in a stretch s of time (of the length of a slice),
 *
 *   communication = serialisation * transfer
 *   serialisation = max(sum over s of u(s)) / (sum over s of max(u(s)))
 *
 * Ranks that work in turn are balanced over the run and not in its stretches: that is what
 * serialisation shows. Turns shorter than a stretch count as transfer, so it is an upper bound.
 *
 * Times are those that the wrappers of MPI measured, never samples: a maximum of samples is too
 * large by their noise.
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_EFFICIENCY_H
#define RANKPROF_ANALYSIS_PROFILE_EFFICIENCY_H

#include <stdbool.h>

#include "analysis/profile/profile.h"

#define RP_EFFICIENCY_MODEL                                                                        \
    "POP, multiplicative: parallel = load balance x communication, from times outside MPI; "       \
    "serialisation and transfer by slices"

struct rp_efficiency {
    uint32_t ranks;        /* with MPI; 0: nothing is known, and the rest is 0 */
    double start_s, end_s; /* since the start of the job */
    double parallel, load_balance, communication; /* 0 to 1 */
    double among_nodes, in_nodes;                 /* of load_balance */
    double serialisation, transfer;               /* of communication; of slices: 0, not known */
    double time_s;                                /* T */
    double useful_mean_s, useful_max_s;
    uint32_t slowest; /* the rank of useful_max_s; the lowest when several */
};

/* Times of one rank, in seconds. */
struct rp_rank_time {
    double span, useful;
};

/*
 * Of times by row of /ranks; those without a span do not count. Serialisation, transfer and the
 * moments are left 0. RP_E_NOMEM.
 */
enum rp_status rp_efficiency_of_times(const struct rp_cluster_file *file,
                                      const struct rp_rank_time *times, struct rp_efficiency *out);

/*
 * Of each stretch of the length of a slice, over the ranks with members[row of /ranks] set, or the
 * chosen ones for NULL; *out is to be freed. The slices of ranks do not begin together: what a
 * slice tells is spread evenly over the stretches that it covers. RP_E_NOMEM.
 */
enum rp_status rp_efficiency_of_slices(const struct rp_profile *profile, const bool *members,
                                       struct rp_efficiency **out, size_t *count);

/* Of the whole run, over the same ranks, given what their stretches have. RP_E_NOMEM. */
enum rp_status rp_efficiency_of_run(const struct rp_profile *profile, const bool *members,
                                    const struct rp_efficiency *slices, size_t count,
                                    struct rp_efficiency *out);

/* Are there several stretches with MPI? Else serialisation is 1, for nothing can be seen of it. */
bool rp_efficiency_is_by_slices(const struct rp_efficiency *slices, size_t count);

#endif
