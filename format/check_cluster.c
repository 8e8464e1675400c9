/* check_cluster.c: the rules on the contents of a cluster file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <string.h>

#include "common/context_kind.h"
#include "common/ctl_command.h"
#include "common/segment_mpi.h"
#include "format/cluster_rows.h"
#include "format/findings.h"

/* -1, 0 or 1, as the parts say from the first to the last. */
static int compare(const uint64_t *a, const uint64_t *b, size_t parts)
{
    for (size_t i = 0; i < parts; i++) {
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    }
    return 0;
}

static void check_order(struct rp_findings *findings, const struct rp_cluster_file *file)
{
    rp_findings_table(findings);
    for (size_t i = 1; i < file->value_count; i++) {
        const struct rp_cluster_value *const a = &file->value_rows[i - 1];
        const struct rp_cluster_value *const b = &file->value_rows[i];
        const uint64_t before[] = {a->rank, a->context, a->metric};
        const uint64_t after[] = {b->rank, b->context, b->metric};

        if (compare(before, after, 3) >= 0)
            rp_finding(findings, "row %zu of /values does not follow row %zu", i, i - 1);
    }
    rp_findings_table(findings);
    for (size_t i = 1; i < file->series_count; i++) {
        const struct rp_cluster_series *const a = &file->series_rows[i - 1];
        const struct rp_cluster_series *const b = &file->series_rows[i];
        const uint64_t before[] = {a->rank, a->start_ns, a->metric};
        const uint64_t after[] = {b->rank, b->start_ns, b->metric};

        if (compare(before, after, 3) >= 0)
            rp_finding(findings, "row %zu of /series does not follow row %zu", i, i - 1);
    }
    rp_findings_table(findings);
    for (size_t i = 0; i < file->series_count; i++) {
        if (file->series_rows[i].end_ns < file->series_rows[i].start_ns)
            rp_finding(findings, "row %zu of /series ends before it starts", i);
    }
    rp_findings_table(findings);
    for (size_t i = 1; i < file->mpi_time_count; i++) {
        const struct rp_cluster_mpi_time *const a = &file->mpi_time_rows[i - 1];
        const struct rp_cluster_mpi_time *const b = &file->mpi_time_rows[i];
        const uint64_t before[] = {a->rank, a->start_ns, a->class};
        const uint64_t after[] = {b->rank, b->start_ns, b->class};

        if (compare(before, after, 3) >= 0)
            rp_finding(findings, "row %zu of /mpi_times does not follow row %zu", i, i - 1);
    }
    rp_findings_table(findings);
    for (size_t i = 1; i < file->rank_count; i++) {
        if (file->rank_rows[i - 1].rank >= file->rank_rows[i].rank)
            rp_finding(findings, "row %zu of /ranks does not follow row %zu", i, i - 1);
    }
}

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
};

static void check_range(struct rp_findings *findings, const struct rp_cluster_file *file,
                        const struct range *range, const struct rp_schema_column *column)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, range->table);
    size_t count;
    const char *const rows = rp_cluster_rows(file, range->table, &count);

    rp_findings_table(findings);
    for (size_t i = 0; i < count; i++) {
        const uint64_t value = rp_schema_value(column, rows + i * schema->row_bytes);

        if (value < range->least || value > range->most)
            rp_finding(findings, "row %zu of /%s/%s is %" PRIu64 ", which stands for nothing", i,
                       schema->group, column->name, value);
    }
}

static void check_ranges(struct rp_findings *findings, const struct rp_cluster_file *file)
{
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        const struct rp_schema_table *const schema =
            rp_schema_table(RP_FILE_CLUSTER, ranges[i].table);

        for (size_t j = 0; j < schema->column_count; j++) {
            if (strcmp(schema->columns[j].name, ranges[i].column) == 0)
                check_range(findings, file, &ranges[i], &schema->columns[j]);
        }
    }
}

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
    rp_findings_table(findings);
    for (size_t i = 0; i < file->value_count; i++) {
        if (file->value_rows[i].value == 0)
            rp_finding(findings, "row %zu of /values is zero and should be left out", i);
    }
}

enum rp_status rp_check_cluster(struct rp_findings *findings, const char *path,
                                struct rp_error *error)
{
    struct rp_cluster_file *file;
    enum rp_status status = rp_cluster_file_load(&file, path, error);

    if (status != RP_OK)
        return status;
    check_order(findings, file);
    check_ranges(findings, file);
    check_counts(findings, file);
    if (rp_check_statistics(findings, file) != RP_OK)
        status = rp_error_set(error, RP_E_NOMEM, "cannot check '%s': out of memory", path);
    rp_cluster_file_free(file);
    return status;
}
