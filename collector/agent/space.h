/* space.h: the segment in this process's memory: its front, and the trees of threads on demand.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_SPACE_H
#define RANKPROF_AGENT_SPACE_H

#include "collector/agent/agent.h"

/*
 * Gives the file `fd` the size of a segment and maps its front: all but the trees. Sets
 * agent->header; false, with nothing left behind, when the system refuses.
 */
bool rp_space_make(struct rp_agent *agent, int fd, uint32_t metrics);

/* The tree of a slot, mapped when it is asked for first; NULL when the system refuses. */
char *rp_space_tree(struct rp_agent *agent, uint32_t slot);

/*
 * The area for GPUs, mapped anew; NULL when there is none. It stays mapped until the process ends,
 * for the GPU's driver may write there at any time.
 */
void *rp_space_gpu(struct rp_agent *agent);

/* Unmaps the segment. */
void rp_space_leave(struct rp_agent *agent);

#endif
