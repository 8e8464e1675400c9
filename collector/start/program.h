/* program.h: finds the application's file, and says whether the agent can be loaded into it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_PROGRAM_H
#define RANKPROF_COLLECTOR_START_PROGRAM_H

#include <limits.h>

#include "common/error.h"

/*
 * Resolves `name` as execvp(3) does and stores the file in `path`. RP_E_NOT_FOUND: there is none;
 * RP_E_PERMISSION: there is one that cannot be executed (a directory, or no permission).
 */
enum rp_status rp_program_find(const char *name, char path[PATH_MAX], struct rp_error *error);

/*
 * RP_OK when the dynamic loader of `path` (or, for a script, of its interpreter) will load the
 * agent. RP_E_UNSUPPORTED when it will not, and *error says why and what to do.
 */
enum rp_status rp_program_examine(const char *path, struct rp_error *error);

#endif
