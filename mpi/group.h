/* group.h: what is known of a communicator: who is in it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_MPI_GROUP_H
#define RANKPROF_MPI_GROUP_H

#include <mpi.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* The neighbours of a topology, as ranks of the communicator or MPI_PROC_NULL. */
struct rp_neighbours {
    int count;
    int present; /* those that are not MPI_PROC_NULL */
    int *ranks;
};

#define RP_GROUP_NAME_BYTES 160

struct rp_group {
    MPI_Comm comm;
    _Atomic uint32_t holders; /* that may still ask when the communicator is freed */
    int rank;
    int size;  /* of the own group */
    int peers; /* of those that a collective exchanges data with: the own or the remote group */
    bool inter;
    bool has_neighbours; /* these two are known */
    struct rp_neighbours in, out;
    /* Ranks of MPI_COMM_WORLD by rank of those a message may go to; NULL: not known yet. */
    uint32_t *_Atomic world;
    bool is_world;                  /* they are the same */
    int members;                    /* of the own and the remote group */
    uint64_t id;                    /* the same on all its members, and no other's; 0: not known */
    _Atomic uint64_t meetings;      /* calls that all members make, so far */
    _Atomic uint32_t windows;       /* made of it */
    _Atomic uint32_t children;      /* communicators made of it, by all its members together */
    _Atomic uint32_t text;          /* its name in the segment */
    char name[RP_GROUP_NAME_BYTES]; /* the same on all its members */
};

/*
 * What is known of `comm`, found out when it is met first; NULL for MPI_COMM_NULL or without
 * memory. Valid until the communicator is freed.
 */
struct rp_group *rp_group_of(MPI_Comm comm);

/* The same, with the neighbours known. */
struct rp_group *rp_group_with_neighbours(MPI_Comm comm);

/*
 * The rank in MPI_COMM_WORLD of a rank that a message of the communicator names, or
 * RP_PEER_OUTSIDE.
 */
uint32_t rp_group_peer(struct rp_group *group, int rank);

/* The number of the next call that all members make, from 1 on. */
uint64_t rp_group_next(struct rp_group *group);

/* How many there were. */
uint64_t rp_group_meetings(const struct rp_group *group);

/* The root of a collective as a rank of MPI_COMM_WORLD; RP_PEER_OUTSIDE where it is not known. */
uint32_t rp_group_root(struct rp_group *group, int root);

/*
 * Names a new communicator after the one it was made of: by the name of the function, by how many
 * were made before (`in_step`: all members of the parent were there), and by its lowest rank.
 */
void rp_group_made(MPI_Comm parent, MPI_Comm made, const char *function, bool in_step);

/* The group of a window, known by its handle. */
struct rp_group *rp_group_of_win(MPI_Win win);
void rp_group_keep_win(MPI_Win win, MPI_Comm comm);
void rp_group_forget_win(MPI_Win win);

/*
 * As rp_group_of(), and valid until it is dropped, with its peers known: a message may arrive after
 * its communicator was freed.
 */
struct rp_group *rp_group_hold(MPI_Comm comm);
void rp_group_drop(struct rp_group *group); /* NULL is allowed */

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
