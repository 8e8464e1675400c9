/* interpose_stack.c: the program's alternate signal stack and ours do not meet.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <signal.h>

#include "collector/agent/process.h"

#define PUBLIC __attribute__((visibility("default")))

static rp_signal_stack_call *next;

/* A signal handler may call sigaltstack(), so it must not look anything up: found before main(). */
__attribute__((constructor(101))) static void find_next(void)
{
    next = (rp_signal_stack_call *)dlsym(RTLD_NEXT, "sigaltstack");
}

PUBLIC int sigaltstack(const stack_t *wanted, stack_t *old)
{
    struct rp_thread *const thread = rp_process_agent() ? rp_thread_self() : NULL;

    if (!next)
        find_next(); /* a library's constructor was faster than ours */
    return thread ? rp_signal_stack_change(&thread->signal_stack, thread->agent->signals, next,
                                           wanted, old)
                  : next(wanted, old);
}
