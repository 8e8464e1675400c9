/* check_statistics.c: compares the statistics of a cluster file with its values.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>

#include "format/findings.h"

#define RELATIVE_ERROR 1e-9 /* of what is computed in double precision */

/* What the values say of one (context, metric). */
struct tally {
    unsigned __int128 sum;
    uint64_t min; /* of the ranks that have a row */
    uint64_t max;
    double squares; /* of the distances of all rows from the whole part of the mean */
    uint32_t max_rank;
    uint32_t ranks;
    bool compared;
};

struct tallies {
    const struct rp_cluster_file *file;
    struct tally *all; /* [context][metric] */
};

static struct tally *tally_of(const struct tallies *tallies, uint32_t context, uint16_t metric)
{
    return &tallies->all[(size_t)context * tallies->file->metric_count + metric];
}

static void add_value(struct tally *tally, const struct rp_cluster_value *value, uint32_t rank)
{
    if (tally->ranks == 0 || value->value < tally->min)
        tally->min = value->value;
    if (value->value > tally->max) {
        tally->max = value->value;
        tally->max_rank = rank;
    }
    tally->sum += value->value;
    tally->ranks++;
}

/* Distances are taken between integers, so that large values lose nothing. */
static double square_of_distance(uint64_t value, uint64_t from)
{
    const double distance = (double)(value > from ? value - from : from - value);

    return distance * distance;
}

static uint64_t whole_mean(const struct tallies *tallies, const struct tally *tally)
{
    return (uint64_t)(tally->sum / tallies->file->rank_count);
}

static void add_values(const struct tallies *tallies)
{
    const struct rp_cluster_file *const file = tallies->file;

    for (size_t i = 0; i < file->value_count; i++) {
        const struct rp_cluster_value *const row = &file->value_rows[i];

        add_value(tally_of(tallies, row->context, row->metric), row,
                  file->rank_rows[row->rank].rank);
    }
    for (size_t i = 0; i < file->value_count; i++) {
        const struct rp_cluster_value *const row = &file->value_rows[i];
        struct tally *const tally = tally_of(tallies, row->context, row->metric);

        tally->squares += square_of_distance(row->value, whole_mean(tallies, tally));
    }
}

/* Over all ranks: those without a row count as zero. */
static double deviation(const struct tallies *tallies, const struct tally *tally)
{
    const double ranks = (double)tallies->file->rank_count;
    const uint64_t whole = whole_mean(tallies, tally);
    const double rest = (double)(tally->sum % tallies->file->rank_count) / ranks;
    const double without = ranks - tally->ranks;
    const double variance =
        (tally->squares + without * square_of_distance(0, whole)) / ranks - rest * rest;

    return variance > 0 ? sqrt(variance) : 0;
}

static bool is_near(double number, double wanted)
{
    return fabs(number - wanted) <= RELATIVE_ERROR * fabs(wanted);
}

/* The first column that does not agree, or NULL. */
static const char *wrong_column(const struct rp_cluster_statistic *row,
                                const struct tallies *tallies, const struct tally *tally)
{
    const size_t ranks = tallies->file->rank_count;
    const uint64_t sum = tally->sum > UINT64_MAX ? UINT64_MAX : (uint64_t)tally->sum;

    if (row->sum != sum)
        return "sum";
    if (row->ranks != tally->ranks)
        return "ranks";
    if (row->min != (tally->ranks < ranks ? 0 : tally->min))
        return "min";
    if (row->max != tally->max)
        return "max";
    if (tally->max > 0 && row->max_rank != tally->max_rank)
        return "max_rank";
    if (!is_near(row->mean, ranks ? (double)tally->sum / (double)ranks : 0))
        return "mean";
    return is_near(row->stddev, ranks ? deviation(tallies, tally) : 0) ? NULL : "stddev";
}

static void compare_rows(struct rp_findings *findings, const struct tallies *tallies)
{
    for (size_t i = 0; i < tallies->file->statistic_count; i++) {
        const struct rp_cluster_statistic *const row = &tallies->file->statistic_rows[i];
        struct tally *const tally = tally_of(tallies, row->context, row->metric);
        const char *const wrong = wrong_column(row, tallies, tally);

        if (tally->compared)
            rp_finding(findings, "row %zu of /statistics stands there twice", i);
        else if (wrong)
            rp_finding(findings, "row %zu of /statistics/%s does not agree with /values", i, wrong);
        tally->compared = true;
    }
}

static void find_missing_rows(struct rp_findings *findings, const struct tallies *tallies)
{
    const size_t metrics = tallies->file->metric_count;

    for (size_t i = 0; i < tallies->file->context_count * metrics; i++) {
        if (tallies->all[i].ranks > 0 && !tallies->all[i].compared)
            rp_finding(findings, "context %zu has values of metric %zu and no row in /statistics",
                       i / metrics, i % metrics);
    }
}

enum rp_status rp_check_statistics(struct rp_findings *findings, const struct rp_cluster_file *file)
{
    const struct tallies tallies = {
        file, calloc(file->context_count * file->metric_count + 1, sizeof(struct tally))};

    if (!tallies.all)
        return RP_E_NOMEM;
    rp_findings_table(findings);
    add_values(&tallies);
    compare_rows(findings, &tallies);
    find_missing_rows(findings, &tallies);
    free(tallies.all);
    return RP_OK;
}
