/* gpu_driver.h: whether this node has a driver for GPUs, and whether a program asks for one.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_DRIVER_H
#define RANKPROF_COLLECTOR_GPU_GPU_DRIVER_H

#include <stdbool.h>

/* Is a driver of NVIDIA's to be found? Nothing of it is loaded. */
bool rp_gpu_driver_is_there(void);

/* Was the program built with CUDA? Its kernels lie in sections of their own. */
bool rp_gpu_driver_is_wanted(const char *executable);

#endif
