/* empty_handler.c: a signal handler that does nothing, as often as samples are taken.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/bench/empty_handler.h"

#include <signal.h>
#include <time.h>

#include "common/clock.h"
#include "common/perf_signal.h"

static void do_nothing(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)info;
    (void)context;
}

static bool start_timer(uint64_t period_ns)
{
    const struct timespec period = rp_clock_timespec(period_ns);
    const struct itimerspec when = {period, period};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGPROF};
    timer_t timer;

    return timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) == 0 &&
           timer_settime(timer, 0, &when, NULL) == 0;
}

static bool start_task_clock(uint64_t period_ns)
{
    struct perf_event_attr attributes =
        rp_perf_attributes(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, rp_perf_sees_kernel());
    const struct rp_perf_signal how = {.delivery = RP_PERF_TRAP};
    static struct rp_perf_counter counter;

    attributes.sample_period = period_ns;
    return rp_perf_open(&counter, &attributes, &how);
}

bool empty_handler_start(int rate)
{
    const struct sigaction action = {.sa_sigaction = do_nothing,
                                     .sa_flags = SA_SIGINFO | SA_RESTART};
    const uint64_t period_ns = RP_NS_PER_SECOND / (uint64_t)rate;

    if (sigaction(SIGPROF, &action, NULL) != 0 || sigaction(SIGTRAP, &action, NULL) != 0)
        return false;
    return (period_ns < rp_clock_tick_ns() && start_task_clock(period_ns)) ||
           start_timer(period_ns);
}
