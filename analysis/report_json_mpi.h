/* report_json_mpi.h: what JSON tells of MPI; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_JSON_MPI_H
#define RANKPROF_ANALYSIS_REPORT_JSON_MPI_H

#include <jansson.h>

#include "analysis/report_view.h"

/* {parallel, load_balance, communication, ...}, or null without MPI; NULL without memory. */
json_t *rp_report_json_efficiency(const struct rp_report *report);

/* [{call, count, seconds, bytes, ...}], by time; NULL without memory. */
json_t *rp_report_json_mpi(const struct rp_report *report);

#endif
