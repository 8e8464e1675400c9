/* problems.h: what was wrong with texts of users, each as one sentence with file and line.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_PROBLEMS_H
#define RANKPROF_ANALYSIS_FINDINGS_PROBLEMS_H

#include <stddef.h>

#define RP_PROBLEMS_KEPT 20u

/* Zeroed, it is empty. */
struct rp_problems {
    char *kept[RP_PROBLEMS_KEPT];
    size_t count; /* of all; those beyond are counted only */
};

/* Adds "FILE:LINE: sentence"; line 0: the file as a whole. */
void rp_problem(struct rp_problems *problems, const char *file, unsigned line, const char *format,
                ...) __attribute__((format(printf, 4, 5)));
void rp_problems_release(struct rp_problems *problems);

#endif
