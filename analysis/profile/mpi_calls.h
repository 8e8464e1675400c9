/* mpi_calls.h: what the chosen ranks did of each MPI function.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_MPI_CALLS_H
#define RANKPROF_ANALYSIS_PROFILE_MPI_CALLS_H

#include "analysis/profile/profile.h"

/* Sums over the ranks, exact. */
struct rp_mpi_call_sum {
    const char *name; /* "MPI_Send" */
    uint64_t calls, time_ns, sent, received;
    uint64_t time_max_ns; /* of one rank */
    uint32_t worst_rank;  /* the rank of it; the lowest when several */
};

/* All functions that were called, by time, largest first. *out is to be freed. RP_E_NOMEM. */
enum rp_status rp_mpi_calls_of(const struct rp_profile *profile, struct rp_mpi_call_sum **out,
                               size_t *count);

#endif
