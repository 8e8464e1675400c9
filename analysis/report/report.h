/* report.h: shows a profile as text, JSON or CSV.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "common/error.h"

#define RP_REPORT_VIEWS                                                                            \
    "top|findings|tree|callers|metrics|roofline|mpi|waits|gpu|efficiency|regions|ranks|quality"

struct rp_report_settings {
    const char *command; /* who asks, for messages: "report" */
    const char *path;   /* cluster file, rank file or directory; NULL: the newest rankprof-* here */
    const char *view;   /* one of RP_REPORT_VIEWS */
    const char *by;     /* metric, or NULL for the sampled time */
    const char *ranks;  /* "0-63,137", or NULL for all */
    const char *region; /* only what ran in it: its name or path; or NULL */
    const char *rules;  /* directories of the user's rules, separated by colons, or NULL */
    const char *function;              /* part of the name whose callers are asked for, or NULL */
    const char *color;                 /* auto, always, never */
    double price;                      /* of a core-hour, in whatever money; 0: not told */
    double peak_flops, peak_bandwidth; /* of a core, in GFLOP/s and GB/s; 0: not told */
    double limit;                      /* rows at most; 0: what fits the view */
    bool json;
    bool csv;
};

/*
 * Writes the report to `out`, and what the user must know besides (waiting, merging) to
 * `messages`. *partial tells whether ranks are missing or not complete.
 */
enum rp_status rp_report(const struct rp_report_settings *settings, FILE *out, FILE *messages,
                         bool *partial, struct rp_error *error);

#endif
