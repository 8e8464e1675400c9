/* report_sources.h: what interrupted threads to sample them; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_SOURCES_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_SOURCES_H

#include "analysis/report/report_view.h"

/* Texts belong to the cluster file. */
struct rp_report_source {
    const char *name;   /* or why nothing was sampled */
    const char *remark; /* why better ones were refused; "" */
    uint64_t processes; /* images of the chosen ranks */
};

/* Each source with its remark once, in the order of the processes. */
void rp_report_each_source(const struct rp_report *report,
                           void (*visit)(void *context, const struct rp_report_source *source),
                           void *context);

/* The same as lines of text. */
void rp_report_write_sources(const struct rp_report *report);

#endif
