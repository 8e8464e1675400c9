/* control.h: what the collector asks of a running process, followed by each thread at its samples.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Nothing is sent to the application: a thread that is sampled looks at a page that the collector
 * writes (common/segment_control.h). Where no samples are wanted its trigger goes on, slowly, and
 * only looks; so a thread that waits is left alone, and one that runs follows within a second.
 */
#ifndef RANKPROF_AGENT_CONTROL_H
#define RANKPROF_AGENT_CONTROL_H

#include "collector/agent/thread.h"

/* At the start of a thread's trigger: what holds now. */
void rp_control_start(struct rp_thread *thread);

/*
 * Before a sample is taken, in the thread itself: follows what has changed. False: the sample is
 * not to be taken; its time was given to RP_CONTEXT_UNSAMPLED. Async-signal-safe.
 */
bool rp_control_look(struct rp_thread *thread);

/* How often the thread is to be interrupted, in ns of its clock, and the level for its events. */
uint64_t rp_control_period_ns(const struct rp_thread *thread);
uint32_t rp_control_event_level(const struct rp_thread *thread);

#endif
