/* report_measured.c: values of the metrics that follow from counters, of the job and its functions.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report_measured.h"

/* Sums of all functions are those of the job, for exclusive values. */
static enum rp_status add_up(struct rp_measured *it)
{
    const struct rp_sheets *sheets = &it->report->insight.sheets;
    const struct rp_sheet *functions = &sheets->of[RP_SORT_function];
    const enum rp_status status = rp_sheet_init(&it->all, RP_SORT_function, 1, it->report->file);

    for (size_t column = 0; status == RP_OK && column < functions->columns; column++) {
        double sum = 0;

        for (size_t i = 0; i < functions->rows; i++) {
            const double value = rp_sheet_row(functions, i)[column];

            sum += rp_is_known(value) ? value : 0;
        }
        rp_sheet_row(&it->all, 0)[column] = sum;
    }
    return status;
}

enum rp_status rp_measured_init(struct rp_measured *it, const struct rp_report *report)
{
    const struct rp_sheets *sheets = &report->insight.sheets;
    const struct rp_metric_groups *groups = &report->insight.data.groups;
    enum rp_status status = RP_OK;

    *it = (struct rp_measured){.report = report};
    status = add_up(it);
    if (status == RP_OK)
        status = rp_scope_init(&it->whole, sheets, RP_SORT_function, groups);
    if (status == RP_OK)
        status = rp_scope_init(&it->by_function, sheets, RP_SORT_function, groups);
    it->whole.sheet = &it->all;
    return status;
}

void rp_measured_release(struct rp_measured *it)
{
    rp_scope_release(&it->whole);
    rp_scope_release(&it->by_function);
    rp_sheet_release(&it->all);
}

double rp_measured_value(struct rp_scope *scope, const char *metric, size_t row)
{
    uint32_t place = 0;

    scope->row = row;
    return rp_scope_find(scope, metric, &place) ? rp_scope_value(scope, place) : RP_UNKNOWN;
}

bool rp_measured_is_counted(const struct rp_measured *it, const char *event)
{
    return rp_sheet_find(&it->all, event) < it->all.columns;
}
