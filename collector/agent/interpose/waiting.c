/* waiting.c: our signal waits while a thread waits in the kernel.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Many system calls that wait fail with EINTR after any signal handler, SA_RESTART or not. A timer
 * on wall time would end each of them within a period, and a signal that perf_event queues comes
 * when the thread may already wait. So our signal waits until the call is over; the sample that
 * follows gives all the time to the place of the call. Timers on CPU time stand still while a
 * thread waits, and SIGTRAP of perf_event comes on the way back from the call: they need none of
 * it.
 */
#include "collector/agent/interpose/waiting.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "collector/agent/process.h"

static void change_mask(int how, int signal)
{
    const int saved_errno = errno;
    sigset_t ours;

    sigemptyset(&ours);
    sigaddset(&ours, signal);
    syscall(SYS_rt_sigprocmask, how, &ours, NULL, NSIG / 8); /* ours of that name leaves it out */
    errno = saved_errno;
}

int rp_waiting_begin(void)
{
    const struct rp_agent *const agent = rp_process_agent();
    const struct rp_thread *const thread = rp_thread_self();

    if (!agent || !thread || !thread->ends_waits)
        return 0;
    change_mask(SIG_BLOCK, agent->signal);
    return agent->signal;
}

void rp_waiting_end(int signal)
{
    if (signal != 0)
        change_mask(SIG_UNBLOCK, signal);
}
