/* by_rank.c: writes the tables that have rows of each rank, and tells the tally of them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/by_rank.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/input/gpu_order.h"

#define BATCH_BYTES ((size_t)16 << 20)

/* ---- orders within a rank ---- */

static int compare_values(const void *a, const void *b, void *context)
{
    const struct rp_cluster_value *left = a;
    const struct rp_cluster_value *right = b;

    (void)context;
    if (left->context != right->context)
        return left->context < right->context ? -1 : 1;
    return left->metric == right->metric ? 0 : left->metric < right->metric ? -1 : 1;
}

static int compare_series(const void *a, const void *b, void *context)
{
    const struct rp_cluster_series *left = a;
    const struct rp_cluster_series *right = b;

    (void)context;
    if (left->start_ns != right->start_ns)
        return left->start_ns < right->start_ns ? -1 : 1;
    if (left->end_ns != right->end_ns)
        return left->end_ns < right->end_ns ? -1 : 1;
    return left->metric == right->metric ? 0 : left->metric < right->metric ? -1 : 1;
}

/*
 * What a table needs beyond being renumbered. Tables that are not here stay in the order in which
 * they were read.
 */
static const struct need {
    enum rp_cluster_table table;
    int (*compare)(const void *left, const void *right, void *context);
    enum rp_status (*tell)(struct rp_rank_tally *it, const void *rows, size_t count);
    bool is_numbered; /* made of rows that had the job's numbers */
} needs[] = {
    {RP_CLUSTER_TABLE_value, compare_values, rp_rank_tally_values, false},
    {RP_CLUSTER_TABLE_series, compare_series, rp_rank_tally_series, false},
    {RP_CLUSTER_TABLE_mpi_time, NULL, rp_rank_tally_mpi_times, false},
    {RP_CLUSTER_TABLE_mpi_split, NULL, NULL, true},
    {RP_CLUSTER_TABLE_gpu_operation, rp_gpu_order_operations, NULL, false},
    {RP_CLUSTER_TABLE_gpu_time, rp_gpu_order_times, NULL, false},
    {RP_CLUSTER_TABLE_gpu_series, rp_gpu_order_series, NULL, false},
};

/* ---- batches of whole ranks ---- */

struct reading {
    const struct rp_by_rank *it;
    enum rp_cluster_table table;
    struct need need;
    struct rp_spool *spool;
    uint64_t next; /* row of the spool */
    char *rows;
    size_t capacity;
};

static uint32_t rank_of(const struct reading *reading, size_t row)
{
    uint32_t rank = 0;

    memcpy(&rank, reading->rows + row * reading->spool->row_bytes, sizeof(rank));
    return rank;
}

static enum rp_status make_room(struct reading *reading)
{
    const size_t usual = BATCH_BYTES / reading->spool->row_bytes;
    const size_t capacity = reading->capacity > 0 ? 2 * reading->capacity : usual;
    char *const longer = reallocarray(reading->rows, capacity, reading->spool->row_bytes);

    if (!longer)
        return RP_E_NOMEM;
    reading->rows = longer;
    reading->capacity = capacity;
    return RP_OK;
}

/* The rows before the last rank's, of which more may follow; 0: all are of one rank. */
static size_t whole_ranks(const struct reading *reading, size_t count)
{
    const uint32_t last = rank_of(reading, count - 1);
    size_t whole = count;

    while (whole > 0 && rank_of(reading, whole - 1) == last)
        whole--;
    return whole;
}

/* Reads rows of whole ranks: as many as fit, or one rank whatever its size. */
static enum rp_status read_batch(struct reading *reading, size_t *count)
{
    const uint64_t left = reading->spool->count - reading->next;
    enum rp_status status = RP_OK;

    *count = 0;
    for (bool fits = reading->capacity > 0; status == RP_OK && left > 0 && *count == 0;
         fits = false) {
        if (!fits)
            status = make_room(reading);
        const size_t some = left < reading->capacity ? (size_t)left : reading->capacity;

        if (status == RP_OK)
            status = rp_spool_read(reading->spool, reading->next, some, reading->rows);
        if (status == RP_OK)
            *count = some == left ? some : whole_ranks(reading, some);
    }
    return status;
}

static enum rp_status finish_rank(const struct reading *reading, size_t first, size_t count)
{
    char *const rows = reading->rows + first * reading->spool->row_bytes;

    if (reading->need.compare)
        qsort_r(rows, count, reading->spool->row_bytes, reading->need.compare, NULL);
    return reading->need.tell ? reading->need.tell(reading->it->rank_tally, rows, count) : RP_OK;
}

static enum rp_status finish_ranks(const struct reading *reading, size_t count)
{
    enum rp_status status = RP_OK;
    size_t first = 0;

    for (size_t i = 1; status == RP_OK && i <= count; i++) {
        if (i < count && rank_of(reading, i) == rank_of(reading, first))
            continue;
        status = finish_rank(reading, first, i - first);
        first = i;
    }
    return status;
}

static enum rp_status next_batch(void *context, const void **rows, size_t *count)
{
    struct reading *const reading = context;
    const struct rp_references *const references = &reading->it->share->references[reading->table];
    enum rp_status status = read_batch(reading, count);

    if (status != RP_OK || *count == 0)
        return status;
    reading->next += *count;
    if (!reading->need.is_numbered)
        rp_renumber(references, reading->it->numbers, reading->rows, reading->spool->row_bytes,
                    *count);
    *rows = reading->rows;
    return finish_ranks(reading, *count);
}

static enum rp_status send_tally(void *context, struct rp_team *team, struct rp_error *error)
{
    const struct reading *const reading = context;

    return rp_tally_send(reading->it->tally, team, RP_OK, error);
}

/* ---- tables ---- */

static struct need need_of(enum rp_cluster_table table)
{
    for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
        if (needs[i].table == table)
            return needs[i];
    }
    return (struct need){.table = table};
}

static enum rp_status write_table(const struct rp_by_rank *it, const struct rp_pouring *pouring,
                                  struct rp_team *team, enum rp_cluster_table table,
                                  struct rp_error *error)
{
    struct reading reading = {
        .it = it, .table = table, .need = need_of(table), .spool = &it->share->by_rank[table]};
    const struct rp_source source = {.next = next_batch,
                                     .between = reading.need.tell ? send_tally : NULL,
                                     .context = &reading,
                                     .count = reading.spool->count};
    const enum rp_status status = rp_pour(pouring, team, table, &source, error);

    free(reading.rows);
    rp_spool_release(reading.spool);
    return status;
}

enum rp_status rp_by_rank_write(const struct rp_by_rank *it, const struct rp_pouring *pouring,
                                struct rp_team *team, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < RP_CLUSTER_TABLE_COUNT; i++) {
        if (it->share->is_by_rank[i])
            status = write_table(it, pouring, team, (enum rp_cluster_table)i, error);
    }
    return status;
}
