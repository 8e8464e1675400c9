/* student.h: Student's t distribution; with many degrees of freedom the normal one.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_STUDENT_H
#define RANKPROF_ANALYSIS_FINDINGS_STUDENT_H

/* The probability that |t| is larger, both sides together. `freedom` may be any positive number. */
double rp_student_tail(double t, double freedom);

/* The t that is exceeded with the probability `tail`, both sides together, from 1e-300 to 1. */
double rp_student_quantile(double tail, double freedom);

#endif
