/* cause.c: tells our signals from others.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/cause.h"

#include <stddef.h>

#include "collector/agent/disposition.h"
#include "collector/agent/handler.h"

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

static bool is_trap(int signal, const siginfo_t *info)
{
    return signal == SIGTRAP && info->si_code == TRAP_PERF &&
           ((const struct trap *)(const void *)info)->mark == (uintptr_t)&rp_handler_mark;
}

static bool uses_queue(const struct rp_thread *thread)
{
    return thread && thread->triggered && thread->trigger.source->signal == SIGIO;
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

/*
 * The counter that queued the signal may be closed by now, so it is ours even then, unless the
 * program handles such signals: it is to get them.
 */
static bool is_perf_queue(struct rp_cause *cause, const struct rp_thread *thread, int signal,
                          const siginfo_t *info)
{
    const bool queued = is_queued(signal, info);

    if (!queued && !is_overfull(signal, info))
        return false;
    cause->delivery_ns = RP_DELIVERY_QUEUED_NS;
    cause->clock = uses_queue(thread) && queued && info->si_fd == thread->trigger.counter.fd;
    if (cause->clock)
        return true;
    cause->clock = uses_queue(thread) && !queued;
    return !rp_disposition_is_handled(signal);
}

bool rp_cause_find(struct rp_cause *cause, const struct rp_thread *thread, int signal,
                   const siginfo_t *info)
{
    *cause = (struct rp_cause){.delivery_ns = RP_DELIVERY_NS};
    if (is_timer(info)) {
        cause->clock = true;
        cause->overruns = info->si_overrun > 0 ? (uint32_t)info->si_overrun : 0;
    } else if (is_trap(signal, info)) {
        cause->clock = true;
    } else {
        return is_perf_queue(cause, thread, signal, info);
    }
    return true;
}
