/* environment.h: sets what the agent finds in the application's environment.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_ENVIRONMENT_H
#define RANKPROF_COLLECTOR_ENVIRONMENT_H

#include "collector/run.h"
#include "common/error.h"

/* Puts `modules` (separated by ':') first in LD_PRELOAD, and tells the agent socket and settings.
 */
enum rp_status rp_environment_set(const struct rp_run_settings *settings, const char *modules,
                                  const char *socket_name, struct rp_error *error);

#endif
