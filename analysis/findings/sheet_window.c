/* sheet_window.c: the sheet of ranks once more, for each of several equal stretches of the run.
 * SPDX-License-Identifier: Apache-2.0
 *
 * It shows how much a quantity changes by itself. What a slice tells is spread evenly over the
 * stretches that it covers; what is not told by slices is unknown.
 */
#include <stdlib.h>

#include "analysis/findings/equality_test.h"
#include "analysis/findings/sheet_columns.h"
#include "analysis/findings/sheets.h"
#include "common/mpi_class.h"

#define NS            1e-9
#define MOST_WINDOWS  16u
#define LEAST_WINDOWS 4u

struct spreading {
    const struct rp_sheets *sheets;
    struct rp_sheet *sheet;
    size_t windows;
    uint64_t start_ns;
    double length_ns;
    uint32_t *rows; /* of the sheet of ranks, by row of /ranks */
};

/* A slice of one rank, and what it adds to one column. */
struct part {
    uint32_t rank; /* row of /ranks */
    uint64_t start_ns, end_ns;
    size_t column;
    double value;
};

static void spread(const struct spreading *it, const struct part *part)
{
    const double from = (double)(part->start_ns - it->start_ns);
    const double to = (double)(part->end_ns - it->start_ns);
    const uint32_t row = it->rows[part->rank];
    size_t at = (size_t)(from / it->length_ns);

    if (row == RP_NO_ROW || part->start_ns < it->start_ns || to <= from)
        return;
    for (; at < it->windows && (double)at * it->length_ns < to; at++) {
        const double low = fmax((double)at * it->length_ns, from);
        const double high = fmin((double)(at + 1) * it->length_ns, to);
        double *cell = &rp_sheet_row(it->sheet, row * it->windows + at)[part->column];

        *cell = (rp_is_known(*cell) ? *cell : 0) + part->value * (high - low) / (to - from);
    }
}

static void spread_usage(const struct spreading *it)
{
    const struct rp_cluster_file *file = it->sheets->from.profile->file;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_usage);
    for (const struct rp_cluster_usage *row; (row = rp_cluster_scan_next(&scan)) != NULL;) {
        const struct {
            size_t column;
            double value;
        } values[] = {
            {RP_RANK_seconds, (double)(row->end_ns - row->start_ns) * NS},
            {RP_RANK_cpu, (double)row->kernel_cpu_ns * NS},
            {RP_RANK_minor_faults, (double)row->minor_faults},
            {RP_RANK_major_faults, (double)row->major_faults},
            {RP_RANK_switches, (double)row->switches},
            {RP_RANK_preemptions, (double)row->preemptions},
            {RP_RANK_cpu_wait, (double)row->cpu_wait_ns * NS},
            {RP_RANK_throttled, (double)row->throttled_ns * NS},
        };

        for (size_t j = 0; j < sizeof(values) / sizeof(values[0]); j++)
            spread(it, &(struct part){row->rank, row->start_ns, row->end_ns, values[j].column,
                                      values[j].value});
    }
    rp_cluster_scan_end(&scan);
}

static void spread_mpi(const struct spreading *it)
{
    const struct rp_cluster_file *file = it->sheets->from.profile->file;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_mpi_time);
    for (const struct rp_cluster_mpi_time *row; (row = rp_cluster_scan_next(&scan)) != NULL;) {
        const double seconds = (double)row->time_ns * NS;
        const size_t column = row->class == RP_CLASS_SPAN      ? RP_RANK_span
                              : row->class == RP_CLASS_OUTSIDE ? RP_RANK_useful
                                                               : RP_RANK_mpi;

        if (row->class != RP_CLASS_PROCESSES)
            spread(it, &(struct part){row->rank, row->start_ns, row->end_ns, column, seconds});
    }
    rp_cluster_scan_end(&scan);
}

static enum rp_status spread_metrics(const struct spreading *it)
{
    const struct rp_cluster_file *file = it->sheets->from.profile->file;
    size_t *columns = rp_sheet_metric_columns(it->sheet, file);
    struct rp_cluster_scan scan;

    if (!columns)
        return RP_E_NOMEM;
    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_series);
    for (const struct rp_cluster_series *row; (row = rp_cluster_scan_next(&scan)) != NULL;) {
        if (columns[row->metric] < it->sheet->columns)
            spread(it, &(struct part){row->rank, row->start_ns, row->end_ns, columns[row->metric],
                                      (double)row->value * rp_metric_factor(file, row->metric)});
    }
    rp_cluster_scan_end(&scan);
    free(columns);
    return RP_OK;
}

static size_t count_windows(const struct rp_cluster_file *file)
{
    const double run_ns = (double)(file->session.end_ns - file->session.start_ns);
    const double slices = file->session.slice_ns > 0 ? run_ns / (double)file->session.slice_ns : 0;

    if (slices < LEAST_WINDOWS)
        return 0;
    return slices > MOST_WINDOWS ? MOST_WINDOWS : (size_t)slices;
}

enum rp_status rp_sheet_make_windows(struct rp_sheets *sheets)
{
    const struct rp_profile *profile = sheets->from.profile;
    const struct rp_cluster_file *file = profile->file;
    const size_t windows = count_windows(file);
    struct spreading it = {.sheets = sheets,
                           .sheet = &sheets->windows,
                           .windows = windows,
                           .start_ns = file->session.start_ns,
                           .rows = calloc(file->rank_count + 1, sizeof(*it.rows))};
    enum rp_status status =
        rp_sheet_init(&sheets->windows, RP_SORT_rank, profile->rank_count * windows, file);

    sheets->window_count = windows;
    if (status == RP_OK && !it.rows)
        status = RP_E_NOMEM;
    if (status == RP_OK && windows > 0) {
        it.length_ns = (double)(file->session.end_ns - file->session.start_ns) / (double)windows;
        for (size_t i = 0; i < file->rank_count; i++)
            it.rows[i] = RP_NO_ROW;
        for (size_t i = 0; i < profile->rank_count; i++)
            it.rows[profile->ranks[i].row - file->rank_rows] = (uint32_t)i;
        spread_usage(&it);
        spread_mpi(&it);
        status = spread_metrics(&it);
    }
    free(it.rows);
    return status;
}

static const double *window_row(const struct rp_sheets *sheets, size_t rank, size_t window)
{
    return rp_sheet_row(&sheets->windows, rank * sheets->window_count + window);
}

/* ---- work in turn ---- */

/* Threads that wait for a CPU do so as often outside MPI as in it: they poll there. */
static double work_of(const double *window)
{
    const double cpu = window[RP_RANK_cpu];
    const double wait = window[RP_RANK_cpu_wait];
    const double useful = window[RP_RANK_useful];

    if (!rp_is_known(useful))
        return 0;
    return rp_is_known(cpu) && rp_is_known(wait) && cpu + wait > 0 ? useful * cpu / (cpu + wait)
                                                                   : useful;
}

double rp_sheet_work_serialisation(const struct rp_sheets *sheets)
{
    const size_t ranks = sheets->of[RP_SORT_rank].rows;
    double largest_sum = 0;
    double sum_of_largest = 0;

    for (size_t rank = 0; rank < ranks; rank++) {
        double sum = 0;

        for (size_t at = 0; at < sheets->window_count; at++)
            sum += work_of(window_row(sheets, rank, at));
        largest_sum = fmax(largest_sum, sum);
    }
    for (size_t at = 0; at < sheets->window_count; at++) {
        double largest = 0;

        for (size_t rank = 0; rank < ranks; rank++)
            largest = fmax(largest, work_of(window_row(sheets, rank, at)));
        sum_of_largest += largest;
    }
    return sum_of_largest > 0 ? largest_sum / sum_of_largest : RP_UNKNOWN;
}

/* ---- the noise of being slowest ---- */

static double useful_of(const struct rp_sheets *sheets, size_t rank, size_t window)
{
    const double useful = window_row(sheets, rank, window)[RP_RANK_useful];

    return rp_is_known(useful) ? useful : 0;
}

double rp_sheet_useful_noise(const struct rp_sheets *sheets)
{
    const size_t ranks = sheets->of[RP_SORT_rank].rows;
    const double windows = (double)sheets->window_count;
    double sum = 0;
    double squares = 0;

    for (size_t at = 0; at < sheets->window_count; at++) {
        double excess = useful_of(sheets, sheets->slowest, at);

        for (size_t rank = 0; rank < ranks; rank++)
            excess -= useful_of(sheets, rank, at) / (double)ranks;
        sum += excess;
        squares += excess * excess;
    }
    if (windows < LEAST_WINDOWS)
        return RP_UNKNOWN;
    return RP_HANGS_TOGETHER *
           sqrt(fmax(0, squares - sum * sum / windows) * windows / (windows - 1));
}
