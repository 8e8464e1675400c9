/* module_path.h: finds the modules that are loaded into the application.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_MODULE_PATH_H
#define RANKPROF_COLLECTOR_START_MODULE_PATH_H

#include <limits.h>

#include "common/error.h"

/*
 * Stores the path of `name` (for example "librankprof-agent.so"): in the directories of
 * RANKPROF_MODULE_PATH, separated by colons, else relative to this program, installed or in its
 * build tree. RP_E_UNSUPPORTED when the path has a character that separates files in LD_PRELOAD.
 */
enum rp_status rp_module_path_find(const char *name, char path[PATH_MAX], struct rp_error *error);

#endif
