/* sheet_function.c: the sheets of functions and of MPI functions.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/findings/sheet_columns.h"
#include "analysis/findings/sheets.h"

#define NS 1e-9

const struct rp_quantity rp_function_quantities[] = {RP_FUNCTION_QUANTITIES(RP_QUANTITY_ROW){NULL}};
const struct rp_quantity rp_call_quantities[] = {RP_CALL_QUANTITIES(RP_QUANTITY_ROW){NULL}};

static void fill_functions(struct rp_sheets *sheets)
{
    const struct rp_profile *profile = sheets->from.profile;
    struct rp_sheet *sheet = &sheets->of[RP_SORT_function];

    for (size_t i = 0; i < sheet->rows; i++) {
        const struct rp_profile_function *function = &profile->functions[i];
        double *row = rp_sheet_row(sheet, i);

        sheet->subjects[i].name = function->name;
        sheet->subjects[i].function = (uint32_t)i;
        sheet->subjects[i].rank = function->self > 0 ? function->worst_rank : RP_NO_ROW;
        row[RP_FUNCTION_mean] = (double)function->self * NS / (double)profile->rank_count;
        row[RP_FUNCTION_most] = (double)function->self_max * NS;
        row[RP_FUNCTION_share] = rp_profile_share(profile, function->self);
        row[RP_FUNCTION_samples] = (double)function->samples;
        for (size_t column = sheet->own_columns; column < sheet->columns; column++)
            row[column] = 0;
    }
}

/* Waiting is looked at in some ticks only: it stands for all time in MPI functions. */
static double waits_factor(const struct rp_sheet_sources *from)
{
    double in_calls_ns = 0;

    for (size_t i = 0; i < from->call_count; i++)
        in_calls_ns += (double)from->calls[i].time_ns;
    return from->waits->time_ns > 0 ? fmax(1, in_calls_ns / (double)from->waits->time_ns) : 0;
}

static void fill_late(const struct rp_sheets *sheets)
{
    const struct rp_sheet_sources *from = &sheets->from;
    const double factor = waits_factor(from) * NS / (double)from->profile->rank_count;

    for (size_t i = 0; i < from->waits->function_count; i++) {
        const struct rp_late_function *late = &from->waits->functions[i];
        double *row = NULL;

        if (late->function == RP_NO_ROW)
            continue;
        row = rp_sheet_row(&sheets->of[RP_SORT_function], late->function);
        row[RP_FUNCTION_late] = (double)late->self_ns * factor;
        row[RP_FUNCTION_late_rank] = late->worst_rank;
        sheets->of[RP_SORT_function].subjects[late->function].rank = late->worst_rank;
    }
}

static enum rp_status add_metrics(struct rp_sheets *sheets)
{
    const struct rp_profile *profile = sheets->from.profile;
    const struct rp_cluster_file *file = profile->file;
    const struct rp_sheet *sheet = &sheets->of[RP_SORT_function];
    size_t *columns = rp_sheet_metric_columns(sheet, file);
    struct rp_cluster_scan scan;

    if (!columns)
        return RP_E_NOMEM;
    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_value);
    for (const struct rp_cluster_value *value; (value = rp_cluster_scan_next(&scan)) != NULL;) {
        if (profile->chosen[value->rank] && columns[value->metric] < sheet->columns)
            rp_sheet_row(sheet,
                         profile->contexts[value->context].function)[columns[value->metric]] +=
                (double)value->value * rp_metric_factor(file, value->metric);
    }
    rp_cluster_scan_end(&scan);
    free(columns);
    return RP_OK;
}

enum rp_status rp_sheet_make_function(struct rp_sheets *sheets)
{
    const struct rp_profile *profile = sheets->from.profile;
    enum rp_status status = rp_sheet_init(&sheets->of[RP_SORT_function], RP_SORT_function,
                                          profile->function_count, profile->file);

    if (status != RP_OK)
        return status;
    fill_functions(sheets);
    if (sheets->from.waits)
        fill_late(sheets);
    return add_metrics(sheets);
}

enum rp_status rp_sheet_make_call(struct rp_sheets *sheets)
{
    const struct rp_sheet_sources *from = &sheets->from;
    struct rp_sheet *sheet = &sheets->of[RP_SORT_call];
    const enum rp_status status = rp_sheet_init(sheet, RP_SORT_call, from->call_count, NULL);

    for (size_t i = 0; status == RP_OK && i < sheet->rows; i++) {
        const struct rp_mpi_call_sum *call = &from->calls[i];
        double *row = rp_sheet_row(sheet, i);

        sheet->subjects[i].name = call->name;
        sheet->subjects[i].rank = call->worst_rank;
        row[RP_CALL_calls] = (double)call->calls;
        row[RP_CALL_mean] = (double)call->time_ns * NS / (double)from->profile->rank_count;
        row[RP_CALL_most] = (double)call->time_max_ns * NS;
        row[RP_CALL_bytes] = (double)(call->sent + call->received);
    }
    return status;
}
