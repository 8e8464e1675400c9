/* efficiency.h: how well the ranks of a job with MPI work in parallel.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The model of POP, multiplicative: with u the useful time of a rank, outside of MPI, and T the
 * time from the return of MPI_Init to the beginning of MPI_Finalize of the slowest rank,
 *
 *   parallel = load_balance * communication = mean(u) / T
 *   load_balance = mean(u) / max(u)        communication = max(u) / T
 *
 * Times are those that the wrappers of MPI measured, never samples: a maximum of samples is too
 * large by their noise.
 */
#ifndef RANKPROF_ANALYSIS_EFFICIENCY_H
#define RANKPROF_ANALYSIS_EFFICIENCY_H

#include <stdbool.h>

#include "analysis/profile.h"

#define RP_EFFICIENCY_MODEL                                                                        \
    "POP, multiplicative: parallel = load balance x communication, from times outside MPI"

struct rp_efficiency {
    uint32_t ranks;        /* with MPI; 0: nothing is known, and the rest is 0 */
    double start_s, end_s; /* since the start of the job */
    double parallel, load_balance, communication; /* 0 to 1 */
    double time_s;                                /* T */
    double useful_mean_s, useful_max_s;
    uint32_t slowest; /* the rank of useful_max_s; the lowest when several */
};

/* Of the whole run, over the chosen ranks. RP_E_NOMEM. */
enum rp_status rp_efficiency_of_run(const struct rp_profile *profile, struct rp_efficiency *out);

/*
 * The same for each stretch of the length of a slice; *out is to be freed. The slices of ranks do
 * not begin together: what a slice tells is spread evenly over the stretches that it covers.
 */
enum rp_status rp_efficiency_of_slices(const struct rp_profile *profile, struct rp_efficiency **out,
                                       size_t *count);

#endif
