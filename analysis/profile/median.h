/* median.h: the middle of some numbers, and how far they lie around it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_MEDIAN_H
#define RANKPROF_ANALYSIS_PROFILE_MEDIAN_H

#include <stddef.h>

/* The median; sorts the numbers. `count` is at least 1. */
double rp_median(double *numbers, size_t count);

/* The median of the distances from `middle`; overwrites the numbers. */
double rp_median_distance(double *numbers, size_t count, double middle);

/* The standard deviation of a normal distribution, by its median distance. */
#define RP_DEVIATION_BY_MAD 1.4826

#endif
