/* cause.h: tells our signals from others, and what each stands for.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_CAUSE_H
#define RANKPROF_AGENT_CAUSE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "collector/agent/thread.h"

/*
 * What the kernel takes to interrupt a thread and to let it go on, which the handler cannot
 * measure. On virtual machines: 2.6 to 3.3 us, and some 12 where the signal takes an interrupt of
 * its own.
 */
#define RP_DELIVERY_NS        3000u
#define RP_DELIVERY_QUEUED_NS 12000u

/* Why a thread is sampled. */
struct rp_cause {
    bool clock;           /* its sampling clock */
    bool events;          /* a counter that overflowed. Neither: a signal that comes too late */
    uint32_t overruns;    /* expirations of the clock that the signal stands for besides its own */
    uint32_t delivery_ns; /* one of those above */
};

/*
 * False: the signal is none of ours, and the program's wishes are to be followed. `thread` is the
 * interrupted one; NULL when it is not sampled. Async-signal-safe.
 */
bool rp_cause_find(struct rp_cause *cause, const struct rp_thread *thread, int signal,
                   const siginfo_t *info);

#endif
