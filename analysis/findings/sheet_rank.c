/* sheet_rank.c: the sheet of ranks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/findings/sheet_columns.h"
#include "analysis/findings/sheets.h"
#include "analysis/profile/median.h"
#include "analysis/team/rows.h"
#include "common/mpi_class.h"

#define NS 1e-9

const struct rp_quantity rp_rank_quantities[] = {RP_RANK_QUANTITIES(RP_QUANTITY_ROW){NULL}};

/* Ranks by row of /ranks: the rows of the sheet, or none for those that were not chosen. */
static double *row_of(const struct rp_sheets *sheets, const uint32_t *rows, uint32_t rank)
{
    return rows[rank] == RP_NO_ROW ? NULL : rp_sheet_row(&sheets->of[RP_SORT_rank], rows[rank]);
}

static void add(double *cell, double value)
{
    *cell = rp_is_known(*cell) ? *cell + value : value;
}

/* ---- what each table tells of ranks ---- */

static void fill_ranks(struct rp_sheets *sheets)
{
    const struct rp_profile *profile = sheets->from.profile;

    for (size_t i = 0; i < profile->rank_count; i++) {
        const struct rp_cluster_rank *rank = profile->ranks[i].row;
        const struct rp_binding_rank *bound =
            &sheets->bindings.ranks[rank - profile->file->rank_rows];
        double *row = rp_sheet_row(&sheets->of[RP_SORT_rank], i);

        sheets->of[RP_SORT_rank].subjects[i].rank = rank->rank;
        sheets->of[RP_SORT_rank].subjects[i].node = rank->node;
        row[RP_RANK_number] = rank->rank;
        row[RP_RANK_seconds] = (double)rank->wall_ns * NS;
        row[RP_RANK_cpu] = (double)rank->kernel_cpu_ns * NS;
        row[RP_RANK_threads] = rank->threads;
        row[RP_RANK_processes] = rank->processes;
        row[RP_RANK_samples] = (double)profile->ranks[i].samples;
        if (bound->cpus > 0) {
            row[RP_RANK_cpus] = bound->cpus;
            row[RP_RANK_sharers] = bound->sharers;
        }
    }
}

/* Time in MPI that is neither outside of it nor the whole. */
static void fill_mpi(struct rp_sheets *sheets, const uint32_t *rows)
{
    const struct rp_cluster_file *file = sheets->from.profile->file;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_mpi_time);
    for (const struct rp_cluster_mpi_time *it; (it = rp_cluster_scan_next(&scan)) != NULL;) {
        double *row = row_of(sheets, rows, it->rank);

        if (!row)
            continue;
        if (it->class == RP_CLASS_SPAN)
            add(&row[RP_RANK_span], (double)it->time_ns * NS);
        else if (it->class == RP_CLASS_OUTSIDE)
            add(&row[RP_RANK_useful], (double)it->time_ns * NS);
        else if (it->class != RP_CLASS_PROCESSES)
            add(&row[RP_RANK_mpi], (double)it->time_ns * NS);
        if (it->class == RP_CLASS_IO) {
            add(&row[RP_RANK_mpi_io], (double)it->time_ns * NS);
            add(&row[RP_RANK_mpi_io_bytes], (double)(it->sent + it->received));
        }
    }
    rp_cluster_scan_end(&scan);
}

static void fill_usage(struct rp_sheets *sheets, const uint32_t *rows)
{
    const struct rp_cluster_file *file = sheets->from.profile->file;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_usage);
    for (const struct rp_cluster_usage *it; (it = rp_cluster_scan_next(&scan)) != NULL;) {
        double *row = row_of(sheets, rows, it->rank);

        if (!row)
            continue;
        add(&row[RP_RANK_minor_faults], (double)it->minor_faults);
        add(&row[RP_RANK_major_faults], (double)it->major_faults);
        add(&row[RP_RANK_switches], (double)it->switches);
        add(&row[RP_RANK_preemptions], (double)it->preemptions);
        add(&row[RP_RANK_cpu_wait], (double)it->cpu_wait_ns * NS);
        add(&row[RP_RANK_throttled], (double)it->throttled_ns * NS);
        add(&row[RP_RANK_read_bytes], (double)it->read_bytes);
        add(&row[RP_RANK_written_bytes], (double)it->written_bytes);
        if (it->resident_bytes > 0 && !((double)it->resident_bytes <= row[RP_RANK_memory]))
            row[RP_RANK_memory] = (double)it->resident_bytes;
    }
    rp_cluster_scan_end(&scan);
}

/* Of several threads all CPU time is taken off, so that it remains a lower bound. */
static void fill_asleep(const struct rp_sheets *sheets)
{
    const struct rp_sheet *sheet = &sheets->of[RP_SORT_rank];

    for (size_t i = 0; i < sheet->rows; i++) {
        double *row = rp_sheet_row(sheet, i);
        const double asleep = row[RP_RANK_useful] - row[RP_RANK_cpu] - row[RP_RANK_cpu_wait];

        row[RP_RANK_asleep] = rp_is_known(asleep) ? fmax(0, asleep) : RP_UNKNOWN;
    }
}

/* Metrics come behind the quantities; their rows of the file by name. */
static enum rp_status fill_metrics(struct rp_sheets *sheets, const uint32_t *rows)
{
    const struct rp_cluster_file *file = sheets->from.profile->file;
    const struct rp_sheet *sheet = &sheets->of[RP_SORT_rank];
    size_t *columns = rp_sheet_metric_columns(sheet, file);
    struct rp_cluster_scan scan;

    if (!columns)
        return RP_E_NOMEM;
    for (size_t i = 0; i < sheet->rows; i++) {
        for (size_t column = sheet->own_columns; column < sheet->columns; column++)
            rp_sheet_row(sheet, i)[column] = 0;
    }
    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_value);
    for (const struct rp_cluster_value *it; (it = rp_cluster_scan_next(&scan)) != NULL;) {
        double *row = row_of(sheets, rows, it->rank);

        if (row && columns[it->metric] < sheet->columns)
            row[columns[it->metric]] += (double)it->value * rp_metric_factor(file, it->metric);
    }
    rp_cluster_scan_end(&scan);
    free(columns);
    return RP_OK;
}

/* ---- how memory grows ---- */

/* The median slope between slices (Theil and Sen): what happens once does not move it. */
static double slope_of(const struct rp_cluster_usage *slices, size_t count, double *slopes)
{
    const size_t half = count / 2;
    size_t kept = 0;

    for (size_t i = 0; i + half < count; i++) {
        const struct rp_cluster_usage *a = &slices[i];
        const struct rp_cluster_usage *b = &slices[i + half];

        if (a->resident_bytes > 0 && b->resident_bytes > 0 && b->end_ns > a->end_ns)
            slopes[kept++] = ((double)b->resident_bytes - (double)a->resident_bytes) /
                             ((double)(b->end_ns - a->end_ns) * NS);
    }
    return kept < 4 ? RP_UNKNOWN : rp_median(slopes, kept);
}

/* Brings the slices of a rank together, and goes on to the next one: they are sorted by rank. */
static enum rp_status hold_slices(struct rp_cluster_scan *scan,
                                  const struct rp_cluster_usage **next, struct rp_rows *slices)
{
    const uint32_t rank = (*next)->rank;
    enum rp_status status = RP_OK;

    slices->count = 0;
    for (; status == RP_OK && *next && (*next)->rank == rank; *next = rp_cluster_scan_next(scan))
        status = rp_rows_add(slices, *next);
    return status;
}

static enum rp_status fill_growth(struct rp_sheets *sheets, const uint32_t *rows)
{
    const struct rp_cluster_file *file = sheets->from.profile->file;
    struct rp_rows slices = {.row_bytes = sizeof(struct rp_cluster_usage)};
    struct rp_rows slopes = {.row_bytes = sizeof(double)};
    const struct rp_cluster_usage *next = NULL;
    struct rp_cluster_scan scan;
    enum rp_status status = RP_OK;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_usage);
    next = rp_cluster_scan_next(&scan);
    while (status == RP_OK && next) {
        double *const row = row_of(sheets, rows, next->rank);
        void *place = NULL;

        slopes.count = 0;
        status = hold_slices(&scan, &next, &slices);
        if (status == RP_OK)
            status = rp_rows_extend(&slopes, slices.count, &place);
        if (row && status == RP_OK)
            row[RP_RANK_memory_growth] = slope_of(slices.rows, slices.count, place);
    }
    rp_cluster_scan_end(&scan);
    rp_rows_release(&slices);
    rp_rows_release(&slopes);
    return status;
}

/* ---- the sheets ---- */

/* The rank that the others wait for: by what was measured, never by samples. */
static size_t find_slowest(const struct rp_sheets *sheets)
{
    const struct rp_sheet *sheet = &sheets->of[RP_SORT_rank];
    const bool has_mpi = sheets->from.run->ranks > 0;
    size_t slowest = 0;

    for (size_t i = 0; i < sheet->rows; i++) {
        const double *row = rp_sheet_row(sheet, i);
        const double *best = rp_sheet_row(sheet, slowest);

        if (has_mpi ? row[RP_RANK_number] == sheets->from.run->slowest
                    : row[RP_RANK_cpu] > best[RP_RANK_cpu])
            slowest = i;
    }
    return slowest;
}

static enum rp_status fill(struct rp_sheets *sheets, const uint32_t *rows)
{
    enum rp_status status = rp_bindings_of(sheets->from.profile, &sheets->bindings);

    if (status == RP_OK) {
        fill_ranks(sheets);
        fill_mpi(sheets, rows);
        fill_usage(sheets, rows);
        fill_asleep(sheets);
        status = fill_growth(sheets, rows);
    }
    if (status == RP_OK)
        status = fill_metrics(sheets, rows);
    if (status == RP_OK)
        sheets->slowest = find_slowest(sheets);
    return status;
}

enum rp_status rp_sheet_make_rank(struct rp_sheets *sheets)
{
    const struct rp_profile *profile = sheets->from.profile;
    uint32_t *rows = calloc(profile->file->rank_count + 1, sizeof(*rows));
    enum rp_status status = rows ? rp_sheet_init(&sheets->of[RP_SORT_rank], RP_SORT_rank,
                                                 profile->rank_count, profile->file)
                                 : RP_E_NOMEM;

    for (size_t i = 0; rows && i < profile->file->rank_count; i++)
        rows[i] = RP_NO_ROW;
    for (size_t i = 0; rows && i < profile->rank_count; i++)
        rows[profile->ranks[i].row - profile->file->rank_rows] = (uint32_t)i;
    if (status == RP_OK)
        status = fill(sheets, rows);
    free(rows);
    return status;
}
