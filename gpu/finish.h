/* finish.h: fetches the last records when the process ends.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_FINISH_H
#define RANKPROF_GPU_FINISH_H

/* Has it done at exit(3), before the driver's own work there. */
void rp_finish_prepare(void);

#endif
