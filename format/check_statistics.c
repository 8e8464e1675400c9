/* check_statistics.c: compares the statistics of a cluster file with its values.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "format/findings.h"

#define RELATIVE_ERROR 1e-9 /* of what is computed in double precision */

/* ---- both orders of the values ---- */

/* Rows in any order: sums of two mixtures of what is in each. */
struct digest {
    uint64_t low, high, rows;
};

/* A bijection in which each bit of the input changes half of the output. */
static uint64_t scatter(uint64_t word)
{
    word = (word ^ (word >> 32)) * UINT64_C(0xd6e8feb86659fd93);
    word = (word ^ (word >> 32)) * UINT64_C(0xd6e8feb86659fd93);
    return word ^ (word >> 32);
}

static void add_row(struct digest *digest, const struct rp_cluster_value *row)
{
    const uint64_t place = scatter((uint64_t)row->rank << 32 | row->context) + row->metric;
    const uint64_t mixture = scatter(scatter(place) ^ row->value);

    digest->low += mixture;
    digest->high += scatter(mixture + 1);
    digest->rows++;
}

static struct digest digest_values(struct rp_findings *findings, const struct rp_cluster_file *file)
{
    const struct rp_cluster_value *row = NULL;
    struct digest digest = {0};
    struct rp_cluster_scan scan;

    rp_findings_table(findings);
    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_value);
    while ((row = rp_cluster_scan_next(&scan)) != NULL) {
        if (row->value == 0)
            rp_finding(findings, "row %" PRIu64 " of /values is zero and should be left out",
                       digest.rows);
        add_row(&digest, row);
    }
    rp_cluster_scan_end(&scan);
    return digest;
}

/* ---- one cell: a context and a metric ---- */

struct cell {
    uint32_t context;
    uint16_t metric;
    uint64_t *values; /* of the ranks that have one, with room for all ranks */
    size_t count;
    unsigned __int128 sum;
    uint64_t max;
    uint32_t max_rank;
};

static int by_value(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a;
    const uint64_t right = *(const uint64_t *)b;

    return left == right ? 0 : left < right ? -1 : 1;
}

/* The values of all ranks in order: zeros, and then those that there are. */
static uint64_t at(const struct cell *cell, size_t ranks, size_t place)
{
    const size_t zeros = ranks - cell->count;

    return place < zeros ? 0 : cell->values[place - zeros];
}

static uint64_t quantile(const struct cell *cell, size_t ranks, size_t percent)
{
    const size_t values = (ranks * percent + 99) / 100;

    return at(cell, ranks, values > 0 ? values - 1 : 0);
}

/* Distances are taken between integers, so that large values lose nothing. */
static double square_of_distance(uint64_t value, uint64_t from)
{
    const double distance = (double)(value > from ? value - from : from - value);

    return distance * distance;
}

static double deviation(const struct cell *cell, size_t ranks)
{
    const uint64_t whole = (uint64_t)(cell->sum / ranks);
    const double rest = (double)(cell->sum % ranks) / (double)ranks;
    double squares = (double)(ranks - cell->count) * square_of_distance(0, whole);
    double variance = 0;

    for (size_t i = 0; i < cell->count; i++)
        squares += square_of_distance(cell->values[i], whole);
    variance = squares / (double)ranks - rest * rest;
    return variance > 0 ? sqrt(variance) : 0;
}

/* Makes distances of the values: the cell is of no more use then. */
static uint64_t median_distance(struct cell *cell, size_t ranks)
{
    const uint64_t median = quantile(cell, ranks, 50);
    const size_t zeros = ranks - cell->count;
    const size_t place = (ranks + 1) / 2 - 1;
    size_t smaller = 0;

    for (size_t i = 0; i < cell->count; i++) {
        const uint64_t value = cell->values[i];

        cell->values[i] = value > median ? value - median : median - value;
        smaller += cell->values[i] <= median;
    }
    qsort(cell->values, cell->count, sizeof(*cell->values), by_value);
    /* Ranks without a value are all at the same distance, the median itself. */
    if (place < smaller)
        return cell->values[place];
    return place < smaller + zeros ? median : cell->values[place - zeros];
}

static bool is_near(double number, double wanted)
{
    return fabs(number - wanted) <= RELATIVE_ERROR * fabs(wanted);
}

/* The first column that does not agree, or NULL. */
static const char *wrong_column(const struct rp_cluster_statistic *row, struct cell *cell,
                                size_t ranks)
{
    const struct check {
        const char *column;
        uint64_t found, wanted;
    } checks[] = {
        {"sum", row->sum, cell->sum > UINT64_MAX ? UINT64_MAX : (uint64_t)cell->sum},
        {"ranks", row->ranks, cell->count},
        {"min", row->min, at(cell, ranks, 0)},
        {"max", row->max, cell->max},
        {"max_rank", row->max_rank, cell->max_rank},
        {"q01", row->q01, quantile(cell, ranks, 1)},
        {"q05", row->q05, quantile(cell, ranks, 5)},
        {"q25", row->q25, quantile(cell, ranks, 25)},
        {"q50", row->q50, quantile(cell, ranks, 50)},
        {"q75", row->q75, quantile(cell, ranks, 75)},
        {"q95", row->q95, quantile(cell, ranks, 95)},
        {"q99", row->q99, quantile(cell, ranks, 99)},
    };

    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        if (checks[i].found != checks[i].wanted)
            return checks[i].column;
    }
    if (!is_near(row->mean, (double)cell->sum / (double)ranks))
        return "mean";
    if (!is_near(row->stddev, deviation(cell, ranks)))
        return "stddev";
    return row->mad == median_distance(cell, ranks) ? NULL : "mad";
}

/* ---- all cells ---- */

/* Statistics and the values by context stand in the same order: they are read side by side. */
struct comparison {
    struct rp_findings *findings;
    const struct rp_cluster_file *file;
    struct rp_cluster_scan statistics;
    const struct rp_cluster_statistic *row; /* the next one */
    uint64_t number;
    struct cell cell;
};

static void next_statistic(struct comparison *it)
{
    it->row = rp_cluster_scan_next(&it->statistics);
    it->number++;
}

static int compare_places(const struct rp_cluster_statistic *row, const struct cell *cell)
{
    if (row->context != cell->context)
        return row->context < cell->context ? -1 : 1;
    return row->metric == cell->metric ? 0 : row->metric < cell->metric ? -1 : 1;
}

static void skip_statistics(struct comparison *it, const struct cell *until)
{
    while (it->row && (!until || compare_places(it->row, until) < 0)) {
        rp_finding(it->findings, "row %" PRIu64 " of /statistics agrees with no values",
                   it->number);
        next_statistic(it);
    }
}

static void compare_cell(struct comparison *it)
{
    struct cell *const cell = &it->cell;
    const char *wrong = NULL;

    if (cell->count == 0)
        return;
    skip_statistics(it, cell);
    if (!it->row || compare_places(it->row, cell) != 0) {
        rp_finding(it->findings, "context %u has values of metric %u and no row in /statistics",
                   cell->context, cell->metric);
        return;
    }
    qsort(cell->values, cell->count, sizeof(*cell->values), by_value);
    wrong = wrong_column(it->row, cell, it->file->rank_count);
    if (wrong)
        rp_finding(it->findings, "row %" PRIu64 " of /statistics/%s does not agree with /values",
                   it->number, wrong);
    next_statistic(it);
}

static void begin_cell(struct cell *cell, const struct rp_cluster_context_value *row)
{
    *cell = (struct cell){.context = row->context, .metric = row->metric, .values = cell->values};
}

static void add_to_cell(struct comparison *it, const struct rp_cluster_context_value *row)
{
    struct cell *const cell = &it->cell;
    const uint32_t rank = it->file->rank_rows[row->rank].rank;

    if (cell->count == it->file->rank_count) /* a rank stands there twice, which was said */
        return;
    cell->values[cell->count++] = row->value;
    cell->sum += row->value;
    if (row->value > cell->max || (row->value == cell->max && rank < cell->max_rank)) {
        cell->max = row->value;
        cell->max_rank = rank;
    }
}

static struct digest compare_cells(struct comparison *it)
{
    const struct rp_cluster_context_value *row = NULL;
    struct rp_cluster_scan scan;
    struct digest digest = {0};

    it->number = UINT64_MAX; /* the row before the first one */
    next_statistic(it);
    rp_cluster_scan_begin(&scan, it->file, RP_CLUSTER_TABLE_context_value);
    while ((row = rp_cluster_scan_next(&scan)) != NULL) {
        const struct rp_cluster_value value = {row->rank, row->context, row->metric, row->value};

        if (digest.rows == 0 || row->context != it->cell.context ||
            row->metric != it->cell.metric) {
            compare_cell(it);
            begin_cell(&it->cell, row);
        }
        add_row(&digest, &value);
        add_to_cell(it, row);
    }
    compare_cell(it);
    skip_statistics(it, NULL);
    rp_cluster_scan_end(&scan);
    return digest;
}

enum rp_status rp_check_statistics(struct rp_findings *findings, const struct rp_cluster_file *file)
{
    const struct digest by_rank = digest_values(findings, file);
    struct comparison it = {.findings = findings, .file = file};
    struct digest by_context = {0};

    it.cell.values = calloc(file->rank_count + 1, sizeof(*it.cell.values));
    if (!it.cell.values)
        return RP_E_NOMEM;
    rp_findings_table(findings);
    rp_cluster_scan_begin(&it.statistics, file, RP_CLUSTER_TABLE_statistic);
    by_context = compare_cells(&it);
    rp_cluster_scan_end(&it.statistics);
    free(it.cell.values);
    if (by_rank.rows != by_context.rows || by_rank.low != by_context.low ||
        by_rank.high != by_context.high)
        rp_finding(findings, "/values and /values_by_context do not hold the same values");
    return RP_OK;
}
