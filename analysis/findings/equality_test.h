/* equality_test.h: which of values that should be equal are not, at a stated chance of error.
 * SPDX-License-Identifier: Apache-2.0
 *
 * For what findings and discrepancies tell; the outliers of the view of ranks are only shown
 * (analysis/profile/outliers.h). The distance from the median is compared with the noise, which is
 * estimated in two ways:
 *
 * - among the values: 1.4826 times the median distance from the median (MAD). Outliers do not move
 *   it, but of few values it says little: of 4 equal ones, each tenth time one is farther than
 *   five times of it. The critical multiples come from a simulation (scripts/robust-quantiles).
 * - within each value, when it was measured in several stretches of time: by how much it changed
 *   from one to the other. With few values that is the better estimate, provided that all others
 *   agree; then the critical multiple is that of Student's distribution.
 *
 * The modified z-score is due to B. Iglewicz and D. Hoaglin (How to Detect and Handle Outliers,
 * 1993); dividing the chance of error among all comparisons bounds that of any error (Bonferroni).
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_EQUALITY_TEST_H
#define RANKPROF_ANALYSIS_FINDINGS_EQUALITY_TEST_H

#include <stdbool.h>
#include <stddef.h>

#include "common/status.h"

#define RP_EQUALITY_LEAST 4u /* of fewer values none can be told from the others */

/* Values over time hang together: what one stretch tells, the next one tells in part again. */
#define RP_HANGS_TOGETHER 1.5

/* The noise within values. */
struct rp_noise_within {
    double deviation; /* of a value's mean over time; unknown: not measured */
    double freedom;   /* degrees of freedom of the estimate */
};

struct rp_equality {
    double middle;   /* median */
    double distance; /* from it, from which on a value is outlying */
};

/*
 * `tail`: the chance that one of `count` equal values is called outlying, for each of them.
 * Distances below `least` are never outlying. RP_E_NOMEM.
 */
enum rp_status rp_equality_test(const double *values, size_t count,
                                const struct rp_noise_within *within, double tail, double least,
                                struct rp_equality *out);

/* How many times 1.4826 MAD one of `count` equal values exceeds with the probability `tail`. */
double rp_equality_multiple(size_t count, double tail);

#endif
