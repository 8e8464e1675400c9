/* diff.h: what changed from one run to another: times, call paths, software, machines.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_COMPARE_DIFF_H
#define RANKPROF_ANALYSIS_COMPARE_DIFF_H

#include <stdbool.h>
#include <stdio.h>

#include "common/error.h"

struct rp_diff_settings {
    const char *old_path, *new_path;
    const char *by; /* metric; NULL: the sampled time */
    double limit;   /* rows of each part; 0: the usual */
    const char *color;
    bool json;
};

enum rp_status rp_diff(const struct rp_diff_settings *settings, FILE *out, FILE *messages,
                       struct rp_error *error);

#endif
