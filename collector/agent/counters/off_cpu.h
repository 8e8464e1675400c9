/* off_cpu.h: what the collector needs to tell how long threads did not run.
 * SPDX-License-Identifier: Apache-2.0
 *
 * While a thread is alive the collector asks the kernel. Where it begins, and what it was when it
 * ended, only the thread itself can tell.
 */
#ifndef RANKPROF_AGENT_OFF_CPU_H
#define RANKPROF_AGENT_OFF_CPU_H

#include "collector/agent/agent.h"

/* In a thread that is to be sampled from now on, and in one whose sampling ends. */
void rp_off_cpu_start(const struct rp_thread *thread);
void rp_off_cpu_end(const struct rp_thread *thread);

/* The same for the threads that are still alive at exit(). */
void rp_off_cpu_end_all(struct rp_agent *agent);

#endif
