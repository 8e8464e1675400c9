/* gpu_order.h: the order of a rank's rows about GPUs; for qsort_r(), which gives no context.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_GPU_ORDER_H
#define RANKPROF_ANALYSIS_INPUT_GPU_ORDER_H

/* By context, GPU and kind. */
int rp_gpu_order_operations(const void *left, const void *right, void *none);

/* By GPU, class and number. */
int rp_gpu_order_times(const void *left, const void *right, void *none);

/* By GPU, start and class. */
int rp_gpu_order_series(const void *left, const void *right, void *none);

#endif
