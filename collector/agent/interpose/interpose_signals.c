/* interpose_signals.c: keeps our signal out of the masks and the waiting of the program.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A thread that blocks "all" signals, as servers and run-time libraries do for their helpers, means
 * those it knows of. Were ours among them, it would not be sampled; and a thread that waits for all
 * signals would take our samples away. The mask that the program reads back lacks our signal.
 * SIGTRAP is another matter: it may be the program's, so whoever blocks it is to have it alone.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>

#include "collector/agent/interpose/waiting.h"
#include "collector/agent/process.h"

#define PUBLIC __attribute__((visibility("default")))

/* Functions that signal handlers may call must not look anything up: found before main(). */
#define NEXT_CALLS(_)                                                                              \
    _(pthread_sigmask)                                                                             \
    _(sigprocmask)                                                                                 \
    _(sigwait)                                                                                     \
    _(sigwaitinfo)                                                                                 \
    _(sigtimedwait)                                                                                \
    _(signalfd)

static struct {
#define MEMBER(name) __typeof__(&name) name;
    NEXT_CALLS(MEMBER)
#undef MEMBER
} next;

__attribute__((constructor(101))) static void find_next(void)
{
#define FIND(name) next.name = (__typeof__(&name))dlsym(RTLD_NEXT, #name);
    NEXT_CALLS(FIND)
#undef FIND
}

/* Before the calling thread blocks these: it may wait for them, and would find ours. */
static void give_up(const sigset_t *blocked)
{
    struct rp_thread *const thread = rp_process_agent() ? rp_thread_self() : NULL;

    if (thread && blocked && sigismember(blocked, SIGTRAP) == 1)
        rp_thread_leave_trap(thread);
}

/* `asked`, or a copy of it in *copy that lacks our signal. */
static const sigset_t *without_ours(const sigset_t *asked, sigset_t *copy)
{
    const struct rp_agent *const agent = asked ? rp_process_agent() : NULL;

    if (!agent || sigismember(asked, agent->signal) != 1)
        return asked;
    *copy = *asked;
    sigdelset(copy, agent->signal);
    return copy;
}

PUBLIC int pthread_sigmask(int how, const sigset_t *set, sigset_t *old)
{
    sigset_t copy;

    if (!next.pthread_sigmask)
        find_next(); /* a library's constructor was faster than ours */
    if (how == SIG_UNBLOCK)
        return next.pthread_sigmask(how, set, old);
    give_up(set);
    return next.pthread_sigmask(how, without_ours(set, &copy), old);
}

PUBLIC int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
    sigset_t copy;

    if (!next.sigprocmask)
        find_next();
    if (how == SIG_UNBLOCK)
        return next.sigprocmask(how, set, old);
    give_up(set);
    return next.sigprocmask(how, without_ours(set, &copy), old);
}

PUBLIC int sigwait(const sigset_t *set, int *signal)
{
    sigset_t copy;

    if (!next.sigwait)
        find_next();
    return next.sigwait(without_ours(set, &copy), signal);
}

PUBLIC int sigwaitinfo(const sigset_t *set, siginfo_t *info)
{
    const int waiting = rp_waiting_begin();
    sigset_t copy;
    int rc;

    if (!next.sigwaitinfo)
        find_next();
    rc = next.sigwaitinfo(without_ours(set, &copy), info);
    rp_waiting_end(waiting);
    return rc;
}

PUBLIC int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout)
{
    const int waiting = rp_waiting_begin();
    sigset_t copy;
    int rc;

    if (!next.sigtimedwait)
        find_next();
    rc = next.sigtimedwait(without_ours(set, &copy), info, timeout);
    rp_waiting_end(waiting);
    return rc;
}

PUBLIC int signalfd(int descriptor, const sigset_t *set, int flags)
{
    sigset_t copy;

    if (!next.signalfd)
        find_next();
    return next.signalfd(descriptor, without_ours(set, &copy), flags);
}
