/* interpose_actions.c: keeps the program's handlers away from our signals.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <signal.h>

#include "collector/agent/interpose/disposition.h"

#define PUBLIC __attribute__((visibility("default")))

/* Functions that signal handlers may call must not look anything up: found before main(). */
#define NEXT_CALLS(_)                                                                              \
    _(sigaction)                                                                                   \
    _(signal)                                                                                      \
    _(__sysv_signal)

static struct {
    int (*sigaction)(int, const struct sigaction *, struct sigaction *);
    sighandler_t (*signal)(int, sighandler_t);
    sighandler_t (*__sysv_signal)(int, sighandler_t);
} next;

__attribute__((constructor(101))) static void find_next(void)
{
#define FIND(name) next.name = (__typeof__(next.name))dlsym(RTLD_NEXT, #name);
    NEXT_CALLS(FIND)
#undef FIND
}

PUBLIC int sigaction(int number, const struct sigaction *wanted, struct sigaction *old)
{
    if (rp_disposition_is_kept(number)) {
        rp_disposition_change(number, wanted, old);
        return 0;
    }
    if (!next.sigaction)
        find_next(); /* a library's constructor was faster than ours */
    return next.sigaction(number, wanted, old);
}

static sighandler_t change(int number, sighandler_t handler, int flags)
{
    const struct sigaction wanted = {.sa_handler = handler, .sa_flags = flags};
    struct sigaction old;

    rp_disposition_change(number, &wanted, &old);
    return old.sa_handler;
}

PUBLIC sighandler_t signal(int number, sighandler_t handler)
{
    if (rp_disposition_is_kept(number))
        return change(number, handler, SA_RESTART);
    if (!next.signal)
        find_next();
    return next.signal(number, handler);
}

/* What signal() is in a program that was compiled for strict standard C. */
PUBLIC sighandler_t __sysv_signal(int number, sighandler_t handler)
{
    if (rp_disposition_is_kept(number))
        return change(number, handler, SA_RESETHAND | SA_NODEFER);
    if (!next.__sysv_signal)
        find_next();
    return next.__sysv_signal(number, handler);
}
