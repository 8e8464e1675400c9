/* environment.h: sets what the agent finds in the application's environment.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_ENVIRONMENT_H
#define RANKPROF_COLLECTOR_ENVIRONMENT_H

#include "collector/run.h"
#include "common/error.h"

/* What the agent is told besides the settings; nothing is owned. */
struct rp_environment {
    const char *modules; /* to be preloaded, separated by ':' */
    const char *socket_name;
    uint64_t offset_ns; /* CLOCK_REALTIME less CLOCK_MONOTONIC at the session's start */
};

/* Puts the modules first in LD_PRELOAD, and tells the agent socket and settings. */
enum rp_status rp_environment_set(const struct rp_run_settings *settings,
                                  const struct rp_environment *environment, struct rp_error *error);

#endif
