/* name.h: the texts of kernels and calls in the segment, each but once.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_NAME_H
#define RANKPROF_GPU_NAME_H

#include "gpu/trace.h"

#define RP_NAME_BYTES 4096u /* of a name at most; the rest is cut off */

/* Its place in the heap of strings; RP_STRING_NONE when there is no room. Any thread may. */
uint32_t rp_name(struct rp_trace *trace, const char *text);

/* RP_GPU_COMMUNICATION for kernels of libraries that communicate, else RP_GPU_KERNEL. */
enum rp_gpu_kind rp_name_kind(const char *kernel);

#endif
