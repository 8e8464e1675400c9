/* team_mpi.h: a team of MPI processes.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_TEAM_TEAM_MPI_H
#define RANKPROF_ANALYSIS_TEAM_TEAM_MPI_H

#include "analysis/team/team.h"

/*
 * All processes of `communicator`, a pointer to an MPI_Comm that must outlive the team. MPI must
 * have been started.
 */
void rp_team_mpi(struct rp_team *team, void *communicator);

/* The most bytes of one message; larger parts are sent in several. 0: the default. For tests. */
void rp_team_mpi_set_message_bytes(size_t bytes);

#endif
