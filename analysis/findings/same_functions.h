/* same_functions.h: functions that are the same by name, though they come from different builds.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_SAME_FUNCTIONS_H
#define RANKPROF_ANALYSIS_FINDINGS_SAME_FUNCTIONS_H

#include "analysis/profile/profile.h"

/*
 * By function of the profile: the lowest one of the same name in a module of the same name
 * ("libmpi.so", whatever its version and place). To be freed; NULL when out of memory.
 */
uint32_t *rp_same_functions(const struct rp_profile *profile);

/* "libmpi.so" of "/usr/lib/libmpi.so.40.30.4", to be freed; NULL when out of memory. */
char *rp_module_name(const char *path);

#endif
