/* waits.h: joins the tick logs of all ranks: who waited for whom, and for what they did.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Time is divided into blocks; each belongs to one member, which gets all ticks that touch it. So
 * the result does not depend on the number of members, and the memory of each is bounded by what is
 * read of the logs at all (rp_waits_level).
 */
#ifndef RANKPROF_ANALYSIS_WAITS_WAITS_H
#define RANKPROF_ANALYSIS_WAITS_WAITS_H

#include "analysis/input/catalog.h"
#include "analysis/input/roster.h"

/* The lowest level on which the ticks of all ranks fit into the memory of the members. */
unsigned rp_waits_level(const struct rp_team *team, const struct rp_roster *roster);

/*
 * Collective. Adds the rows of /clocks, /mpi_waits, /mpi_late and /mpi_splits. The share's ticks
 * get the job's numbers.
 */
enum rp_status rp_waits_make(struct rp_team *team, struct rp_share *share,
                             const struct rp_catalog *catalog, const struct rp_roster *roster,
                             struct rp_error *error);

#endif
