/* process.h: the agent of this process, from the dynamic linker's call to exit().
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_PROCESS_H
#define RANKPROF_AGENT_PROCESS_H

#include "collector/agent/agent.h"

/* The agent when it is attached in this very process, else NULL. Any thread may ask. */
struct rp_agent *rp_process_agent(void);

/* The modules known here, attached or not; NULL before the agent started. */
struct rp_modules *rp_process_modules(void);

#endif
