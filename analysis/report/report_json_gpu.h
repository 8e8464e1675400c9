/* report_json_gpu.h: what JSON tells of GPUs; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_JSON_GPU_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_JSON_GPU_H

#include <jansson.h>

#include "analysis/report/report_view.h"

/* Sets "gpu" (kernels), "gpu_copies", "gpu_waits", "gpus", "gpu_idle", "gpu_launches" and
 * "gpu_tracing"; the lists are empty where no GPU was used. */
void rp_report_json_gpu(const struct rp_report *report, json_t *object);

#endif
