/* cause.c: tells our signals from others.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/sampling/cause.h"

#include <stddef.h>

#include "collector/agent/agent.h"
#include "collector/agent/interpose/disposition.h"
#include "collector/agent/sampling/handler.h"

#ifndef TRAP_PERF
#define TRAP_PERF 6
#endif

/* siginfo_t of TRAP_PERF as linux/signal.h has it; the C library does not know it yet. */
struct trap {
    int signal, error, code;
    void *address;
    uintptr_t mark; /* si_perf_data: sig_data of the event */
};
_Static_assert(offsetof(struct trap, mark) == 24, "kernel ABI");

static bool is_timer(const siginfo_t *info)
{
    return info->si_code == SI_TIMER && info->si_value.sival_ptr == &rp_handler_mark;
}

/* What the program wants to know of its own SIGTRAP is not ours. */
static bool is_trap(struct rp_cause *cause, int signal, const siginfo_t *info)
{
    const struct trap *const trap = (const void *)info;

    if (signal != SIGTRAP || info->si_code != TRAP_PERF)
        return false;
    cause->clock = trap->mark == (uintptr_t)&rp_handler_mark;
    cause->events = trap->mark == (uintptr_t)&rp_handler_event_mark;
    return cause->clock || cause->events;
}

/* Codes of F_SETSIG are those of poll(2). */
static bool is_queued(int signal, const siginfo_t *info)
{
    return signal != SIGTRAP && signal != SIGIO && info->si_code >= POLL_IN &&
           info->si_code <= POLL_HUP;
}

/*
 * The kernel's SIGIO says nothing about its cause: it stands for a file's of the program, or for a
 * signal of ours for which there was no room in the queue.
 */
static bool is_overfull(int signal, const siginfo_t *info)
{
    return signal == SIGIO && info->si_code == SI_KERNEL;
}

static bool is_clock_queued(const struct rp_thread *thread)
{
    return thread->triggered && thread->trigger.source->signal == SIGIO;
}

static bool are_events_queued(const struct rp_thread *thread)
{
    return thread->overflows.running && thread->overflows.delivery == RP_PERF_QUEUE;
}

/* Of which of the thread's counters is it? */
static void find_counter(struct rp_cause *cause, const struct rp_thread *thread,
                         const siginfo_t *info)
{
    cause->clock = is_clock_queued(thread) && info->si_fd == thread->trigger.counter.fd;
    cause->events =
        are_events_queued(thread) &&
        rp_overflow_owns(&thread->overflows, &thread->agent->counters.overflows, info->si_fd);
}

/*
 * The counter that queued the signal may be closed by now, so it is ours even then, unless the
 * program handles such signals: it is to get them.
 */
static bool is_perf_queue(struct rp_cause *cause, const struct rp_thread *thread, int signal,
                          const siginfo_t *info)
{
    if (!is_queued(signal, info) && !is_overfull(signal, info))
        return false;
    cause->delivery_ns = RP_DELIVERY_QUEUED_NS;
    if (thread && signal == SIGIO) {
        cause->clock = is_clock_queued(thread);
        cause->events = are_events_queued(thread);
    } else if (thread) {
        find_counter(cause, thread, info);
    }
    return (signal != SIGIO && (cause->clock || cause->events)) ||
           !rp_disposition_is_handled(signal);
}

bool rp_cause_find(struct rp_cause *cause, const struct rp_thread *thread, int signal,
                   const siginfo_t *info)
{
    *cause = (struct rp_cause){.delivery_ns = RP_DELIVERY_NS};
    if (!is_timer(info))
        return is_trap(cause, signal, info) || is_perf_queue(cause, thread, signal, info);
    cause->clock = true;
    cause->overruns = info->si_overrun > 0 ? (uint32_t)info->si_overrun : 0;
    return true;
}
