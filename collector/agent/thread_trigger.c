/* thread_trigger.c: the trigger of a thread, from its start to its end.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "collector/agent/agent.h"
#include "collector/agent/cancellation.h"

/* `avoided`: a signal that the source must not use, or 0. */
static void start(struct rp_thread *thread, int avoided)
{
    const struct rp_agent *const agent = thread->agent;
    const struct rp_trigger_order order = {
        .choice = &agent->triggers,
        .signal = agent->signal,
        .avoided = avoided,
        .period_ns = agent->settings.period_ns << thread->budget.level,
    };
    const bool started = rp_trigger_start(&thread->trigger, &order);

    thread->ends_waits = started && thread->trigger.source->ends_waits;
    atomic_store_explicit(&thread->triggered, started, memory_order_release);
    if (!started)
        atomic_fetch_add_explicit(&agent->header->refused_threads, 1, memory_order_relaxed);
}

void rp_thread_start_trigger(struct rp_thread *thread)
{
    rp_budget_start(&thread->budget);
    start(thread, 0);
}

bool rp_thread_stop_trigger(struct rp_thread *thread)
{
    const bool ran = atomic_exchange_explicit(&thread->triggered, false, memory_order_acquire);

    if (ran)
        thread->trigger.source->stop(&thread->trigger);
    return ran;
}

void rp_thread_close_trigger(struct rp_thread *thread)
{
    if (rp_thread_stop_trigger(thread))
        thread->trigger.source->close(&thread->trigger);
}

void rp_thread_forget_trigger(struct rp_thread *thread)
{
    if (atomic_exchange_explicit(&thread->triggered, false, memory_order_relaxed))
        thread->trigger.source->forget(&thread->trigger);
}

/* A child made by vfork() runs in the memory of its parent, whose trigger it is. */
static bool is_borrowed(const struct rp_thread *thread)
{
    return atomic_load_explicit(&thread->tree.thread->tid, memory_order_relaxed) != gettid();
}

/* A source that needs a signal besides ours is one of perf_event. */
static bool uses_perf(const struct rp_thread *thread)
{
    return thread->triggered && thread->trigger.source->signal != 0 && !is_borrowed(thread);
}

/* Our code in a call of the program's, which may be in a handler that interrupted our code. */
struct visit {
    bool was_inside;
    int cancellation, saved_errno;
};

static struct visit begin(struct rp_thread *thread)
{
    const struct visit visit = {thread->inside, rp_cancellation_forbid(), errno};

    thread->inside = true;
    return visit;
}

static void end(struct rp_thread *thread, const struct visit *visit)
{
    thread->inside = visit->was_inside;
    errno = visit->saved_errno;
    rp_cancellation_allow(visit->cancellation);
}

void rp_thread_leave_trap(struct rp_thread *thread)
{
    struct visit visit;

    if (!uses_perf(thread) || thread->trigger.source->signal != SIGTRAP)
        return;
    visit = begin(thread);
    rp_thread_close_trigger(thread);
    start(thread, SIGTRAP);
    end(thread, &visit);
}

bool rp_thread_pause_trigger(struct rp_thread *thread)
{
    struct visit visit;

    if (!uses_perf(thread))
        return false;
    visit = begin(thread);
    rp_thread_close_trigger(thread);
    end(thread, &visit);
    return true;
}

void rp_thread_resume_trigger(struct rp_thread *thread)
{
    const struct visit visit = begin(thread);

    start(thread, 0);
    end(thread, &visit);
}
