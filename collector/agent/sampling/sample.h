/* sample.h: takes a sample of the interrupted thread.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_SAMPLE_H
#define RANKPROF_AGENT_SAMPLE_H

#include <ucontext.h>

#include "collector/agent/sampling/cause.h"

/* Gives what the thread used, of what caused the sample, to the calling context it was found in. */
void rp_sample_take(struct rp_thread *thread, const ucontext_t *context,
                    const struct rp_cause *cause);

/*
 * The same for samples that found the thread within a recorder (rp_thread.postponed): to be taken
 * by the thread itself before it leaves, in its calling context. Not from the handler.
 */
void rp_sample_take_postponed(struct rp_thread *thread);

static inline bool rp_sample_is_postponed(const struct rp_thread *thread)
{
    return atomic_load_explicit(&thread->postponed, memory_order_relaxed) > 0 ||
           atomic_load_explicit(&thread->events_postponed, memory_order_relaxed);
}

/* Gives what the thread used since its last sample to RP_CONTEXT_UNSAMPLED. */
void rp_sample_pass(struct rp_thread *thread);

/* Interrupts the thread as often as it is to be from now on (control.h). */
void rp_sample_pace(struct rp_thread *thread);

/* The same as rp_sample_pass() at the thread's end, and its last name. Not from the handler. */
void rp_sample_rest(struct rp_thread *thread);

#endif
