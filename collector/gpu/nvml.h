/* nvml.h: the functions of NVML, found at run time.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_NVML_H
#define RANKPROF_COLLECTOR_GPU_NVML_H

#include <stdbool.h>
#include <stddef.h>

#include "collector/gpu/nvml_abi.h"

/* A function that the library lacks is NULL. */
struct rp_nvml {
#define NEEDED(name, arguments) rp_nvml_result(*name) arguments;
#define WANTED(name, arguments) rp_nvml_result(*name) arguments;
#include "collector/gpu/nvml_calls.def"
#undef NEEDED
#undef WANTED
    const char *(*error_text)(rp_nvml_result result);
    void *library;
};

/* False: `reason` says in a few words what is missing. It may take a second, and may hang. */
bool rp_nvml_open(struct rp_nvml *out, char *reason, size_t bytes);
void rp_nvml_close(struct rp_nvml *nvml);

/* In NVML's words. */
const char *rp_nvml_text(const struct rp_nvml *nvml, rp_nvml_result result);

#endif
