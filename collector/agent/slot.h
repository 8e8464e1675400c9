/* slot.h: the slots of the segment, of which each thread that is alive has one.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_SLOT_H
#define RANKPROF_AGENT_SLOT_H

#include <stdbool.h>
#include <stdint.h>

struct rp_agent;

/* The slot's row of the segment. */
struct rp_segment_thread *rp_slot_row(struct rp_agent *agent, uint32_t slot);

/* Slots that were used so far, all of which there are. */
uint32_t rp_slot_count(const struct rp_agent *agent);

/* Takes a free slot; false when there is none. Any thread may call it. */
bool rp_slot_take(struct rp_agent *agent, uint32_t *out);

/* Gives it back. What was written in its tree before is seen by whoever takes it next. */
void rp_slot_leave(struct rp_agent *agent, uint32_t slot);

#endif
