/* interpose_seccomp.c: we are gone before the program forbids itself system calls.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Such programs kill themselves at a call that they do not expect, as timer_delete() at the end of
 * a thread. Filters are installed by prctl(), or by syscall(): the C library has no function for
 * seccomp(2). How we stand in front of syscall() is in syscall_front.h.
 */
#include <dlfcn.h>
#include <linux/seccomp.h>
#include <stdarg.h>
#include <sys/prctl.h>

#include "collector/agent/interpose/syscall_front.h"
#include "collector/agent/withdraw.h"

#define PUBLIC __attribute__((visibility("default")))

static int (*next_prctl)(int, ...);

rp_syscall_function *rp_syscall_next;

__attribute__((constructor(101))) static void find_next(void)
{
    next_prctl = (int (*)(int, ...))dlsym(RTLD_NEXT, "prctl");
    rp_syscall_next = (rp_syscall_function *)dlsym(RTLD_NEXT, "syscall");
}

PUBLIC int prctl(int operation, ...)
{
    unsigned long arguments[4];
    va_list list;

    va_start(list, operation);
    for (int i = 0; i < 4; i++)
        arguments[i] = va_arg(list, unsigned long);
    va_end(list);
    if (!next_prctl)
        find_next(); /* a library's constructor was faster than ours */
    if (operation == PR_SET_SECCOMP)
        rp_withdraw();
    return next_prctl(operation, arguments[0], arguments[1], arguments[2], arguments[3]);
}

/* Without a filter the call only asks what there is. */
long rp_syscall_seccomp(long number, unsigned long operation, unsigned long flags, void *filter)
{
    if (!rp_syscall_next)
        find_next();
    if (operation == SECCOMP_SET_MODE_STRICT || (operation == SECCOMP_SET_MODE_FILTER && filter))
        rp_withdraw();
    return rp_syscall_next(number, operation, flags, filter);
}

rp_syscall_function *rp_syscall_find(void)
{
    find_next();
    return rp_syscall_next;
}
