/* slept.h: what a thread that calls MPI waits for in the kernel, for its tick log.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Samples on CPU time do not see a thread that waits. When others wait for it meanwhile, it is
 * worth knowing where it did.
 */
#ifndef RANKPROF_AGENT_SLEPT_H
#define RANKPROF_AGENT_SLEPT_H

#include <stdint.h>

/* Before a call that may wait; what it returns is for the end. Async-signal-safe. */
uint64_t rp_slept_begin(void);

/* After it. Keeps errno. Async-signal-safe. */
void rp_slept_end(uint64_t start_ns);

#endif
