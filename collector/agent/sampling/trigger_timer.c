/* trigger_timer.c: POSIX timers that send our signal to one thread.
 * SPDX-License-Identifier: Apache-2.0
 *
 * On CPU time they work everywhere, count kernel mode too, and come as often as the kernel's tick
 * at best. On wall time they are as fine as one likes.
 */
#include "collector/agent/sampling/trigger.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collector/agent/sampling/handler.h"
#include "common/clock.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* A container may refuse it, which only the call itself tells. */
static bool is_there(clockid_t clock, char *reason)
{
    struct sigevent silent = {.sigev_notify = SIGEV_NONE};
    timer_t timer;

    if (timer_create(clock, &silent, &timer) == 0)
        return timer_delete(timer) == 0;
    snprintf(reason, RP_REASON_BYTES, "timer_create: %s", strerrordesc_np(errno));
    return false;
}

static enum rp_fit judge_wall(const struct rp_agent_settings *settings, char *reason)
{
    (void)settings;
    return is_there(CLOCK_MONOTONIC, reason) ? RP_FITS : RP_IMPOSSIBLE;
}

static enum rp_fit judge_cpu(const struct rp_agent_settings *settings, char *reason)
{
    const uint64_t tick_ns = rp_clock_tick_ns();

    if (!is_there(CLOCK_THREAD_CPUTIME_ID, reason))
        return RP_IMPOSSIBLE;
    if (settings->period_ns >= tick_ns)
        return RP_FITS;
    snprintf(reason, RP_REASON_BYTES, "CPU time is looked at by the kernel's tick only, %g Hz here",
             (double)RP_NS_PER_SECOND / (double)tick_ns);
    return RP_COARSE;
}

/*
 * A part of the period between a half and the whole, spread over threads by their id: they do not
 * sample in step.
 */
static uint64_t first_delay(uint64_t period_ns)
{
    const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);
    const uint64_t spread = (uint64_t)gettid() * golden >> 32;

    return period_ns / 2 + spread % (period_ns / 2 + 1) + 1;
}

static bool set(timer_t timer, uint64_t delay_ns, uint64_t period_ns)
{
    const struct itimerspec when = {rp_clock_timespec(period_ns), rp_clock_timespec(delay_ns)};

    return timer_settime(timer, 0, &when, NULL) == 0;
}

static bool start(struct rp_trigger *trigger, clockid_t clock, int signal, uint64_t period_ns)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID,
                             .sigev_signo = signal,
                             .sigev_value.sival_ptr = &rp_handler_mark};

    event.sigev_notify_thread_id = gettid();
    if (timer_create(clock, &event, &trigger->timer) != 0)
        return false;
    if (set(trigger->timer, first_delay(period_ns), period_ns))
        return true;
    timer_delete(trigger->timer);
    return false;
}

static bool start_cpu(struct rp_trigger *trigger, int signal, uint64_t period_ns)
{
    return start(trigger, CLOCK_THREAD_CPUTIME_ID, signal, period_ns);
}

static bool start_wall(struct rp_trigger *trigger, int signal, uint64_t period_ns)
{
    return start(trigger, CLOCK_MONOTONIC, signal, period_ns);
}

static void stop(struct rp_trigger *trigger)
{
    timer_delete(trigger->timer);
}

/* Nothing is left of a timer, and a forked child has none. */
static void do_nothing(struct rp_trigger *trigger)
{
    (void)trigger;
}

const struct rp_trigger_source rp_trigger_timer = {
    .key = "timer",
    .name = "timer_create(CLOCK_THREAD_CPUTIME_ID)",
    .judge = judge_cpu,
    .start = start_cpu,
    .pace = rp_trigger_pace_timer,
    .stop = stop,
    .close = do_nothing,
    .forget = do_nothing,
};

const struct rp_trigger_source rp_trigger_wall_timer = {
    .key = "timer",
    .name = "timer_create(CLOCK_MONOTONIC)",
    .wall_clock = true,
    .ends_waits = true,
    .judge = judge_wall,
    .start = start_wall,
    .pace = rp_trigger_pace_timer,
    .stop = stop,
    .close = do_nothing,
    .forget = do_nothing,
};
