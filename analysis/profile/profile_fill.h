/* profile_fill.h: fills a profile whose metric and ranks are chosen.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_PROFILE_FILL_H
#define RANKPROF_ANALYSIS_PROFILE_PROFILE_FILL_H

#include "analysis/profile/profile.h"

/* Makes functions and contexts, and adds up the values of the chosen ranks. */
enum rp_status rp_profile_fill(struct rp_profile *profile, struct rp_error *error);

/* Sets function and outermost of every context, and the names of the functions. */
enum rp_status rp_profile_name_functions(struct rp_profile *profile, struct rp_error *error);

/* Sets what the profile is narrowed to; NULL: nothing. RP_E_USAGE for a region that is not there.
 */
enum rp_status rp_profile_choose_region(struct rp_profile *profile, const char *name,
                                        struct rp_error *error);

/* Sets each function's line to where its exclusive value is largest. */
enum rp_status rp_profile_place_functions(struct rp_profile *profile, struct rp_error *error);

#endif
