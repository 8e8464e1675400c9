/* environment.h: sets what the agent finds in the application's environment.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_ENVIRONMENT_H
#define RANKPROF_COLLECTOR_START_ENVIRONMENT_H

#include "collector/start/run.h"
#include "common/error.h"

#define RP_ENV_INJECTION "CUDA_INJECTION64_PATH" /* read by NVIDIA's driver */
#define RP_ENV_RANGES    "NVTX_INJECTION64_PATH" /* read by NVTX, which programs include */

/* What the agent is told besides the settings; nothing is owned. */
struct rp_environment {
    const char *modules;    /* to be preloaded, separated by ':' */
    const char *gpu_module; /* to be loaded by the driver of GPUs; "": none */
    const char *socket_name;
    uint64_t offset_ns; /* CLOCK_REALTIME less CLOCK_MONOTONIC at the session's start */
};

/*
 * Puts the modules first in LD_PRELOAD, names that for GPUs to the driver unless another tool has
 * named its own, and tells the agent socket and settings.
 */
enum rp_status rp_environment_set(const struct rp_run_settings *settings,
                                  const struct rp_environment *environment, struct rp_error *error);

/* The library of another tool that the driver is to load in place of `module`; NULL: none. */
const char *rp_environment_other_tool(const char *module);

#endif
