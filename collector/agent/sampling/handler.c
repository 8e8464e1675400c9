/* handler.c: the signal handler that samples the thread it interrupts.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/sampling/handler.h"

#include <errno.h>

#include "collector/agent/agent.h"
#include "collector/agent/interpose/disposition.h"
#include "collector/agent/sampling/cause.h"
#include "collector/agent/sampling/sample.h"

char rp_handler_mark;
char rp_handler_event_mark;

static void postpone(struct rp_thread *thread, const struct rp_cause *cause)
{
    if (cause->clock)
        atomic_fetch_add_explicit(&thread->postponed, 1, memory_order_relaxed);
    if (cause->events)
        atomic_store_explicit(&thread->events_postponed, true, memory_order_relaxed);
}

static void sample(struct rp_thread *thread, const struct rp_cause *cause, void *context)
{
    if (!thread || (!cause->clock && !cause->events))
        return;
    thread->sampling = true; /* before the look at `alive`: withdraw.c */
    atomic_signal_fence(memory_order_seq_cst);
    if (!rp_agent_alive(thread->agent))
        ;
    else if (thread->inside)
        postpone(thread, cause);
    else
        rp_sample_take(thread, context, cause);
    atomic_signal_fence(memory_order_seq_cst);
    thread->sampling = false;
}

void rp_handler(int signal, siginfo_t *info, void *context)
{
    struct rp_thread *const thread = rp_thread_self();
    const int saved_errno = errno;
    struct rp_cause cause;

    if (rp_cause_find(&cause, thread, signal, info))
        sample(thread, &cause, context);
    else
        rp_disposition_follow(signal, info, context);
    errno = saved_errno;
}
