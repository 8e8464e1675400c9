/* doctor.h: says what works on this host, what does not, why, and what to do about it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_DOCTOR_DOCTOR_H
#define RANKPROF_ANALYSIS_DOCTOR_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/error.h"

enum rp_doctor_state { RP_DOCTOR_OK, RP_DOCTOR_LIMITED, RP_DOCTOR_MISSING };

struct rp_doctor_finding {
    enum rp_doctor_state state;
    char reason[512]; /* what was found */
    char advice[256]; /* what to do; "" when there is nothing to do */
};

/* One row of the table of checks; `directory` is where profiles would be written. */
struct rp_doctor_check {
    const char *name;
    bool essential; /* without it nothing can be profiled */
    void (*check)(const char *directory, struct rp_doctor_finding *out);
};

/* Ended by a NULL name. */
extern const struct rp_doctor_check rp_doctor_checks[];

/* *works: nothing essential is missing. Writes text, or JSON of schema rankprof.doctor/1. */
enum rp_status rp_doctor(const char *directory, bool json, FILE *out, bool *works,
                         struct rp_error *error);

#endif
