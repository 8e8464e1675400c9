/* sample.h: takes a sample of the interrupted thread.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_SAMPLE_H
#define RANKPROF_AGENT_SAMPLE_H

#include <stdint.h>
#include <ucontext.h>

#include "collector/agent/thread.h"

/*
 * Gives what the thread used since its last sample to the calling context it was interrupted in.
 * `overruns` is how many timer expirations this one stands for besides itself.
 */
void rp_sample_take(struct rp_thread *thread, const ucontext_t *context, uint32_t overruns);

/*
 * The same for samples that found the thread within a recorder (rp_thread.postponed): to be taken
 * by the thread itself before it leaves, in its calling context. Not from the handler.
 */
void rp_sample_take_postponed(struct rp_thread *thread);

/*
 * Gives what the thread used since its last sample to RP_CONTEXT_UNSAMPLED: at the thread's end.
 * Not from the handler.
 */
void rp_sample_rest(struct rp_thread *thread);

#endif
