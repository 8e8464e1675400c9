/* interpose_sleep.c: a sample does not end a system call that waits.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The calls below fail with EINTR after any signal handler, SA_RESTART or not, and sleep() simply
 * returns early (waiting.c).
 */
#include <dlfcn.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <time.h>
#include <unistd.h>

#include "collector/agent/interpose/waiting.h"
#include "collector/agent/slept.h"

#define PUBLIC __attribute__((visibility("default")))

/* All that is waited in: result, name, parameters, arguments. */
#define CALLS(_)                                                                                   \
    _(unsigned, sleep, (unsigned seconds), (seconds))                                              \
    _(int, usleep, (useconds_t us), (us))                                                          \
    _(int, nanosleep, (const struct timespec *asked, struct timespec *left), (asked, left))        \
    _(int, clock_nanosleep,                                                                        \
      (clockid_t clock, int flags, const struct timespec *asked, struct timespec *left),           \
      (clock, flags, asked, left))                                                                 \
    _(int, poll, (struct pollfd * files, nfds_t count, int ms), (files, count, ms))                \
    _(int, __poll_chk, (struct pollfd * files, nfds_t count, int ms, size_t bytes),                \
      (files, count, ms, bytes))                                                                   \
    _(int, select, (int count, fd_set *in, fd_set *out, fd_set *other, struct timeval *timeout),   \
      (count, in, out, other, timeout))                                                            \
    _(int, epoll_wait, (int epoll, struct epoll_event *events, int count, int ms),                 \
      (epoll, events, count, ms))                                                                  \
    _(int, sem_timedwait, (sem_t * semaphore, const struct timespec *until), (semaphore, until))   \
    _(int, pause, (void), ())                                                                      \
    _(ssize_t, msgrcv, (int queue, void *message, size_t bytes, long type, int flags),             \
      (queue, message, bytes, type, flags))                                                        \
    _(int, msgsnd, (int queue, const void *message, size_t bytes, int flags),                      \
      (queue, message, bytes, flags))                                                              \
    _(int, semop, (int set, struct sembuf *operations, size_t count), (set, operations, count))    \
    _(int, semtimedop,                                                                             \
      (int set, struct sembuf *operations, size_t count, const struct timespec *timeout),          \
      (set, operations, count, timeout))

/* These bring a mask along, which holds while they wait. */
#define MASKED_CALLS(_)                                                                            \
    _(int, ppoll,                                                                                  \
      (struct pollfd * files, nfds_t count, const struct timespec *timeout, const sigset_t *mask), \
      (files, count, timeout, mask))                                                               \
    _(int, pselect,                                                                                \
      (int count, fd_set *in, fd_set *out, fd_set *other, const struct timespec *timeout,          \
       const sigset_t *mask),                                                                      \
      (count, in, out, other, timeout, mask))                                                      \
    _(int, epoll_pwait,                                                                            \
      (int epoll, struct epoll_event *events, int count, int ms, const sigset_t *mask),            \
      (epoll, events, count, ms, mask))                                                            \
    _(int, sigsuspend, (const sigset_t *mask), (mask))

static struct {
#define MEMBER(result, name, parameters, arguments) result(*name) parameters;
    CALLS(MEMBER)
    MASKED_CALLS(MEMBER)
#undef MEMBER
} next;

__attribute__((constructor(101))) static void find_next(void)
{
#define FIND(result, name, parameters, arguments)                                                  \
    next.name = (__typeof__(next.name))dlsym(RTLD_NEXT, #name);
    CALLS(FIND)
    MASKED_CALLS(FIND)
#undef FIND
}

static const sigset_t *with(const sigset_t *mask, int signal, sigset_t *copy)
{
    if (!mask || signal == 0)
        return mask;
    *copy = *mask;
    sigaddset(copy, signal);
    return copy;
}

/* Declared only for programs that are built with _FORTIFY_SOURCE. */
int __poll_chk(struct pollfd *files, nfds_t count, int ms, size_t bytes);

#define DEFINE(result, name, parameters, arguments)                                                \
    PUBLIC result name parameters                                                                  \
    {                                                                                              \
        const uint64_t start_ns = rp_slept_begin();                                                \
        const int signal = rp_waiting_begin();                                                     \
        result outcome;                                                                            \
                                                                                                   \
        if (!next.name)                                                                            \
            find_next(); /* a library's constructor was faster than ours */                        \
        outcome = next.name arguments;                                                             \
        rp_waiting_end(signal);                                                                    \
        rp_slept_end(start_ns);                                                                    \
        return outcome;                                                                            \
    }
CALLS(DEFINE)

#define DEFINE_MASKED(result, name, parameters, arguments)                                         \
    PUBLIC result name parameters                                                                  \
    {                                                                                              \
        const uint64_t start_ns = rp_slept_begin();                                                \
        const int signal = rp_waiting_begin();                                                     \
        sigset_t copy;                                                                             \
        result outcome;                                                                            \
                                                                                                   \
        mask = with(mask, signal, &copy);                                                          \
        if (!next.name)                                                                            \
            find_next();                                                                           \
        outcome = next.name arguments;                                                             \
        rp_waiting_end(signal);                                                                    \
        rp_slept_end(start_ns);                                                                    \
        return outcome;                                                                            \
    }
MASKED_CALLS(DEFINE_MASKED)
