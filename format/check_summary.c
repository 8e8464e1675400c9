/* check_summary.c: compares what /summary of a cluster file adds up to with what it is made of.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "common/mpi_class.h"
#include "format/findings.h"
#include "format/schema.h"

/* What a table of the summary must add up to: a column of another, by a key that both have. */
static const struct sum {
    enum rp_cluster_table table; /* its column "sum" */
    enum rp_cluster_table from;
    const char *column;
    const char *key;
} sums[] = {
    {RP_CLUSTER_TABLE_function_summary, RP_CLUSTER_TABLE_value, "value", "metric"},
    {RP_CLUSTER_TABLE_job_summary, RP_CLUSTER_TABLE_value, "value", "metric"},
    {RP_CLUSTER_TABLE_node_summary, RP_CLUSTER_TABLE_value, "value", "metric"},
    {RP_CLUSTER_TABLE_time_summary, RP_CLUSTER_TABLE_series, "value", "metric"},
    {RP_CLUSTER_TABLE_node_time, RP_CLUSTER_TABLE_series, "value", "metric"},
    {RP_CLUSTER_TABLE_rank_time, RP_CLUSTER_TABLE_series, "value", "metric"},
    {RP_CLUSTER_TABLE_mpi_class, RP_CLUSTER_TABLE_mpi_time, "time_ns", "class"},
    {RP_CLUSTER_TABLE_mpi_class_time, RP_CLUSTER_TABLE_mpi_time, "time_ns", "class"},
};

/* Sums modulo 2^64 by key; a sum that did not fit in the file spoils all of its key. */
struct totals {
    uint64_t *sums;
    bool *spoilt;
    size_t count;
};

static const struct rp_schema_column *column_of(enum rp_cluster_table table, const char *name)
{
    const struct rp_schema_column *column = rp_schema_table(RP_FILE_CLUSTER, table)->columns;

    while (strcmp(column->name, name) != 0)
        column++;
    return column;
}

static bool init_totals(struct totals *totals, size_t count)
{
    *totals = (struct totals){calloc(count + 1, sizeof(uint64_t)), calloc(count + 1, sizeof(bool)),
                              count};
    return totals->sums && totals->spoilt;
}

static void release_totals(struct totals *totals)
{
    free(totals->sums);
    free(totals->spoilt);
}

static void add_up(struct totals *totals, const struct rp_cluster_file *file,
                   enum rp_cluster_table table, const char *column, const char *key)
{
    const struct rp_schema_column *const value = column_of(table, column);
    const struct rp_schema_column *const place = column_of(table, key);
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, table);
    for (const void *row; (row = rp_cluster_scan_next(&scan)) != NULL;) {
        const uint64_t number = rp_schema_value(place, row);
        const uint64_t more = rp_schema_value(value, row);

        if (number >= totals->count)
            continue;
        totals->sums[number] += more;
        totals->spoilt[number] = totals->spoilt[number] || more == UINT64_MAX;
    }
    rp_cluster_scan_end(&scan);
}

static void compare(struct rp_findings *findings, const struct sum *sum, const struct totals *found,
                    const struct totals *wanted)
{
    for (size_t i = 0; i < found->count; i++) {
        if (found->sums[i] != wanted->sums[i] && !found->spoilt[i])
            rp_finding(findings, "/%s does not add up to /%s for %s %zu",
                       rp_schema_table(RP_FILE_CLUSTER, sum->table)->group,
                       rp_schema_table(RP_FILE_CLUSTER, sum->from)->group, sum->key, i);
    }
}

static enum rp_status check_sum(struct rp_findings *findings, const struct rp_cluster_file *file,
                                const struct sum *sum)
{
    const size_t keys = strcmp(sum->key, "class") == 0 ? RP_MPI_CLASS_COUNT : file->metric_count;
    struct totals found;
    struct totals wanted;
    const bool ready = init_totals(&found, keys) & init_totals(&wanted, keys);

    if (ready) {
        rp_findings_table(findings);
        add_up(&found, file, sum->table, "sum", sum->key);
        add_up(&wanted, file, sum->from, sum->column, sum->key);
        compare(findings, sum, &found, &wanted);
    }
    release_totals(&found);
    release_totals(&wanted);
    return ready ? RP_OK : RP_E_NOMEM;
}

/* A file may do without a summary, but then all of it is missing. */
static bool has_summary(const struct rp_cluster_file *file)
{
    return file->job_summary_count + file->function_summary_count + file->time_summary_count +
               file->node_summary_count >
           0;
}

enum rp_status rp_check_summary(struct rp_findings *findings, const struct rp_cluster_file *file)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; has_summary(file) && status == RP_OK && i < sizeof(sums) / sizeof(sums[0]);
         i++)
        status = check_sum(findings, file, &sums[i]);
    return status;
}
