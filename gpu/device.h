/* device.h: tells of the GPUs that the process uses.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_DEVICE_H
#define RANKPROF_GPU_DEVICE_H

#include "gpu/trace.h"

/* A context was made on `device`, or something ran there: it is described if it was not so far. */
void rp_device_meet(struct rp_trace *trace, uint32_t device);

/* The version of the driver, 13000 for 13.0; 0: there is none in this process. */
int rp_device_driver(void);

#endif
