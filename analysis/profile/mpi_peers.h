/* mpi_peers.h: who of the chosen ranks sent how much to whom, and what collectives and files took.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_MPI_PEERS_H
#define RANKPROF_ANALYSIS_PROFILE_MPI_PEERS_H

#include "analysis/profile/profile.h"
#include "common/segment_mpi.h"

/* Messages from a chosen rank, counted where they were sent. */
struct rp_mpi_pair {
    uint32_t from, to; /* ranks; RP_PEER_OUTSIDE */
    uint64_t messages, bytes;
};

struct rp_mpi_size {
    uint64_t messages, bytes;
};

/* A function on a communicator, or a file; sums over the ranks. */
struct rp_mpi_row {
    enum rp_traffic_kind kind;
    const char *name, *communicator; /* in the file */
    uint64_t calls, sent, received, time_ns;
};

struct rp_mpi_peers {
    struct rp_mpi_pair *pairs; /* by bytes, largest first */
    size_t pair_count;
    struct rp_mpi_size sizes[RP_SIZE_CLASSES];
    struct rp_mpi_row *rows; /* by time, largest first */
    size_t row_count;
};

/* RP_E_NOMEM. */
enum rp_status rp_mpi_peers_of(const struct rp_profile *profile, struct rp_mpi_peers *out);
void rp_mpi_peers_release(struct rp_mpi_peers *peers);

#endif
