/* mpi_peers.c: who of the chosen ranks sent how much to whom, and what collectives and files took.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/mpi_peers.h"

#include <stdlib.h>
#include <string.h>

/* The rows of a pair stand together: they differ in size only. */
static void add_pair(struct rp_mpi_peers *peers, uint32_t from,
                     const struct rp_cluster_mpi_traffic *row)
{
    struct rp_mpi_pair *pair = peers->pair_count ? &peers->pairs[peers->pair_count - 1] : NULL;

    if (row->sends == 0)
        return;
    if (!pair || pair->from != from || pair->to != row->number) {
        pair = &peers->pairs[peers->pair_count++];
        *pair = (struct rp_mpi_pair){.from = from, .to = row->number};
    }
    pair->messages += row->sends;
    pair->bytes += row->sent;
    if (row->size < RP_SIZE_CLASSES) {
        peers->sizes[row->size].messages += row->sends;
        peers->sizes[row->size].bytes += row->sent;
    }
}

static void add_row(struct rp_mpi_peers *peers, const struct rp_cluster_file *file,
                    const struct rp_cluster_mpi_traffic *row)
{
    peers->rows[peers->row_count++] = (struct rp_mpi_row){
        .kind = (enum rp_traffic_kind)row->kind,
        .name = rp_cluster_file_text(file, row->name),
        .communicator = rp_cluster_file_text(file, row->communicator),
        .calls = row->sends + row->receives,
        .sent = row->sent,
        .received = row->received,
        .time_ns = row->time_ns,
    };
}

static int by_name(const void *a, const void *b)
{
    const struct rp_mpi_row *left = a;
    const struct rp_mpi_row *right = b;
    const int names = strcmp(left->name, right->name);

    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return names ? names : strcmp(left->communicator, right->communicator);
}

static int by_time(const void *a, const void *b)
{
    const struct rp_mpi_row *left = a;
    const struct rp_mpi_row *right = b;

    if (left->time_ns != right->time_ns)
        return left->time_ns > right->time_ns ? -1 : 1;
    return by_name(a, b);
}

static int by_bytes(const void *a, const void *b)
{
    const struct rp_mpi_pair *left = a;
    const struct rp_mpi_pair *right = b;

    if (left->bytes != right->bytes)
        return left->bytes > right->bytes ? -1 : 1;
    if (left->from != right->from)
        return left->from < right->from ? -1 : 1;
    return left->to == right->to ? 0 : left->to < right->to ? -1 : 1;
}

/* Adds up what has the same name, whatever rank and size it is of. */
static void join_rows(struct rp_mpi_peers *peers)
{
    size_t kept = 0;

    qsort(peers->rows, peers->row_count, sizeof(*peers->rows), by_name);
    for (size_t i = 0; i < peers->row_count; i++) {
        struct rp_mpi_row *const last = kept ? &peers->rows[kept - 1] : NULL;
        const struct rp_mpi_row *const row = &peers->rows[i];

        if (!last || by_name(last, row) != 0) {
            peers->rows[kept++] = *row;
            continue;
        }
        last->calls += row->calls;
        last->sent += row->sent;
        last->received += row->received;
        last->time_ns += row->time_ns;
    }
    peers->row_count = kept;
    qsort(peers->rows, kept, sizeof(*peers->rows), by_time);
}

enum rp_status rp_mpi_peers_of(const struct rp_profile *profile, struct rp_mpi_peers *out)
{
    const struct rp_cluster_file *file = profile->file;
    const struct rp_cluster_mpi_traffic *row = NULL;
    struct rp_cluster_scan scan;
    struct rp_mpi_peers peers = {
        .pairs = calloc(file->mpi_traffic_count + 1, sizeof(*peers.pairs)),
        .rows = calloc(file->mpi_traffic_count + 1, sizeof(*peers.rows)),
    };

    if (!peers.pairs || !peers.rows) {
        rp_mpi_peers_release(&peers);
        return RP_E_NOMEM;
    }
    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_mpi_traffic);
    while ((row = rp_cluster_scan_next(&scan)) != NULL) {
        if (!profile->chosen[row->rank])
            continue;
        if (row->kind == RP_TRAFFIC_MESSAGE)
            add_pair(&peers, file->rank_rows[row->rank].rank, row);
        else
            add_row(&peers, file, row);
    }
    rp_cluster_scan_end(&scan);
    qsort(peers.pairs, peers.pair_count, sizeof(*peers.pairs), by_bytes);
    join_rows(&peers);
    *out = peers;
    return RP_OK;
}

void rp_mpi_peers_release(struct rp_mpi_peers *peers)
{
    free(peers->pairs);
    free(peers->rows);
    *peers = (struct rp_mpi_peers){0};
}
