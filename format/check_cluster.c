/* check_cluster.c: the rules on the contents of a cluster file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/context_kind.h"
#include "format/findings.h"

#define RELATIVE_ERROR 1e-9 /* of a mean, computed in double precision */

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

        if (compare(before, after, 3) >= 0 || b->end_ns < b->start_ns)
            rp_finding(findings, "row %zu of /series does not follow row %zu", i, i - 1);
    }
    for (size_t i = 1; i < file->rank_count; i++) {
        if (file->rank_rows[i - 1].rank >= file->rank_rows[i].rank)
            rp_finding(findings, "row %zu of /ranks does not follow row %zu", i, i - 1);
    }
}

static void check_kinds(struct rp_findings *findings, const struct rp_cluster_file *file)
{
    rp_findings_table(findings);
    for (size_t i = 0; i < file->context_count; i++) {
        const unsigned kind = file->context_rows[i].kind;

        if (kind == RP_CONTEXT_NONE || kind >= RP_CONTEXT_KIND_COUNT)
            rp_finding(findings, "row %zu of /contexts has the unknown kind %u", i, kind);
    }
}

/* What the values say of one (context, metric). */
struct tally {
    uint64_t sum;
    uint64_t max;
    uint32_t max_rank;
    uint32_t ranks;
};

static void add_value(struct tally *tally, const struct rp_cluster_value *value, uint32_t rank)
{
    tally->sum += value->value;
    tally->ranks++;
    if (value->value > tally->max) {
        tally->max = value->value;
        tally->max_rank = rank;
    }
}

static bool agrees(const struct rp_cluster_statistic *row, const struct tally *tally, size_t ranks)
{
    const double mean = ranks ? (double)tally->sum / (double)ranks : 0;

    return row->sum == tally->sum && row->max == tally->max && row->ranks == tally->ranks &&
           (tally->max == 0 || row->max_rank == tally->max_rank) && row->min <= row->max &&
           fabs(row->mean - mean) <= RELATIVE_ERROR * mean;
}

static void compare_statistics(struct rp_findings *findings, const struct rp_cluster_file *file,
                               struct tally *tallies)
{
    for (size_t i = 0; i < file->value_count; i++) {
        const struct rp_cluster_value *const value = &file->value_rows[i];

        add_value(&tallies[(size_t)value->context * file->metric_count + value->metric], value,
                  file->rank_rows[value->rank].rank);
    }
    for (size_t i = 0; i < file->statistic_count; i++) {
        const struct rp_cluster_statistic *const row = &file->statistic_rows[i];
        struct tally *const tally =
            &tallies[(size_t)row->context * file->metric_count + row->metric];

        if (!agrees(row, tally, file->rank_count))
            rp_finding(findings, "row %zu of /statistics does not agree with /values", i);
        memset(tally, 0, sizeof(*tally));
    }
    for (size_t i = 0; i < file->context_count * file->metric_count; i++) {
        if (tallies[i].ranks > 0)
            rp_finding(findings, "context %zu has values of metric %zu and no row in /statistics",
                       i / file->metric_count, i % file->metric_count);
    }
}

enum rp_status rp_check_cluster(struct rp_findings *findings, const char *path,
                                struct rp_error *error)
{
    struct rp_cluster_file *file;
    struct tally *tallies;
    enum rp_status status = rp_cluster_file_load(&file, path, error);

    if (status != RP_OK)
        return status;
    check_order(findings, file);
    check_kinds(findings, file);
    rp_findings_table(findings);
    tallies = calloc(file->context_count * file->metric_count + 1, sizeof(*tallies));
    if (tallies)
        compare_statistics(findings, file, tallies);
    else
        status = rp_error_set(error, RP_E_NOMEM, "cannot check '%s': out of memory", path);
    free(tallies);
    rp_cluster_file_free(file);
    return status;
}
