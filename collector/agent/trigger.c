/* trigger.c: POSIX timers that send a real-time signal to one thread.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/trigger.h"

#include <signal.h>
#include <unistd.h>

#include "collector/agent/handler.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static const struct rp_trigger cpu = {"timer_create(CLOCK_THREAD_CPUTIME_ID)", "cpu_time",
                                      CLOCK_THREAD_CPUTIME_ID};
static const struct rp_trigger wall = {"timer_create(CLOCK_MONOTONIC)", "wall_time",
                                       CLOCK_MONOTONIC};

const struct rp_trigger *rp_trigger_choose(bool wall_clock)
{
    return wall_clock ? &wall : &cpu;
}

/* A part of the period between a half and the whole, spread over threads by their id. */
static uint64_t first_delay(uint64_t period_ns)
{
    const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);
    const uint64_t spread = (uint64_t)gettid() * golden >> 32;

    return period_ns / 2 + spread % (period_ns / 2 + 1) + 1;
}

bool rp_trigger_start(const struct rp_trigger *trigger, int signal, uint64_t period_ns,
                      timer_t *out)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID,
                             .sigev_signo = signal,
                             .sigev_value.sival_ptr = &rp_handler_mark};
    const struct itimerspec when = {rp_clock_timespec(period_ns),
                                    rp_clock_timespec(first_delay(period_ns))};
    timer_t timer;

    event.sigev_notify_thread_id = gettid();
    if (timer_create(trigger->clock, &event, &timer) != 0)
        return false;
    if (timer_settime(timer, 0, &when, NULL) != 0) {
        timer_delete(timer);
        return false;
    }
    *out = timer;
    return true;
}

void rp_trigger_stop(timer_t timer)
{
    timer_delete(timer);
}
