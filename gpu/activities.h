/* activities.h: which records CUPTI makes.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_ACTIVITIES_H
#define RANKPROF_GPU_ACTIVITIES_H

#include "gpu/trace.h"

/* Starts the making of records: attributes, clock, buffers, kinds. */
rp_cupti_result rp_activities_start(struct rp_trace *trace);

rp_cupti_result rp_activities_enable(struct rp_trace *trace, bool enable);

#endif
