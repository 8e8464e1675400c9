/* cupti.h: the functions of CUPTI, found at run time.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_CUPTI_H
#define RANKPROF_GPU_CUPTI_H

#include <stdbool.h>

#include "gpu/cupti_abi.h"

struct rp_cupti {
#define NEEDED(name, arguments) rp_cupti_result(*name) arguments;
#define WANTED(name, arguments) rp_cupti_result(*name) arguments;
#include "gpu/cupti_calls.def"
#undef NEEDED
#undef WANTED
    uint32_t version; /* 130001 */
};

/*
 * The process's CUPTI, or the one that fits its driver, of version `driver` (13000 for 13.0).
 * False: `reason` says in a few words what is missing.
 */
bool rp_cupti_load(struct rp_cupti *out, int driver, char *reason, size_t bytes);

/* In CUPTI's words. */
const char *rp_cupti_text(const struct rp_cupti *cupti, rp_cupti_result result);

#endif
