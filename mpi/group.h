/* group.h: what is known of a communicator: who is in it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_MPI_GROUP_H
#define RANKPROF_MPI_GROUP_H

#include <mpi.h>
#include <stdbool.h>

/* The neighbours of a topology, as ranks of the communicator or MPI_PROC_NULL. */
struct rp_neighbours {
    int count;
    int present; /* those that are not MPI_PROC_NULL */
    int *ranks;
};

struct rp_group {
    MPI_Comm comm;
    int rank;
    int size;  /* of the own group */
    int peers; /* of those that a collective exchanges data with: the own or the remote group */
    bool inter;
    bool has_neighbours; /* these two are known */
    struct rp_neighbours in, out;
};

/*
 * What is known of `comm`, found out when it is met first; NULL for MPI_COMM_NULL or without
 * memory. Valid until the communicator is freed.
 */
struct rp_group *rp_group_of(MPI_Comm comm);

/* The same, with the neighbours known. */
struct rp_group *rp_group_with_neighbours(MPI_Comm comm);

/* To be called before the communicator is freed: another may get its handle. */
void rp_group_forget(MPI_Comm comm);

/* Whether this process is the root; receives from, or gives to the root; takes part at all. */
static inline bool rp_group_is_root(const struct rp_group *group, int root)
{
    return group->inter ? root == MPI_ROOT : root == group->rank;
}

static inline bool rp_group_is_leaf(const struct rp_group *group, int root)
{
    return group->inter ? root >= 0 : root != group->rank;
}

static inline bool rp_group_is_member(const struct rp_group *group, int root)
{
    return !group->inter || root >= 0;
}

#endif
