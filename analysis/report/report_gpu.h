/* report_gpu.h: the parts of the view of GPUs.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_GPU_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_GPU_H

#include "analysis/report/report_view.h"

/* Kernels, copies, waits of the host, each by time. */
void rp_report_gpu_operations(const struct rp_report *report);

/* GPUs with how they were used (RP_E_NOMEM), and why they were idle. */
enum rp_status rp_report_gpu_devices(const struct rp_report *report);
void rp_report_gpu_idle(const struct rp_report *report);

/* Power, clocks and the like, and what slowed GPUs. */
void rp_report_gpu_sensors(const struct rp_report *report);

/* Latency of launches, what tracing cost, what it lost, and where it could not be. */
void rp_report_gpu_launches(const struct rp_report *report);
void rp_report_gpu_tracing(const struct rp_report *report);

#endif
