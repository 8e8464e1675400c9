/* ctl.h: asks something of a running job, and tells how it is.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_LIVE_CTL_H
#define RANKPROF_ANALYSIS_LIVE_CTL_H

#include <stdio.h>

#include "common/ctl_command.h"
#include "common/error.h"

/* How many ranks were at work, and how many of them have done what was asked. */
struct rp_ctl_answer {
    size_t running;
    size_t done;
};

/*
 * Adds the command, whose identity and time are filled in, to the control file of `directory`,
 * knocks at the collectors on this node, and waits up to `wait_s` seconds until all ranks that are
 * at work have noted it. RP_E_NOT_FOUND when none is.
 */
enum rp_status rp_ctl_send(const char *directory, struct rp_ctl_command *command, double wait_s,
                           struct rp_ctl_answer *answer, struct rp_error *error);

/* Makes every collector of this user on this node look up. */
void rp_ctl_knock(void);

/* Writes what each rank of the directory does, as a table or as JSON. */
enum rp_status rp_ctl_status(const char *directory, bool json, FILE *out, struct rp_error *error);

#endif
