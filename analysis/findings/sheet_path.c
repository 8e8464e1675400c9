/* sheet_path.c: the sheet of call paths: who spends how much below each of them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/findings/same_functions.h"
#include "analysis/findings/sheet_columns.h"
#include "analysis/findings/sheets.h"
#include "analysis/findings/well_known.h"

#define SOURCE_SHARE 0.8  /* of an excess in callees: they are its source, not their caller */
#define ABOUT_MOST   0.98 /* of the most: the slowest rank is as good an example */

const struct rp_quantity rp_path_quantities[] = {RP_PATH_QUANTITIES(RP_QUANTITY_ROW){NULL}};

/* One rank's inclusive values by node of the tree; only what it has is cleared. */
struct adding {
    struct rp_sheets *sheets;
    struct rp_sheet *sheet;
    bool *is_time;   /* by row of the file's metrics */
    size_t *columns; /* the same; of those that were counted */
    double *value;
    uint32_t *touched;
    size_t touched_count;
};

static double *row_of(const struct adding *it, uint32_t node)
{
    return rp_sheet_row(it->sheet, node);
}

/* ---- values ---- */

static void end_rank(struct adding *it, size_t rank)
{
    for (size_t i = 0; i < it->touched_count; i++) {
        const uint32_t node = it->touched[i];
        double *row = row_of(it, node);

        row[RP_PATH_ranks_in]++;
        row[RP_PATH_mean] += it->value[node];
        if (it->value[node] > row[RP_PATH_most]) {
            row[RP_PATH_most] = it->value[node];
            it->sheet->subjects[node].rank = it->sheets->from.profile->ranks[rank].row->rank;
        }
        if (rank == it->sheets->slowest)
            row[RP_PATH_slowest] = it->value[node];
        it->value[node] = 0;
    }
    it->touched_count = 0;
}

/* What the slowest rank has more than the mean, where it works: waiting in MPI is no work. */
static void add_excess(struct adding *it, size_t rank, uint32_t node, double seconds)
{
    double *row = row_of(it, node);

    if (row[RP_PATH_is_mpi] > 0)
        return;
    row[RP_PATH_excess] -= seconds / (double)it->sheets->from.profile->rank_count;
    row[RP_PATH_excess] += rank == it->sheets->slowest ? seconds : 0;
}

static void add_time(struct adding *it, uint32_t node, double seconds)
{
    for (;; node = it->sheets->tree.nodes[node].parent) {
        if (it->value[node] == 0 && seconds > 0)
            it->touched[it->touched_count++] = node;
        it->value[node] += seconds;
        if (node == 0)
            return;
    }
}

static void add_value(struct adding *it, size_t rank, const struct rp_cluster_value *value)
{
    const struct rp_cluster_file *file = it->sheets->from.profile->file;
    const uint32_t node = it->sheets->tree.node_of[value->context];
    const double amount = (double)value->value * rp_metric_factor(file, value->metric);

    if (it->is_time[value->metric]) {
        add_time(it, node, amount);
        add_excess(it, rank, node, amount);
    }
    if (it->columns[value->metric] < it->sheet->columns)
        row_of(it, node)[it->columns[value->metric]] += amount;
}

/* Values are sorted by rank, as the chosen ranks are: one pass over both. */
static void add_values(struct adding *it)
{
    const struct rp_profile *profile = it->sheets->from.profile;
    const struct rp_cluster_file *file = profile->file;
    const struct rp_cluster_value *value = NULL;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_value);
    value = rp_cluster_scan_next(&scan);
    for (size_t rank = 0; rank < profile->rank_count; rank++) {
        const uint32_t row = (uint32_t)(profile->ranks[rank].row - file->rank_rows);

        for (; value && value->rank <= row; value = rp_cluster_scan_next(&scan)) {
            if (value->rank == row)
                add_value(it, rank, value);
        }
        end_rank(it, rank);
    }
    rp_cluster_scan_end(&scan);
}

/* A parent's number is smaller than its child's. */
static void add_inclusive(struct adding *it)
{
    for (size_t node = it->sheet->rows; node-- > 1;) {
        const double *row = row_of(it, (uint32_t)node);
        double *above = row_of(it, it->sheets->tree.nodes[node].parent);

        above[RP_PATH_excess] += row[RP_PATH_excess];
        for (size_t column = it->sheet->own_columns; column < it->sheet->columns; column++)
            above[column] += row[column];
    }
}

/* ---- what follows from them ---- */

static void fill_shares(struct adding *it)
{
    const struct rp_profile *profile = it->sheets->from.profile;
    const double ranks = (double)profile->rank_count;
    const double all = row_of(it, 0)[RP_PATH_mean];

    for (size_t node = 0; node < it->sheet->rows; node++) {
        double *row = row_of(it, (uint32_t)node);
        const double *above = row_of(it, it->sheets->tree.nodes[node].parent);
        struct rp_subject *subject = &it->sheet->subjects[node];
        const double sum = row[RP_PATH_mean];
        const double samples = (double)it->sheets->tree.nodes[node].samples;

        row[RP_PATH_mean] = sum / ranks;
        row[RP_PATH_share] = all > 0 ? sum / all : 0;
        row[RP_PATH_only] = sum > 0 ? row[RP_PATH_most] / sum : 0;
        row[RP_PATH_samples] = samples;
        if (samples > 0) {
            row[RP_PATH_noise] = sqrt(row[RP_PATH_slowest] * sum / samples);
            row[RP_PATH_noise_most] = sqrt(row[RP_PATH_most] * sum / samples);
        }
        row[RP_PATH_only_above] = node == 0 ? 0 : above[RP_PATH_only];
        if (row[RP_PATH_slowest] > ABOUT_MOST * row[RP_PATH_most])
            subject->rank = profile->ranks[it->sheets->slowest].row->rank;
    }
}

static void fill_places(struct adding *it)
{
    const struct rp_profile *profile = it->sheets->from.profile;
    const struct rp_call_tree *tree = &it->sheets->tree;

    for (size_t node = 0; node < it->sheet->rows; node++) {
        const double *above = row_of(it, tree->nodes[node].parent);
        const struct rp_profile_function *function =
            &profile->functions[tree->nodes[node].function];
        double *row = row_of(it, (uint32_t)node);

        it->sheet->subjects[node].name = function->name;
        it->sheet->subjects[node].function = tree->nodes[node].function;
        row[RP_PATH_depth] = node == 0 ? 0 : above[RP_PATH_depth] + 1;
        row[RP_PATH_is_io] = rp_is_file_function(function);
        row[RP_PATH_is_mpi] =
            (node > 0 && above[RP_PATH_is_mpi] > 0) || rp_is_mpi_function(function);
    }
}

/* From the root down: an excess belongs to callees when those that have much of it explain it. */
static void find_sources(struct adding *it)
{
    const struct rp_call_tree *tree = &it->sheets->tree;

    row_of(it, 0)[RP_PATH_is_source] = 1;
    for (size_t node = 0; node < it->sheet->rows; node++) {
        double *row = row_of(it, (uint32_t)node);
        const double much = 0.2 * row[RP_PATH_excess];
        double explained = 0;

        if (row[RP_PATH_is_source] == 0 || row[RP_PATH_excess] <= 0)
            continue;
        for (uint32_t at = tree->nodes[node].first_child; at != RP_NO_ROW;
             at = tree->nodes[at].next_sibling)
            explained += row_of(it, at)[RP_PATH_excess] > much ? row_of(it, at)[RP_PATH_excess] : 0;
        if (explained < SOURCE_SHARE * row[RP_PATH_excess])
            continue;
        row[RP_PATH_is_source] = 0;
        for (uint32_t at = tree->nodes[node].first_child; at != RP_NO_ROW;
             at = tree->nodes[at].next_sibling)
            row_of(it, at)[RP_PATH_is_source] = row_of(it, at)[RP_PATH_excess] > much;
    }
}

static void mark_metrics(struct adding *it)
{
    const struct rp_profile *profile = it->sheets->from.profile;
    const struct rp_cluster_file *file = profile->file;

    for (size_t row = 0; row < file->metric_count; row++)
        it->is_time[row] =
            strcmp(rp_cluster_file_text(file, file->metric_rows[row].name), profile->metric) == 0;
    for (size_t i = 0; i < it->sheet->rows * it->sheet->columns; i++)
        it->sheet->values[i] = 0;
}

enum rp_status rp_sheet_make_path(struct rp_sheets *sheets)
{
    const struct rp_cluster_file *file = sheets->from.profile->file;
    struct adding it = {.sheets = sheets, .sheet = &sheets->of[RP_SORT_path]};
    uint32_t *same_as = rp_same_functions(sheets->from.profile);
    struct rp_error error;
    enum rp_status status =
        same_as ? rp_call_tree_init_same(&sheets->tree, sheets->from.profile, same_as, &error)
                : RP_E_NOMEM;

    free(same_as);
    if (status == RP_OK)
        status = rp_sheet_init(it.sheet, RP_SORT_path, sheets->tree.count, file);
    if (status != RP_OK)
        return status;
    it.is_time = calloc(file->metric_count + 1, sizeof(*it.is_time));
    it.columns = rp_sheet_metric_columns(it.sheet, file);
    it.value = calloc(it.sheet->rows + 1, sizeof(*it.value));
    it.touched = calloc(it.sheet->rows + 1, sizeof(*it.touched));
    if (it.is_time && it.columns && it.value && it.touched) {
        mark_metrics(&it);
        fill_places(&it);
        add_values(&it);
        add_inclusive(&it);
        fill_shares(&it);
        find_sources(&it);
    } else {
        status = RP_E_NOMEM;
    }
    free(it.is_time);
    free(it.columns);
    free(it.value);
    free(it.touched);
    return status;
}
