/* group.c: what is known of a communicator: who is in it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/group.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/segment_mpi.h"
#include "common/segment_tick.h"
#include "mpi/group_world.h"
#include "mpi/handle_map.h"
#include "mpi/library.h"

static struct rp_handle_map groups = RP_HANDLE_MAP_INIT;

/* Counts the communicators forgotten: what a thread remembers is valid while it stays the same. */
static _Atomic uint64_t forgotten;

/* ---- neighbours ---- */

static bool make_room(struct rp_neighbours *neighbours, int count)
{
    neighbours->ranks = calloc((size_t)count + 1, sizeof(int));
    neighbours->count = neighbours->ranks ? count : 0;
    return neighbours->ranks;
}

/* In each dimension the one before and the one after, in this order in both directions. */
static void read_cart(struct rp_group *group)
{
    const struct rp_mpi *const mpi = rp_mpi_library();
    int dimensions = 0;

    mpi->Cartdim_get(group->comm, &dimensions);
    if (!make_room(&group->in, 2 * dimensions) || !make_room(&group->out, 2 * dimensions))
        return;
    for (int i = 0; i < dimensions; i++) {
        mpi->Cart_shift(group->comm, i, 1, &group->in.ranks[2 * i], &group->in.ranks[2 * i + 1]);
        group->out.ranks[2 * i] = group->in.ranks[2 * i];
        group->out.ranks[2 * i + 1] = group->in.ranks[2 * i + 1];
    }
}

static void read_graph(struct rp_group *group)
{
    const struct rp_mpi *const mpi = rp_mpi_library();
    int count = 0;

    mpi->Graph_neighbors_count(group->comm, group->rank, &count);
    if (!make_room(&group->in, count) || !make_room(&group->out, count))
        return;
    mpi->Graph_neighbors(group->comm, group->rank, count, group->in.ranks);
    mpi->Graph_neighbors(group->comm, group->rank, count, group->out.ranks);
}

static void read_dist_graph(struct rp_group *group)
{
    const struct rp_mpi *const mpi = rp_mpi_library();
    int in = 0, out = 0, weighted = 0;
    int *weights;

    mpi->Dist_graph_neighbors_count(group->comm, &in, &out, &weighted);
    weights = calloc((size_t)(in > out ? in : out) + 1, sizeof(int));
    if (weights && make_room(&group->in, in) && make_room(&group->out, out))
        mpi->Dist_graph_neighbors(group->comm, in, group->in.ranks, weights, out, group->out.ranks,
                                  weights);
    free(weights);
}

static void count_present(struct rp_neighbours *neighbours)
{
    for (int i = 0; i < neighbours->count; i++)
        neighbours->present += neighbours->ranks[i] != MPI_PROC_NULL;
}

static void find_neighbours(struct rp_group *group)
{
    int topology = MPI_UNDEFINED;

    rp_mpi_library()->Topo_test(group->comm, &topology);
    if (topology == MPI_CART)
        read_cart(group);
    else if (topology == MPI_GRAPH)
        read_graph(group);
    else if (topology == MPI_DIST_GRAPH)
        read_dist_graph(group);
    count_present(&group->in);
    count_present(&group->out);
    group->has_neighbours = true;
}

/* ---- groups ---- */

void rp_group_drop(struct rp_group *group)
{
    if (!group || atomic_fetch_sub_explicit(&group->holders, 1, memory_order_acq_rel) > 1)
        return;
    free(group->in.ranks);
    free(group->out.ranks);
    free(group->world);
    free(group);
}

#define WORLD_ID   1u
#define UNKNOWN_ID 2u
#define WINDOW_ID  3u

/* A communicator that we did not see being made. */
static void name_unknown(struct rp_group *group)
{
    const struct rp_mpi *const mpi = rp_mpi_library();
    uint32_t lowest;

    group->is_world = group->comm == mpi->comm_world;
    if (group->is_world) {
        group->id = WORLD_ID;
        snprintf(group->name, sizeof(group->name), "MPI_COMM_WORLD");
    } else if (group->comm == mpi->comm_self) {
        snprintf(group->name, sizeof(group->name), "MPI_COMM_SELF");
    } else {
        lowest = rp_world_lowest(group->comm, false);
        group->id = rp_tick_mix(UNKNOWN_ID, (uint64_t)lowest << 32 | (uint32_t)group->size);
        snprintf(group->name, sizeof(group->name), "communicator of %d from rank %u", group->size,
                 lowest);
    }
}

static struct rp_group *make(MPI_Comm comm)
{
    const struct rp_mpi *const mpi = rp_mpi_library();
    struct rp_group *const group = calloc(1, sizeof(*group));
    int inter = 0;

    if (!group)
        return NULL;
    group->comm = comm;
    group->holders = 1;
    mpi->Comm_rank(comm, &group->rank);
    mpi->Comm_size(comm, &group->size);
    mpi->Comm_test_inter(comm, &inter);
    group->inter = inter != 0;
    group->peers = group->size;
    if (group->inter)
        mpi->Comm_remote_size(comm, &group->peers);
    group->members = group->size + (group->inter ? group->peers : 0);
    name_unknown(group);
    return group;
}

struct rp_group *rp_group_of(MPI_Comm comm)
{
    static _Thread_local struct {
        MPI_Comm comm;
        uint64_t forgotten;
        struct rp_group *group;
    } last __attribute__((tls_model("initial-exec")));
    const uint64_t now = atomic_load_explicit(&forgotten, memory_order_acquire);
    struct rp_group *group;

    if (last.group && last.comm == comm && last.forgotten == now)
        return last.group;
    if (!comm || comm == rp_mpi_library()->comm_null)
        return NULL;
    group = rp_handle_map_get(&groups, RP_HANDLE(comm));
    if (!group) {
        group = make(comm);
        if (!group || !rp_handle_map_put(&groups, RP_HANDLE(comm), group, NULL)) {
            rp_group_drop(group);
            return NULL;
        }
    }
    last.comm = comm;
    last.forgotten = now;
    last.group = group;
    return group;
}

struct rp_group *rp_group_with_neighbours(MPI_Comm comm)
{
    struct rp_group *const group = rp_group_of(comm);

    if (group && !group->has_neighbours)
        find_neighbours(group);
    return group;
}

/* ---- names ---- */

#define NUMBERED_CHILDREN 64u /* a program that goes on making them would fill all tables */

static uint64_t hash_of_text(const char *text)
{
    uint64_t hash = 0;

    for (; *text; text++)
        hash = rp_tick_mix(hash, (unsigned char)*text);
    return hash;
}

/* Both sides say the same: the lower one first. A process of another job has no rank here. */
static void name_inter(struct rp_group *group, const char *function)
{
    const uint32_t own = rp_world_lowest(group->comm, false);
    const uint32_t other = rp_world_lowest(group->comm, true);
    const uint32_t low = own < other ? own : other;
    const uint32_t high = own < other ? other : own;

    group->id = 0;
    if (own == RP_PEER_OUTSIDE || other == RP_PEER_OUTSIDE) {
        snprintf(group->name, sizeof(group->name), "%s to other processes", function);
        return;
    }
    group->id = rp_tick_mix(hash_of_text(function), (uint64_t)low << 32 | high);
    snprintf(group->name, sizeof(group->name), "%s, from rank %u and from rank %u", function, low,
             high);
}

/* `number` is how many were made of `from` so far, 0 when that is not known to all. */
static void name_child(struct rp_group *group, const struct rp_group *from, const char *function,
                       uint32_t number)
{
    const bool many = number > NUMBERED_CHILDREN;
    const uint32_t lowest = rp_world_lowest(group->comm, false);
    char which[32] = "";

    group->id =
        from->id ? rp_tick_mix(from->id ^ hash_of_text(function), (uint64_t)lowest << 32 | number)
                 : 0;
    if (number > 0)
        snprintf(which, sizeof(which), " %u%s", many ? NUMBERED_CHILDREN + 1 : number,
                 many ? " and later" : "");
    snprintf(group->name, sizeof(group->name), "%s%s of %.80s, from rank %u", function, which,
             from->name, lowest);
}

void rp_group_made(MPI_Comm parent, MPI_Comm made, const char *function, bool in_step)
{
    struct rp_group *const from = rp_group_of(parent);
    struct rp_group *const group = from ? rp_group_of(made) : NULL;
    const uint32_t number = from && in_step ? atomic_fetch_add(&from->children, 1) + 1 : 0;

    if (!group)
        return;
    if (group->inter)
        name_inter(group, function);
    else
        name_child(group, from, function, number);
}

uint64_t rp_group_next(struct rp_group *group)
{
    return atomic_fetch_add_explicit(&group->meetings, 1, memory_order_relaxed) + 1;
}

uint64_t rp_group_meetings(const struct rp_group *group)
{
    return atomic_load_explicit(&group->meetings, memory_order_relaxed);
}

/* ---- peers ---- */

static uint32_t *find_world(struct rp_group *group)
{
    const struct rp_mpi *const mpi = rp_mpi_library();
    uint32_t *present = NULL;
    uint32_t *world;
    MPI_Group members;

    if ((group->inter ? mpi->Comm_remote_group(group->comm, &members)
                      : mpi->Comm_group(group->comm, &members)) != MPI_SUCCESS)
        return NULL;
    world = rp_world_ranks(members, group->peers);
    mpi->Group_free(&members);
    if (world && !atomic_compare_exchange_strong(&group->world, &present, world)) {
        free(world);
        return present;
    }
    return world;
}

uint32_t rp_group_peer(struct rp_group *group, int rank)
{
    const uint32_t *world = group->is_world ? NULL : atomic_load(&group->world);

    if (rank < 0 || rank >= group->peers)
        return RP_PEER_OUTSIDE;
    if (group->is_world)
        return (uint32_t)rank;
    if (!world)
        world = find_world(group);
    return world ? world[rank] : RP_PEER_OUTSIDE;
}

uint32_t rp_group_root(struct rp_group *group, int root)
{
    return group->inter ? RP_PEER_OUTSIDE : rp_group_peer(group, root);
}

struct rp_group *rp_group_hold(MPI_Comm comm)
{
    struct rp_group *const group = rp_group_of(comm);

    if (!group)
        return NULL;
    if (!group->is_world && !atomic_load(&group->world))
        find_world(group);
    atomic_fetch_add_explicit(&group->holders, 1, memory_order_relaxed);
    return group;
}

/* ---- windows ---- */

static struct rp_handle_map windows = RP_HANDLE_MAP_INIT;

struct rp_group *rp_group_of_win(MPI_Win win)
{
    return rp_handle_map_get(&windows, RP_HANDLE(win));
}

/* The communicator may be freed before the window: what is needed of it is copied. */
void rp_group_keep_win(MPI_Win win, MPI_Comm comm)
{
    struct rp_group *const from = rp_group_of(comm);
    struct rp_group *const group = from ? calloc(1, sizeof(*group)) : NULL;
    void *former = NULL;

    if (!group)
        return;
    group->comm = comm;
    group->holders = 1;
    group->peers = from->size;
    group->members = from->members;
    group->id =
        from->id ? rp_tick_mix(from->id ^ WINDOW_ID, atomic_fetch_add(&from->windows, 1)) : 0;
    group->is_world = from->is_world;
    if (!group->is_world)
        find_world(group);
    if (!rp_handle_map_put(&windows, RP_HANDLE(win), group, &former))
        former = group;
    rp_group_drop(former);
}

void rp_group_forget_win(MPI_Win win)
{
    rp_group_drop(rp_handle_map_take(&windows, RP_HANDLE(win)));
}

void rp_group_forget(MPI_Comm comm)
{
    atomic_fetch_add_explicit(&forgotten, 1, memory_order_acq_rel);
    rp_group_drop(rp_handle_map_take(&groups, RP_HANDLE(comm)));
}
