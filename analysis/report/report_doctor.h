/* report_doctor.h: of a profile, only what should be equal for its ranks and nodes, and is not.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_DOCTOR_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_DOCTOR_H

#include "analysis/report/report.h"

/* Is there a profile: a file of ours, or a directory with some? */
bool rp_is_profile(const char *path);

/*
 * Writes text, or JSON of schema rankprof.doctor-profile/1. *alike: nothing differs that should be
 * equal. Errors as of rp_report().
 */
enum rp_status rp_report_doctor(const struct rp_report_settings *settings, FILE *out,
                                FILE *messages, bool *alike, struct rp_error *error);

#endif
