/* check.h: judges a run by runs of the same program from before: a gate for continuous integration.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_COMPARE_CHECK_H
#define RANKPROF_ANALYSIS_COMPARE_CHECK_H

#include <stdbool.h>
#include <stdio.h>

#include "common/error.h"

/* The exit statuses of `rankprof check`; 3 is for input that cannot be used. */
enum rp_verdict { RP_VERDICT_FINE = 0, RP_VERDICT_SLOWER = 1, RP_VERDICT_UNKNOWN = 2 };

struct rp_check_settings {
    const char *const *paths; /* the baselines, then the new run */
    size_t path_count;
    const char *by;     /* metric; NULL: the sampled time */
    double max_regress; /* percent: what is slower by less is not named */
    double noise_floor; /* percent; not known: negative */
    double risk;        /* percent */
    const char *junit;  /* file to write as well; NULL: none */
    const char *color;
    bool code; /* functions outside of MPI alone are judged */
    bool json;
};

/* RP_OK with a verdict, whatever it is; otherwise the input cannot be used. */
enum rp_status rp_check(const struct rp_check_settings *settings, FILE *out, FILE *messages,
                        enum rp_verdict *verdict, struct rp_error *error);

#endif
