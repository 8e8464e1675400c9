/* trap.h: whether SIGTRAP may be ours in this program.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_TRAP_H
#define RANKPROF_AGENT_TRAP_H

#include <stdbool.h>

/* NULL, or why perf_event must not signal this process by SIGTRAP. */
const char *rp_trap_refusal(void);

/* Does the calling thread block it? It may wait for it, too, and would find ours. */
bool rp_trap_is_blocked(void);

#endif
