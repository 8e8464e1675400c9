/* signal_stack.h: the alternate stack on which a thread's signal handlers run.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_SIGNAL_STACK_H
#define RANKPROF_AGENT_SIGNAL_STACK_H

#include <signal.h>
#include <stdbool.h>

/*
 * Of one thread, and used by it alone. The program reads back what it set itself: it finds no
 * alternate stack until it gives one.
 */
struct rp_signal_stack {
    char *memory; /* ours, kept for the next thread of the slot; NULL: not mapped yet */
    bool given;   /* the thread has it, or has what it set itself in its place */
    stack_t wish; /* what the program set */
};

/* sigaltstack(2), or the next one in link order that stands in front of it. */
typedef int rp_signal_stack_call(const stack_t *, stack_t *);

/*
 * Gives the calling thread a stack of ours unless it has one; where that fails it goes without. A
 * forked child goes on with what its parent had.
 */
void rp_signal_stack_give(struct rp_signal_stack *stack);

/* Takes it back; what the program set takes its place. */
void rp_signal_stack_take(struct rp_signal_stack *stack);

/*
 * sigaltstack(2) for the program: either pointer may be NULL. A stack too small for our handler on
 * top of one of the program's is remembered and ours stays. `signals` is the mask of those that
 * our handler has. Async-signal-safe.
 */
int rp_signal_stack_change(struct rp_signal_stack *stack, unsigned long signals,
                           rp_signal_stack_call *call, const stack_t *wanted, stack_t *old);

#endif
