/* group.c: what is known of a communicator: who is in it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/group.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "mpi/handle_map.h"
#include "mpi/library.h"

static struct rp_handle_map groups = RP_HANDLE_MAP_INIT;

/* Counts the communicators forgotten: what a thread remembers is valid while it stays the same. */
static _Atomic uint64_t forgotten;

/* ---- neighbours ---- */

static bool make_room(struct rp_neighbours *neighbours, int count)
{
    neighbours->ranks = malloc(((size_t)count + 1) * sizeof(int));
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

static void release(struct rp_group *group)
{
    if (group) {
        free(group->in.ranks);
        free(group->out.ranks);
    }
    free(group);
}

static struct rp_group *make(MPI_Comm comm)
{
    const struct rp_mpi *const mpi = rp_mpi_library();
    struct rp_group *const group = calloc(1, sizeof(*group));
    int inter = 0;

    if (!group)
        return NULL;
    group->comm = comm;
    mpi->Comm_rank(comm, &group->rank);
    mpi->Comm_size(comm, &group->size);
    mpi->Comm_test_inter(comm, &inter);
    group->inter = inter != 0;
    group->peers = group->size;
    if (group->inter)
        mpi->Comm_remote_size(comm, &group->peers);
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
    group = rp_handle_map_get(&groups, comm);
    if (!group) {
        group = make(comm);
        if (!group || !rp_handle_map_put(&groups, comm, group, NULL)) {
            release(group);
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

void rp_group_forget(MPI_Comm comm)
{
    atomic_fetch_add_explicit(&forgotten, 1, memory_order_acq_rel);
    release(rp_handle_map_take(&groups, comm));
}
