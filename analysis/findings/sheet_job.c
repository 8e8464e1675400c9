/* sheet_job.c: the sheets of the job as a whole and of its slices.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/findings/sheet_columns.h"
#include "analysis/findings/sheets.h"
#include "analysis/findings/student.h"
#include "analysis/profile/median.h"
#include "common/mpi_class.h"

#define NS            1e-9
#define SMALL_CLASSES 11u  /* messages of less than 1 KiB */
#define LEAST_THIRD   3u   /* slices, for their noise to be known */
#define CHANCE        0.01 /* that one of the ranks is called held up where all are alike */

const struct rp_quantity rp_job_quantities[] = {RP_JOB_QUANTITIES(RP_QUANTITY_ROW){NULL}};
const struct rp_quantity rp_slice_quantities[] = {RP_SLICE_QUANTITIES(RP_QUANTITY_ROW){NULL}};

/* ---- slices ---- */

enum rp_status rp_sheet_make_slice(struct rp_sheets *sheets)
{
    const struct rp_sheet_sources *from = &sheets->from;
    struct rp_sheet *sheet = &sheets->of[RP_SORT_slice];
    const enum rp_status status = rp_sheet_init(sheet, RP_SORT_slice, from->slice_count, NULL);

    for (size_t i = 0; status == RP_OK && i < sheet->rows; i++) {
        const struct rp_efficiency *slice = &from->slices[i];
        double *row = rp_sheet_row(sheet, i);

        row[RP_SLICE_start] = slice->start_s;
        row[RP_SLICE_end] = slice->end_s;
        if (slice->ranks == 0)
            continue;
        sheet->subjects[i].rank = slice->slowest;
        row[RP_SLICE_slice_parallel] = slice->parallel;
        row[RP_SLICE_slice_load_balance] = slice->load_balance;
        row[RP_SLICE_slice_communication] = slice->communication;
        row[RP_SLICE_slice_useful_mean] = slice->useful_mean_s;
        row[RP_SLICE_slice_useful_max] = slice->useful_max_s;
    }
    return status;
}

/* ---- the job ---- */

/* The mean of a column of ranks over those where it is known. */
static double mean_of(const struct rp_sheets *sheets, size_t column)
{
    const struct rp_sheet *sheet = &sheets->of[RP_SORT_rank];
    double sum = 0;
    size_t known = 0;

    for (size_t i = 0; i < sheet->rows; i++) {
        const double value = rp_sheet_row(sheet, i)[column];

        sum += rp_is_known(value) ? value : 0;
        known += rp_is_known(value);
    }
    return known > 0 ? sum / (double)known : RP_UNKNOWN;
}

static double median_of(const struct rp_sheets *sheets, size_t column, double *spare)
{
    const struct rp_sheet *sheet = &sheets->of[RP_SORT_rank];
    size_t known = 0;

    for (size_t i = 0; i < sheet->rows; i++) {
        spare[known] = rp_sheet_row(sheet, i)[column];
        known += rp_is_known(spare[known]);
    }
    return known > 0 ? rp_median(spare, known) : RP_UNKNOWN;
}

/* Mean of the parallel efficiency over slices [first, end), by the time that they are. */
static double efficiency_between(const struct rp_sheet_sources *from, size_t first, size_t end)
{
    double useful_s = 0;
    double all_s = 0;

    for (size_t i = first; i < end; i++) {
        useful_s += from->slices[i].useful_mean_s;
        all_s += from->slices[i].ranks > 0 ? from->slices[i].time_s : 0;
    }
    return all_s > 0 ? useful_s / all_s : RP_UNKNOWN;
}

/* Sum of squared distances of the parallel efficiencies of slices [first, end) from their mean. */
static double squares_between(const struct rp_sheet_sources *from, size_t first, size_t end)
{
    double sum = 0;
    double squares = 0;

    for (size_t i = first; i < end; i++) {
        sum += from->slices[i].parallel;
        squares += from->slices[i].parallel * from->slices[i].parallel;
    }
    return end > first ? fmax(0, squares - sum * sum / (double)(end - first)) : 0;
}

static void fill_drift(const struct rp_sheet_sources *from, double *row, size_t first, size_t end)
{
    const size_t third = (end - first) / 3;
    const double squares =
        squares_between(from, first, first + third) + squares_between(from, end - third, end);

    if (third < LEAST_THIRD)
        return;
    row[RP_JOB_drift] =
        efficiency_between(from, first, first + third) - efficiency_between(from, end - third, end);
    row[RP_JOB_drift_noise] = sqrt(squares / (double)(2 * third - 2) * 2 / (double)third);
}

static void fill_slices(const struct rp_sheet_sources *from, double *row)
{
    size_t first = 0;
    size_t end = from->slice_count;

    while (first < end && from->slices[first].ranks == 0)
        first++;
    while (end > first && from->slices[end - 1].ranks == 0)
        end--;
    row[RP_JOB_slices] = (double)(end - first);
    if (end - first > 2) /* the first and the last one hold the start and end of the program */
        fill_drift(from, row, first + 1, end - 1);
}

static void fill_efficiency(const struct rp_sheet_sources *from, double *row)
{
    const struct rp_efficiency *run = from->run;

    if (run->ranks == 0)
        return;
    row[RP_JOB_span_max] = run->time_s;
    row[RP_JOB_useful_mean] = run->useful_mean_s;
    row[RP_JOB_useful_max] = run->useful_max_s;
    row[RP_JOB_parallel] = run->parallel;
    row[RP_JOB_load_balance] = run->load_balance;
    row[RP_JOB_communication] = run->communication;
    if (rp_efficiency_is_by_slices(from->slices, from->slice_count)) {
        row[RP_JOB_serialisation] = run->serialisation;
        row[RP_JOB_transfer] = run->transfer;
    }
    fill_slices(from, row);
}

static void fill_mpi(const struct rp_sheet_sources *from, double *row)
{
    const struct rp_profile *profile = from->profile;
    const struct rp_cluster_file *file = profile->file;
    double point_s = 0;
    double collective_s = 0;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_mpi_time);
    for (const struct rp_cluster_mpi_time *it; (it = rp_cluster_scan_next(&scan)) != NULL;) {
        const double seconds = (double)it->time_ns * NS;

        if (!profile->chosen[it->rank])
            continue;
        if (it->class == RP_CLASS_POINT || it->class == RP_CLASS_COMPLETION)
            point_s += seconds;
        if (it->class == RP_CLASS_COLLECTIVE || it->class == RP_CLASS_NEIGHBOUR)
            collective_s += seconds;
    }
    rp_cluster_scan_end(&scan);
    if (from->run->ranks == 0)
        return;
    row[RP_JOB_point_mean] = point_s / (double)profile->rank_count;
    row[RP_JOB_collective_mean] = collective_s / (double)profile->rank_count;
    row[RP_JOB_messages] = row[RP_JOB_message_bytes] = row[RP_JOB_small_messages] = 0;
    for (size_t i = 0; i < RP_SIZE_CLASSES; i++) {
        const struct rp_mpi_size *size = &from->peers->sizes[i];

        row[RP_JOB_messages] += (double)size->messages;
        row[RP_JOB_message_bytes] += (double)size->bytes;
        row[RP_JOB_small_messages] += i < SMALL_CLASSES ? (double)size->messages : 0;
    }
}

/*
 * What the slowest rank has more outside MPI than the mean rank, less what it works more, may be
 * waiting for a CPU: the scheduler decides who waits where, in MPI or outside of it, and that is
 * not the rank's doing. So it is at most what the rank was certainly asleep.
 */
static void fill_held_up(const struct rp_sheets *sheets, double *row)
{
    const struct rp_sheet *ranks = &sheets->of[RP_SORT_rank];
    const double asleep = rp_sheet_row(ranks, sheets->slowest)[RP_RANK_asleep];
    const double work_noise = rp_sheet_row(&sheets->of[RP_SORT_path], 0)[RP_PATH_noise];
    const double noise = hypot(rp_sheet_useful_noise(sheets), work_noise);
    const double windows = (double)sheets->window_count;
    const double more =
        row[RP_JOB_useful_max] - row[RP_JOB_useful_mean] - fmax(row[RP_JOB_work_excess], 0);

    if (!rp_is_known(asleep) || windows < 2)
        return;
    row[RP_JOB_held_up] = fmin(more, asleep);
    row[RP_JOB_held_up_chance] =
        noise * rp_student_quantile(2 * CHANCE / row[RP_JOB_ranks], windows - 1);
}

/* What the ranks say together. */
static enum rp_status fill_ranks(const struct rp_sheets *sheets, double *row)
{
    static const struct {
        size_t to, from;
    } medians[] = {{RP_JOB_useful_typical, RP_RANK_useful},
                   {RP_JOB_cpus_typical, RP_RANK_cpus},
                   {RP_JOB_sharers_typical, RP_RANK_sharers},
                   {RP_JOB_cpu_wait_typical, RP_RANK_cpu_wait}};
    const struct rp_sheet *ranks = &sheets->of[RP_SORT_rank];
    double *spare = calloc(ranks->rows + 1, sizeof(*spare));
    double most = 0;

    if (!spare)
        return RP_E_NOMEM;
    row[RP_JOB_cpu_mean] = mean_of(sheets, RP_RANK_cpu);
    row[RP_JOB_cpu_wait_mean] = mean_of(sheets, RP_RANK_cpu_wait);
    row[RP_JOB_mpi_io_mean] = mean_of(sheets, RP_RANK_mpi_io);
    row[RP_JOB_work_excess] = rp_sheet_row(&sheets->of[RP_SORT_path], 0)[RP_PATH_excess];
    row[RP_JOB_work_serialisation] = rp_sheet_work_serialisation(sheets);
    row[RP_JOB_slowest_rank] = rp_sheet_row(ranks, sheets->slowest)[RP_RANK_number];
    fill_held_up(sheets, row);
    for (size_t i = 0; i < sizeof(medians) / sizeof(medians[0]); i++)
        row[medians[i].to] = median_of(sheets, medians[i].from, spare);
    row[RP_JOB_written] = mean_of(sheets, RP_RANK_written_bytes) * (double)ranks->rows;
    for (size_t i = 0; i < ranks->rows; i++)
        most = fmax(most, rp_sheet_row(ranks, i)[RP_RANK_written_bytes]);
    if (row[RP_JOB_written] > 0)
        row[RP_JOB_written_only] = most / row[RP_JOB_written];
    free(spare);
    return RP_OK;
}

enum rp_status rp_sheet_make_job(struct rp_sheets *sheets)
{
    const struct rp_sheet_sources *from = &sheets->from;
    const struct rp_cluster_file *file = from->profile->file;
    enum rp_status status = rp_sheet_init(&sheets->of[RP_SORT_job], RP_SORT_job, 1, NULL);
    double *row = NULL;

    if (status != RP_OK)
        return status;
    row = rp_sheet_row(&sheets->of[RP_SORT_job], 0);
    row[RP_JOB_wall] = (double)(file->session.end_ns - file->session.start_ns) * NS;
    row[RP_JOB_ranks] = (double)from->profile->rank_count;
    row[RP_JOB_nodes] = (double)file->node_count;
    row[RP_JOB_rate] = (double)file->session.rate_millihertz / 1000;
    fill_efficiency(from, row);
    fill_mpi(from, row);
    return fill_ranks(sheets, row);
}
