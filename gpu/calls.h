/* calls.h: what we do when the program calls the CUDA driver.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_CALLS_H
#define RANKPROF_GPU_CALLS_H

#include "gpu/trace.h"

/* For CUPTI; `user` is a struct rp_trace. */
void rp_calls_callback(void *user, int domain, uint32_t call, const void *data);

/* Has us told of the calls that matter, each one by itself, never of whole domains. */
rp_cupti_result rp_calls_enable(struct rp_trace *trace, bool enable);

#endif
