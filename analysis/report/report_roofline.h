/* report_roofline.h: whether functions are bound by memory or by computing; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The roofline model of S. Williams, A. Waterman and D. Patterson (Roofline: An Insightful Visual
 * Performance Model for Multicore Architectures, CACM 52(4), 2009): of a function with `intensity`
 * operations for a byte of memory traffic, at most min(peak_flops, intensity * peak_bandwidth)
 * operations a second can be expected. All are of one core: by the second of its sampled time.
 *
 * The numbers are the metrics `intensity` and `flops_achieved` of the groups in data/metrics, so
 * that other events may stand behind them.
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_ROOFLINE_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_ROOFLINE_H

#include <jansson.h>

#include "analysis/report/report_view.h"

struct rp_roofline_point {
    uint32_t function;
    double time_s; /* sampled time, of all ranks */
    double intensity, flops;
    double roof; /* operations a second under the roof */
    bool by_memory;
};

struct rp_roofline {
    struct rp_roofline_point *points; /* by exclusive value, as the report's functions */
    size_t count;
    double peak_flops, peak_bandwidth; /* of a core */
    bool is_given[2];                  /* else the highest that a function reached */
    char *needs;                       /* events that were not counted: "A,B"; NULL: all were */
};

/* RP_E_NOMEM; on failure too there is something to release. */
enum rp_status rp_roofline_of(const struct rp_report *report, struct rp_roofline *out);
void rp_roofline_release(struct rp_roofline *roofline);

/* {points, peak_flops, peak_bandwidth, given, needs}; NULL without memory. */
json_t *rp_report_json_roofline(const struct rp_report *report);

#endif
