/* interpose_ptrace.c: a thread that asks to be debugged is no longer sampled by SIGTRAP.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A debugger takes each SIGTRAP of the thread for a breakpoint, or for a system call of exec.
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <sys/ptrace.h>

#include "collector/agent/process.h"

#define PUBLIC __attribute__((visibility("default")))

typedef long ptrace_function(enum __ptrace_request, ...);

PUBLIC long ptrace(enum __ptrace_request request, ...)
{
    static ptrace_function *next;
    struct rp_thread *const thread = rp_process_agent() ? rp_thread_self() : NULL;
    void *arguments[3];
    va_list list;

    va_start(list, request);
    for (int i = 0; i < 3; i++)
        arguments[i] = va_arg(list, void *);
    va_end(list);
    if (request == PTRACE_TRACEME && thread)
        rp_thread_leave_trap(thread);
    if (!next)
        next = (ptrace_function *)dlsym(RTLD_NEXT, "ptrace");
    return next(request, arguments[0], arguments[1], arguments[2]);
}
