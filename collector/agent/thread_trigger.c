/* thread_trigger.c: the trigger of a thread, from its start to its end.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "collector/agent/agent.h"
#include "collector/agent/control.h"
#include "collector/agent/interpose/cancellation.h"
#include "collector/agent/interpose/trap.h"

static const struct rp_overflows *overflows_of(const struct rp_thread *thread)
{
    return &thread->agent->counters.overflows;
}

/* SIGTRAP is the program's in this thread if `no_trap`. */
static void start_events(struct rp_thread *thread, bool no_trap)
{
    const struct rp_overflow_order order = {
        .signal = thread->agent->signal,
        .no_trap = no_trap || rp_trap_is_blocked(),
        .level = rp_control_event_level(thread),
    };
    const uint32_t refused = rp_overflow_start(&thread->overflows, overflows_of(thread), &order);

    atomic_fetch_add_explicit(&thread->agent->header->refused_events, refused,
                              memory_order_relaxed);
}

static void start(struct rp_thread *thread, bool no_trap)
{
    const struct rp_agent *const agent = thread->agent;
    const struct rp_trigger_order order = {
        .choice = &agent->triggers,
        .signal = agent->signal,
        .avoided = no_trap ? SIGTRAP : 0,
        .period_ns = rp_control_period_ns(thread),
    };
    const bool started = rp_trigger_start(&thread->trigger, &order);

    if (overflows_of(thread)->count > 0)
        start_events(thread, no_trap);
    thread->ends_waits = (started && thread->trigger.source->ends_waits) ||
                         (thread->overflows.running && thread->overflows.delivery == RP_PERF_QUEUE);
    atomic_store_explicit(&thread->triggered, started, memory_order_release);
    if (!started)
        atomic_fetch_add_explicit(&agent->header->refused_threads, 1, memory_order_relaxed);
}

void rp_thread_start_trigger(struct rp_thread *thread)
{
    memset(&thread->overflows, 0, sizeof(thread->overflows));
    rp_budget_start(&thread->clock_budget, thread->last_ns);
    rp_budget_start(&thread->event_budget, thread->last_ns);
    rp_control_start(thread);
    start(thread, false);
}

bool rp_thread_stop_trigger(struct rp_thread *thread)
{
    const bool ran = atomic_exchange_explicit(&thread->triggered, false, memory_order_acquire);

    if (ran)
        thread->trigger.source->stop(&thread->trigger);
    return rp_overflow_stop(&thread->overflows, overflows_of(thread)) || ran;
}

void rp_thread_close_trigger(struct rp_thread *thread)
{
    if (atomic_exchange_explicit(&thread->triggered, false, memory_order_acquire)) {
        thread->trigger.source->stop(&thread->trigger);
        thread->trigger.source->close(&thread->trigger);
    }
    rp_overflow_close(&thread->overflows, overflows_of(thread));
}

void rp_thread_forget_trigger(struct rp_thread *thread)
{
    if (atomic_exchange_explicit(&thread->triggered, false, memory_order_relaxed))
        thread->trigger.source->forget(&thread->trigger);
    if (thread->agent)
        rp_overflow_forget(&thread->overflows, overflows_of(thread));
}

/* A child made by vfork() runs in the memory of its parent, whose trigger it is. */
static bool is_borrowed(const struct rp_thread *thread)
{
    return atomic_load_explicit(&thread->tree.thread->tid, memory_order_relaxed) != gettid();
}

/* A source that needs a signal besides ours is one of perf_event. */
static bool uses_perf(const struct rp_thread *thread)
{
    return ((thread->triggered && thread->trigger.source->signal != 0) ||
            thread->overflows.running) &&
           !is_borrowed(thread);
}

static bool uses_trap(const struct rp_thread *thread)
{
    return uses_perf(thread) &&
           ((thread->triggered && thread->trigger.source->signal == SIGTRAP) ||
            (thread->overflows.running && thread->overflows.delivery == RP_PERF_TRAP));
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

    if (!uses_trap(thread))
        return;
    visit = begin(thread);
    rp_thread_close_trigger(thread);
    start(thread, true);
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

    start(thread, false);
    end(thread, &visit);
}
