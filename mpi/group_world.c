/* group_world.c: the ranks of a communicator as ranks of MPI_COMM_WORLD.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/group_world.h"

#include <stdlib.h>

#include "common/segment_mpi.h"
#include "mpi/library.h"

static bool translate(MPI_Group group, int count, const int *ranks, int *out)
{
    const struct rp_mpi *const mpi = rp_mpi_library();
    MPI_Group world;
    bool done;

    if (mpi->Comm_group(mpi->comm_world, &world) != MPI_SUCCESS)
        return false;
    done = mpi->Group_translate_ranks(group, count, ranks, world, out) == MPI_SUCCESS;
    mpi->Group_free(&world);
    return done;
}

uint32_t *rp_world_ranks(MPI_Group group, int count)
{
    int *const ranks = malloc(2 * ((size_t)count + 1) * sizeof(int));
    uint32_t *const world = malloc(((size_t)count + 1) * sizeof(uint32_t));
    int *const found = ranks + count;
    bool done = ranks && world;

    for (int i = 0; done && i < count; i++)
        ranks[i] = i;
    done = done && translate(group, count, ranks, found);
    for (int i = 0; done && i < count; i++)
        world[i] = found[i] >= 0 ? (uint32_t)found[i] : RP_PEER_OUTSIDE;
    free(ranks);
    if (done)
        return world;
    free(world);
    return NULL;
}

uint32_t rp_world_lowest(MPI_Comm comm, bool remote)
{
    const struct rp_mpi *const mpi = rp_mpi_library();
    uint32_t lowest = RP_PEER_OUTSIDE;
    uint32_t *world = NULL;
    MPI_Group group;
    int size = 0;

    if ((remote ? mpi->Comm_remote_group : mpi->Comm_group)(comm, &group) != MPI_SUCCESS)
        return lowest;
    if (mpi->Group_size(group, &size) == MPI_SUCCESS)
        world = rp_world_ranks(group, size);
    for (int i = 0; world && i < size; i++)
        lowest = world[i] < lowest ? world[i] : lowest;
    free(world);
    mpi->Group_free(&group);
    return lowest;
}
