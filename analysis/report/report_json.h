/* report_json.h: the report as a JSON object; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_JSON_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_JSON_H

#include <jansson.h>

#include "analysis/report/report_view.h"

/*
 * What docs/schema/report.schema.json describes, without call paths: NULL without memory. Of
 * functions and ranks at most `hotspots` and `ranks` are listed; what the others are together
 * stands beside them.
 */
json_t *rp_report_json_object(const struct rp_report *report, size_t hotspots, size_t ranks);

/* A name that may hold bytes that are no UTF-8, which JSON cannot: those are written as \xNN. */
json_t *rp_report_json_name(const char *name);

/*
 * Writes the object, which it takes over, and a line feed; `indent` columns a level. RP_E_IO, with
 * the sentence `failure`, where that fails.
 */
enum rp_status rp_report_json_write(json_t *object, size_t indent, FILE *out, const char *failure,
                                    struct rp_error *error);

#endif
