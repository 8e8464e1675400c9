/* check_cluster.c: the rules on the rows of a cluster file's tables, each taken by itself.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/context_kind.h"
#include "common/ctl_command.h"
#include "common/segment_mpi.h"
#include "format/cluster_rows.h"
#include "format/findings.h"

/* ---- orders ---- */

#define MOST_KEYS 4u

/* Columns by which the rows of a table are sorted; no two rows are equal in all of them. */
static const struct order {
    enum rp_cluster_table table;
    const char *keys[MOST_KEYS];
} orders[] = {
    {RP_CLUSTER_TABLE_rank, {"rank"}},
    {RP_CLUSTER_TABLE_value, {"rank", "context", "metric"}},
    {RP_CLUSTER_TABLE_context_value, {"context", "metric", "rank"}},
    {RP_CLUSTER_TABLE_series, {"rank", "start_ns", "metric"}},
    {RP_CLUSTER_TABLE_mpi_time, {"rank", "start_ns", "class"}},
    {RP_CLUSTER_TABLE_statistic, {"context", "metric"}},
    {RP_CLUSTER_TABLE_function_summary, {"function", "metric"}},
    {RP_CLUSTER_TABLE_inclusive_summary, {"function", "metric"}},
    {RP_CLUSTER_TABLE_job_summary, {"metric"}},
    {RP_CLUSTER_TABLE_node_summary, {"node", "metric"}},
    {RP_CLUSTER_TABLE_time_summary, {"start_ns", "metric"}},
    {RP_CLUSTER_TABLE_node_time, {"node", "start_ns", "metric"}},
    {RP_CLUSTER_TABLE_rank_time, {"rank", "start_ns", "metric"}},
    {RP_CLUSTER_TABLE_mpi_class, {"class"}},
    {RP_CLUSTER_TABLE_mpi_class_time, {"class", "start_ns"}},
};

static const struct rp_schema_column *column_of(enum rp_cluster_table table, const char *name)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, table);

    for (size_t i = 0; i < schema->column_count; i++) {
        if (strcmp(schema->columns[i].name, name) == 0)
            return &schema->columns[i];
    }
    return NULL;
}

struct keys {
    const struct rp_schema_column *columns[MOST_KEYS];
    size_t count;
    uint64_t last[MOST_KEYS];
};

static void find_keys(struct keys *out, const struct order *order)
{
    *out = (struct keys){.count = 0};
    while (out->count < MOST_KEYS && order->keys[out->count]) {
        out->columns[out->count] = column_of(order->table, order->keys[out->count]);
        out->count++;
    }
}

/* True when the row stands behind the last one, whose keys it takes over. */
static bool follows(struct keys *keys, const void *row)
{
    int order = 0;

    for (size_t i = 0; i < keys->count; i++) {
        const uint64_t value = rp_schema_value(keys->columns[i], row);

        if (order == 0 && value != keys->last[i])
            order = value > keys->last[i] ? 1 : -1;
        keys->last[i] = value;
    }
    return order > 0;
}

static void check_order(struct rp_findings *findings, const struct rp_cluster_file *file,
                        const struct order *order)
{
    const char *const group = rp_schema_table(RP_FILE_CLUSTER, order->table)->group;
    struct rp_cluster_scan scan;
    struct keys keys;
    uint64_t number = 0;

    find_keys(&keys, order);
    rp_findings_table(findings);
    rp_cluster_scan_begin(&scan, file, order->table);
    for (const void *row; (row = rp_cluster_scan_next(&scan)) != NULL; number++) {
        if (!follows(&keys, row) && number > 0)
            rp_finding(findings, "row %" PRIu64 " of /%s does not follow row %" PRIu64, number,
                       group, number - 1);
    }
    rp_cluster_scan_end(&scan);
}

/* ---- ranges ---- */

/* Numbers that stand for something: what each may be. */
static const struct range {
    enum rp_cluster_table table;
    const char *column;
    uint64_t least, most;
} ranges[] = {
    {RP_CLUSTER_TABLE_context, "kind", RP_CONTEXT_NONE + 1, RP_CONTEXT_KIND_COUNT - 1},
    {RP_CLUSTER_TABLE_rank, "state", RP_RANK_COMPLETE, RP_RANK_PARTIAL},
    {RP_CLUSTER_TABLE_rank, "end_how", 0, RP_END_UNKNOWN},
    {RP_CLUSTER_TABLE_process, "how", 0, RP_END_UNKNOWN},
    {RP_CLUSTER_TABLE_module, "symbols", RP_SYMBOLS_DEBUG, RP_SYMBOLS_OTHER_FILE},
    {RP_CLUSTER_TABLE_function, "resolved", 0, 1},
    {RP_CLUSTER_TABLE_remark, "left_out", 0, 1},
    {RP_CLUSTER_TABLE_mpi_time, "class", 1, RP_MPI_CLASS_COUNT - 1},
    {RP_CLUSTER_TABLE_mpi_traffic, "kind", 1, RP_TRAFFIC_KIND_COUNT - 1},
    {RP_CLUSTER_TABLE_mpi_traffic, "size", 0, RP_SIZE_CLASSES - 1},
    {RP_CLUSTER_TABLE_mpi_split, "class", RP_SPLIT_COLLECTIVES, RP_SPLIT_MESSAGES},
    {RP_CLUSTER_TABLE_mark, "kind", 1, RP_CTL_KIND_COUNT - 1},
    {RP_CLUSTER_TABLE_mpi_class, "class", 1, RP_MPI_CLASS_COUNT - 1},
    {RP_CLUSTER_TABLE_mpi_class_time, "class", 1, RP_MPI_CLASS_COUNT - 1},
};

static void check_range(struct rp_findings *findings, const struct rp_cluster_file *file,
                        const struct range *range)
{
    const char *const group = rp_schema_table(RP_FILE_CLUSTER, range->table)->group;
    const struct rp_schema_column *const column = column_of(range->table, range->column);
    struct rp_cluster_scan scan;
    uint64_t number = 0;

    rp_findings_table(findings);
    rp_cluster_scan_begin(&scan, file, range->table);
    for (const void *row; (row = rp_cluster_scan_next(&scan)) != NULL; number++) {
        const uint64_t value = rp_schema_value(column, row);

        if (value < range->least || value > range->most)
            rp_finding(findings,
                       "row %" PRIu64 " of /%s/%s is %" PRIu64 ", which stands for nothing", number,
                       group, column->name, value);
    }
    rp_cluster_scan_end(&scan);
}

/* ---- all of them ---- */

static void check_counts(struct rp_findings *findings, const struct rp_cluster_file *file)
{
    rp_findings_table(findings);
    if (file->session.ranks_merged != file->rank_count)
        rp_finding(findings, "/session says %u ranks, and /ranks has %zu",
                   file->session.ranks_merged, file->rank_count);
    for (size_t i = 0; i < file->context_count; i++) {
        if ((file->context_rows[i].kind == RP_CONTEXT_ROOT) != (i == 0))
            rp_finding(findings, "row %zu of /contexts has kind %u: row 0 alone is the root", i,
                       file->context_rows[i].kind);
    }
}

static void check_series(struct rp_findings *findings, const struct rp_cluster_file *file)
{
    const struct rp_cluster_series *row = NULL;
    struct rp_cluster_scan scan;
    uint64_t number = 0;

    rp_findings_table(findings);
    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_series);
    for (; (row = rp_cluster_scan_next(&scan)) != NULL; number++) {
        if (row->end_ns < row->start_ns)
            rp_finding(findings, "row %" PRIu64 " of /series ends before it starts", number);
    }
    rp_cluster_scan_end(&scan);
}

static void check_file(struct rp_findings *findings, const struct rp_cluster_file *file)
{
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
        check_order(findings, file, &orders[i]);
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        check_range(findings, file, &ranges[i]);
    check_counts(findings, file);
    check_series(findings, file);
}

enum rp_status rp_check_cluster(struct rp_findings *findings, const char *path,
                                struct rp_error *error)
{
    struct rp_cluster_file *file;
    enum rp_status status = rp_cluster_file_load(&file, path, error);

    if (status != RP_OK)
        return status;
    check_file(findings, file);
    if (rp_cluster_file_failure(file, error) == RP_OK &&
        rp_check_statistics(findings, file) != RP_OK)
        status = rp_error_set(error, RP_E_NOMEM, "cannot check '%s': out of memory", path);
    if (status == RP_OK && rp_cluster_file_failure(file, error) == RP_OK &&
        rp_check_summary(findings, file) != RP_OK)
        status = rp_error_set(error, RP_E_NOMEM, "cannot check '%s': out of memory", path);
    if (status == RP_OK)
        status = rp_cluster_file_failure(file, error);
    rp_cluster_file_free(file);
    return status;
}
