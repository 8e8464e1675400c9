/* rank_mpi.c: reads what a rank file tells of MPI into a share.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/rank_mpi.h"

#include <string.h>

#include "analysis/team/rows_sum.h"
#include "common/segment_mpi.h"

static int order(uint64_t left, uint64_t right)
{
    return left == right ? 0 : left < right ? -1 : 1;
}

/* ---- times ---- */

static int compare_times(const void *a, const void *b, void *context)
{
    const struct rp_cluster_mpi_time *left = a;
    const struct rp_cluster_mpi_time *right = b;
    const int slices = order(left->start_ns, right->start_ns);

    (void)context;
    return slices ? slices : order(left->class, right->class);
}

static void add_time(void *into, const void *from)
{
    struct rp_cluster_mpi_time *const sum = into;
    const struct rp_cluster_mpi_time *row = from;

    sum->calls += row->calls;
    sum->time_ns += row->time_ns;
    sum->sent += row->sent;
    sum->received += row->received;
}

static enum rp_status read_times(struct rp_share *share, const struct rp_rank_file *file,
                                 uint32_t rank)
{
    static const struct rp_summing summing = {compare_times, add_time, NULL};
    const uint64_t start_ns = file->session.start_realtime_ns;
    struct rp_rows rows = {.row_bytes = sizeof(struct rp_cluster_mpi_time)};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < file->mpi_time_count; i++) {
        const struct rp_rank_mpi_time *it = &file->mpi_times[i];
        const struct rp_cluster_mpi_time row = {
            .rank = rank,
            .start_ns = start_ns + file->slices[it->slice].start_ns,
            .end_ns = start_ns + file->slices[it->slice].end_ns,
            .class = it->class,
            .calls = it->calls,
            .time_ns = it->time_ns,
            .sent = it->sent,
            .received = it->received,
        };

        if (it->class > 0 && it->class < RP_MPI_CLASS_COUNT)
            status = rp_rows_add(&rows, &row);
    }
    if (status == RP_OK)
        status = rp_share_add_sums(share, RP_CLUSTER_TABLE_mpi_time, &rows, &summing);
    rp_rows_release(&rows);
    return status;
}

/* ---- traffic ---- */

static int compare_traffic(const void *a, const void *b, void *texts)
{
    const struct rp_cluster_mpi_traffic *left = a;
    const struct rp_cluster_mpi_traffic *right = b;
    const uint64_t lefts[] = {left->kind, left->number, left->size};
    const uint64_t rights[] = {right->kind, right->number, right->size};
    int ordered = 0;

    for (size_t i = 0; ordered == 0 && i < sizeof(lefts) / sizeof(lefts[0]); i++)
        ordered = order(lefts[i], rights[i]);
    if (ordered == 0)
        ordered = strcmp(rp_text_pool_at(texts, left->communicator),
                         rp_text_pool_at(texts, right->communicator));
    return ordered
               ? ordered
               : strcmp(rp_text_pool_at(texts, left->name), rp_text_pool_at(texts, right->name));
}

static void add_traffic(void *into, const void *from)
{
    struct rp_cluster_mpi_traffic *const sum = into;
    const struct rp_cluster_mpi_traffic *row = from;

    sum->sends += row->sends;
    sum->sent += row->sent;
    sum->receives += row->receives;
    sum->received += row->received;
    sum->time_ns += row->time_ns;
}

static enum rp_status add_row(struct rp_share *share, const struct rp_rank_file *file,
                              const struct rp_rank_mpi_traffic *it, uint32_t rank,
                              struct rp_rows *rows)
{
    struct rp_cluster_mpi_traffic row = {
        .rank = rank,
        .kind = it->kind,
        .number = it->number,
        .size = it->size,
        .sends = it->sends,
        .sent = it->sent,
        .receives = it->receives,
        .received = it->received,
        .time_ns = it->time_ns,
    };
    enum rp_status status =
        rp_text_pool_add(&share->texts, rp_rank_file_text(file, it->name), &row.name);

    if (status == RP_OK)
        status = rp_text_pool_add(&share->texts, rp_rank_file_text(file, it->communicator),
                                  &row.communicator);
    return status == RP_OK ? rp_rows_add(rows, &row) : status;
}

static enum rp_status read_traffic(struct rp_share *share, const struct rp_rank_file *file,
                                   uint32_t rank)
{
    const struct rp_summing summing = {compare_traffic, add_traffic, &share->texts};
    struct rp_rows rows = {.row_bytes = sizeof(struct rp_cluster_mpi_traffic)};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < file->mpi_traffic_count; i++) {
        const struct rp_rank_mpi_traffic *it = &file->mpi_traffic[i];

        if (it->kind > 0 && it->kind < RP_TRAFFIC_KIND_COUNT)
            status = add_row(share, file, it, rank, &rows);
    }
    if (status == RP_OK)
        status = rp_share_add_sums(share, RP_CLUSTER_TABLE_mpi_traffic, &rows, &summing);
    rp_rows_release(&rows);
    return status;
}

enum rp_status rp_rank_mpi_read(struct rp_share *share, const struct rp_rank_file *file,
                                uint32_t rank)
{
    const enum rp_status status = read_times(share, file, rank);

    return status == RP_OK ? read_traffic(share, file, rank) : status;
}
