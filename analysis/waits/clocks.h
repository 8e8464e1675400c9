/* clocks.h: by how much the clocks of the nodes differ, from what their ranks say of each other.
 * SPDX-License-Identifier: Apache-2.0
 *
 * No message is sent for it. Nobody leaves a collective in which each waits for all before all have
 * come to it, and no message arrives before it was sent. Each such pair of moments on two nodes
 * bounds the difference of their clocks from one side; the best bounds of a stretch of time give
 * it, and half of their distance is its error. MPI_Init and MPI_Finalize are such collectives, so
 * there is an estimate at the start and at the end of every job. Bounds of this kind, from messages
 * in both directions, are due to A. Duda, G. Harrus, Y. Haddad, G. Bernard: Estimating global time
 * in distributed systems, ICDCS 1987.
 */
#ifndef RANKPROF_ANALYSIS_WAITS_CLOCKS_H
#define RANKPROF_ANALYSIS_WAITS_CLOCKS_H

#include "analysis/input/catalog.h"
#include "analysis/input/roster.h"
#include "analysis/input/tick.h"

#define RP_CLOCK_UNKNOWN UINT64_MAX

struct rp_clock_offset {
    int64_t ahead_ns;  /* of the clock of node 0 */
    uint64_t error_ns; /* at most; RP_CLOCK_UNKNOWN: nothing is known, and it is taken for right */
};

struct rp_clocks {
    uint32_t nodes;
    const uint32_t *rank_nodes; /* row of /nodes, by row of /ranks; the catalog's */
    uint64_t start_ns;
    uint64_t stretch_ns;
    size_t stretches;
    struct rp_clock_offset *offsets; /* [node][stretch] */
};

/*
 * Collective. Estimates the differences and makes the times of the share's ticks those of the clock
 * of node 0. Adds the rows of /clocks on the first member.
 */
enum rp_status rp_clocks_make(struct rp_clocks *out, struct rp_team *team, struct rp_share *share,
                              const struct rp_catalog *catalog, const struct rp_roster *roster,
                              struct rp_error *error);
void rp_clocks_release(struct rp_clocks *clocks); /* a zeroed one is allowed */

/* What the clock of a rank's node showed at that moment of the clock of node 0. */
uint64_t rp_clocks_local(const struct rp_clocks *clocks, uint32_t rank, uint64_t ns);

/* By how much the offset of a node may be wrong then; only of several nodes. */
uint64_t rp_clocks_error(const struct rp_clocks *clocks, uint32_t node, uint64_t ns);

#endif
