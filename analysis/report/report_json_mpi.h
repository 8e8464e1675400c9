/* report_json_mpi.h: what JSON tells of MPI; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_JSON_MPI_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_JSON_MPI_H

#include <jansson.h>

#include "analysis/report/report_view.h"

/* {parallel, load_balance, communication, ...}, or null without MPI; NULL without memory. */
json_t *rp_report_json_efficiency(const struct rp_report *report);

/* [{start_seconds, end_seconds, parallel, ...}]: stretches of the length of a slice. */
json_t *rp_report_json_efficiency_slices(const struct rp_report *report);

/* Which rank went first; null when all ended with status 0. */
json_t *rp_report_json_first_end(const struct rp_report *report);

/* A list: each region followed by those within it. */
json_t *rp_report_json_regions(const struct rp_report *report);

/* [{call, count, seconds, bytes, ...}], by time; NULL without memory. */
json_t *rp_report_json_mpi(const struct rp_report *report);

/* [{class, seconds, calls}]: time of the chosen ranks in MPI by class, and outside of it. */
json_t *rp_report_json_mpi_classes(const struct rp_report *report);

/* {pairs, pairs_rest, sizes, collectives, files}: who exchanged how much with whom. */
json_t *rp_report_json_mpi_traffic(const struct rp_report *report);

#endif
