/* report_json_waits.h: what JSON tells of waiting and of clocks; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_JSON_WAITS_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_JSON_WAITS_H

#include <jansson.h>

#include "analysis/report/report_view.h"

/*
 * {seconds, waited_seconds, calls [{call, caller, ..., late [{function, leaf, path, ranks, ...}]}],
 * functions [{function, self_seconds, total_seconds, ...}]}.
 */
json_t *rp_report_json_waits(const struct rp_report *report);

/* [{node, ahead_seconds, error_seconds, ...}], one a node: the last estimate of its clock. */
json_t *rp_report_json_clocks(const struct rp_report *report);

#endif
