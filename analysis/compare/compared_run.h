/* compared_run.h: what of a job's profile is compared with the profiles of other runs.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A run is loaded, what is compared is kept, and the file is let go of: memory is bounded by
 * contexts, not by the number of ranks.
 */
#ifndef RANKPROF_ANALYSIS_COMPARE_COMPARED_RUN_H
#define RANKPROF_ANALYSIS_COMPARE_COMPARED_RUN_H

#include <stdio.h>

#include "analysis/compare/compared_facts.h"
#include "analysis/compare/compared_names.h"
#include "analysis/report/report_input.h"

/* Values are means of the ranks, in the unit of the metric; samples are of all ranks together. */
struct rp_compared_value {
    double self;    /* exclusive */
    double total;   /* inclusive */
    double samples; /* of self */
};

struct rp_compared_values {
    struct rp_compared_value *list; /* by number of the names; shorter when later runs have more */
    size_t count;
};

struct rp_compared_run {
    char *shown; /* path */
    char *metric, *unit;
    size_t ranks, nodes;
    double wall_seconds;
    double value; /* of everything, mean of the ranks */
    double samples;
    bool partial;
    struct rp_compared_values functions, paths;
    struct rp_compared_facts facts;
};

/* All runs of one comparison. Zeroed, it is empty. */
struct rp_compared_runs {
    struct rp_compared_names functions, paths;
    struct rp_compared_run *list;
    size_t count;
};

/* How runs are loaded. */
struct rp_compared_settings {
    const char *command; /* who asks, for messages: "diff" */
    const char *metric;  /* NULL: the sampled time */
    FILE *messages;
};

/* Adds the run in `path`; errors as of rp_report_input_load() and rp_profile_new(). */
enum rp_status rp_compared_runs_add(struct rp_compared_runs *runs, const char *path,
                                    const struct rp_compared_settings *settings,
                                    struct rp_error *error);

/* The same of a file that is open. */
enum rp_status rp_compared_runs_add_loaded(struct rp_compared_runs *runs,
                                           const struct rp_report_input *input, const char *metric,
                                           struct rp_error *error);
void rp_compared_runs_release(struct rp_compared_runs *runs);

/*
 * Standard error of a value that rests on so many samples, in the value's unit: they come by a
 * clock, so it is as sure as one part in the root of their number.
 */
double rp_counting_error(double value, double samples);

/* Of a function or path; zeroes where the run does not have it. */
struct rp_compared_value rp_compared_value(const struct rp_compared_values *values, size_t number);

#endif
