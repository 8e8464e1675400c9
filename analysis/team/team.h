/* team.h: the processes that merge together: over MPI, or one process alone.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The merge is written against this table only, so that `rankprof report DIR` can merge in its
 * own process without starting MPI, and tests can run it without a launcher. All calls are
 * collective. Failures of MPI end the program (MPI_ERRORS_ARE_FATAL): nothing else can be done.
 */
#ifndef RANKPROF_ANALYSIS_TEAM_TEAM_H
#define RANKPROF_ANALYSIS_TEAM_TEAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/parallel.h"

struct rp_team {
    struct rp_parallel parallel; /* own number, number of processes, communicator */
    const struct rp_team_calls *calls;
};

struct rp_team_calls {
    /* Element-wise sum over the members, the result on all. */
    void (*sum)(struct rp_team *team, uint64_t *values, size_t count);
    void (*max)(struct rp_team *team, uint64_t *values, size_t count);
    /* Element-wise sum over the members with a smaller number; zero on the first. */
    void (*sum_before)(struct rp_team *team, const uint64_t *values, uint64_t *before,
                       size_t count);
    /* The first member's bytes on all. */
    void (*broadcast)(struct rp_team *team, void *data, size_t bytes);
    /*
     * Sends send_bytes[i] bytes to member i, the parts lying one after the other in `send`, and
     * receives everybody's part for this member into *receive (malloc'ed, the caller frees it),
     * in the order of the members; receive_bytes[i] tells how much came from member i. Sizes may
     * pass 2 GiB. False, on all members, when the memory of one does not suffice; nothing is to be
     * freed then.
     */
    bool (*exchange)(struct rp_team *team, const void *send, const size_t *send_bytes,
                     void **receive, size_t *receive_bytes);
};

/* One process alone; nothing to release. */
void rp_team_single(struct rp_team *team);

#endif
