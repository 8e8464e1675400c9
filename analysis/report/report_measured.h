/* report_measured.h: values of the metrics that follow from counters; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_MEASURED_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_MEASURED_H

#include "analysis/findings/scope.h"
#include "analysis/report/report_view.h"

/* What metrics are worked out for: everything together, and each function. */
struct rp_measured {
    const struct rp_report *report;
    struct rp_sheet all; /* one row */
    struct rp_scope whole, by_function;
};

/* On failure too there is something to release. RP_E_NOMEM. */
enum rp_status rp_measured_init(struct rp_measured *it, const struct rp_report *report);
void rp_measured_release(struct rp_measured *it);

/* Of a row of `whole` or `by_function`; unknown where an event was not counted. */
double rp_measured_value(struct rp_scope *scope, const char *metric, size_t row);
bool rp_measured_is_counted(const struct rp_measured *it, const char *event);

#endif
