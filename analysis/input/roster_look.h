/* roster_look.h: looks at rank files before it is decided which of them are merged.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_ROSTER_LOOK_H
#define RANKPROF_ANALYSIS_INPUT_ROSTER_LOOK_H

#include "analysis/input/roster.h"

/* Gives the entry a reason not to be merged. */
__attribute__((format(printf, 3, 4))) enum rp_status
rp_roster_leave_out(struct rp_share *share, struct rp_roster_entry *entry, const char *format, ...);

/* Collective. One entry a file, in the order of the files; those that are none have a reason. */
enum rp_status rp_roster_look(struct rp_team *team, const struct rp_inputs *inputs,
                              struct rp_share *share, struct rp_rows *all, struct rp_error *error);

/*
 * Collective. Opens the files with wanted[file], whole: those that a first look did not find
 * damaged, but are, get a reason.
 */
enum rp_status rp_roster_look_closer(struct rp_team *team, const struct rp_inputs *inputs,
                                     struct rp_share *share, const bool *wanted,
                                     struct rp_rows *all, struct rp_error *error);

#endif
