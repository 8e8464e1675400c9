/* report_json_findings.h: findings and discrepancies as JSON; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_JSON_FINDINGS_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_JSON_FINDINGS_H

#include <jansson.h>

#include "analysis/report/report_view.h"

/* [{kind, text, recoverable, evidence, hint, ranks, nodes, function, others}] */
json_t *rp_report_json_findings(const struct rp_report *report);

/* [{kind, what, value, usual, text, ranks, nodes, whole_nodes, difference, score}] */
json_t *rp_report_json_discrepancies(const struct rp_report *report);

/* {comparisons, untried, problems, risk, noise}: what was looked for, and could have been seen. */
json_t *rp_report_json_looked_for(const struct rp_report *report);

#endif
