/* thread.h: the threads that are sampled, each with a slot of the segment.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_THREAD_H
#define RANKPROF_AGENT_THREAD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "collector/agent/counters/counters.h"
#include "collector/agent/python/interpreted.h"
#include "collector/agent/regions/ranges.h"
#include "collector/agent/regions/region.h"
#include "collector/agent/sampling/budget.h"
#include "collector/agent/sampling/overflow.h"
#include "collector/agent/sampling/signal_stack.h"
#include "collector/agent/sampling/trigger.h"
#include "collector/agent/unwind/recent_edges.h"
#include "collector/agent/unwind/stack_memo.h"
#include "common/recorder.h"

/* Frames of a stack at most, and of interpreted ones in it; only what is used costs memory. */
#define RP_STACK_DEPTH 8192u

struct rp_agent;

/* What the collector asked for last, as the thread follows it (control.h). */
struct rp_thread_control {
    uint32_t change;
    bool is_off;
    uint64_t period_ns;
};

/* Private to the process; one a slot. The tree is the thread's own: nobody else writes it. */
struct rp_thread {
    struct rp_agent *agent;
    uint32_t slot;
    struct rp_context_tree tree;
    struct rp_tick_log ticks;
    struct rp_thread_region region;
    struct rp_ranges *ranges;
    struct rp_recorder recorder; /* for other modules: names the tree and the log above */
    struct rp_stack_bounds stack;
    struct rp_trigger trigger;
    struct rp_thread_overflows overflows;
    _Atomic bool triggered;        /* the trigger runs */
    volatile bool inside;          /* our own code is in the tree: the handler keeps out */
    volatile bool sampling;        /* the handler is taking a sample */
    _Atomic uint32_t postponed;    /* samples that found it `inside`, to be taken when it leaves */
    _Atomic bool events_postponed; /* the same of counters that overflowed */
    bool ends_waits;               /* our signal may end a system call in which the thread waits */
    uint64_t last_ns;              /* sampling clock at the last sample of it */
    struct rp_thread_control control;
    struct rp_budget clock_budget;
    struct rp_budget event_budget; /* of counters that overflow */
    struct rp_thread_counters counters;
    struct rp_signal_stack signal_stack;
    struct rp_memo memo;
    struct rp_recent_edges edges;
    struct rp_interpreted interpreted;
    uint8_t *python_page;     /* where the kernel copies to (python_memory.h) */
    bool is_first;            /* of the process */
    void *(*routine)(void *); /* what the application asked the thread to run */
    void *argument;
};

/* The calling thread's, or NULL when it is not sampled. Async-signal-safe. */
struct rp_thread *rp_thread_self(void);

/* NULL: the calling thread is no longer sampled, as in a forked child. Async-signal-safe. */
void rp_thread_set_self(struct rp_thread *thread);

/*
 * Takes a free slot for a thread about to be started; NULL (counted) when there is none. Any
 * thread may call it.
 */
struct rp_thread *rp_thread_claim(struct rp_agent *agent);

/* Gives a slot back that was never started. */
void rp_thread_unclaim(struct rp_thread *thread);

/*
 * Starts the sampling of the calling thread. In a forked child `parent` is what the thread was in
 * its parent: its stacks are known and need not be asked of the C library, which would allocate
 * memory. Else NULL.
 */
void rp_thread_start(struct rp_thread *thread, struct rp_thread *parent);

/* Trigger and counters of the calling thread, which is to be sampled from now on. */
void rp_thread_start_trigger(struct rp_thread *thread);

/*
 * Stops the trigger of any thread and its counters of events, for good. False when they run no
 * more: only one of two threads that stop them at the same time does.
 */
bool rp_thread_stop_trigger(struct rp_thread *thread);

/* Stops and closes them, in the thread itself. */
void rp_thread_close_trigger(struct rp_thread *thread);

/*
 * SIGTRAP becomes the program's: the calling thread goes on with another source. To be called
 * before it blocks the signal, waits for it, or is watched by a debugger. Async-signal-safe.
 */
void rp_thread_leave_trap(struct rp_thread *thread);

/*
 * Around an exec of the calling thread: stops a trigger whose signal could be on its way when the
 * new program begins, and starts it again when there is none. False: there was nothing to stop.
 * Both async-signal-safe.
 */
bool rp_thread_pause_trigger(struct rp_thread *thread);
void rp_thread_resume_trigger(struct rp_thread *thread);

/* In a forked child, of any thread of its parent: its trigger is not the child's. */
void rp_thread_forget_trigger(struct rp_thread *thread);

/* In a forked child: this thread of the parent's is not there. */
static inline void rp_thread_forget(struct rp_thread *thread)
{
    rp_thread_forget_trigger(thread);
    rp_counters_forget(&thread->counters);
    thread->inside = false;
    thread->sampling = false;
    thread->postponed = 0;
    thread->events_postponed = false;
}

/* Stops it, after giving away what was used since the last sample. */
void rp_thread_stop(struct rp_thread *thread);

#endif
