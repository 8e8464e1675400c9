/* report_core_hours.h: what a job cost, and what for; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_CORE_HOURS_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_CORE_HOURS_H

#include <jansson.h>

#include "analysis/report/report_view.h"

void rp_report_write_core_hours(const struct rp_report *report);

/* {cores, total, price, parts: [{what, meaning, share, core_hours, money}]}; null without MPI */
json_t *rp_report_json_core_hours(const struct rp_report *report);

#endif
