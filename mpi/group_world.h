/* group_world.h: the ranks of a communicator as ranks of MPI_COMM_WORLD.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_MPI_GROUP_WORLD_H
#define RANKPROF_MPI_GROUP_WORLD_H

#include <mpi.h>
#include <stdint.h>

#include "mpi/group.h"

/* For each rank of `group` in order; to be freed. NULL without memory. */
uint32_t *rp_world_ranks(MPI_Group group, int count);

/* The lowest of a communicator's own or remote group; RP_PEER_OUTSIDE when it is not known. */
uint32_t rp_world_lowest(MPI_Comm comm, bool remote);

#endif
