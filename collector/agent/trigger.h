/* trigger.h: what interrupts a thread so that it is sampled.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_TRIGGER_H
#define RANKPROF_AGENT_TRIGGER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "common/clock.h"

/* A sample that takes long is followed by so many times its own time without one. */
#define RP_TRIGGER_REST 4u

/* A sampling source: a timer of the calling thread on one of its clocks. */
struct rp_trigger {
    const char *name;
    const char *metric; /* name of the time metric */
    clockid_t clock;    /* read by the thread itself */
};

/* CPU time of the thread, or wall time. Never NULL. */
const struct rp_trigger *rp_trigger_choose(bool wall_clock);

/*
 * Starts a timer that sends `signal` to the calling thread every `period_ns` of its clock, the
 * first after a part of the period that differs from thread to thread, so that threads do not
 * sample in step. False when the system refuses (RLIMIT_SIGPENDING, for example).
 */
bool rp_trigger_start(const struct rp_trigger *trigger, int signal, uint64_t period_ns,
                      timer_t *out);
void rp_trigger_stop(timer_t timer);

/* The sampling clock of the calling thread, ns. Async-signal-safe. */
static inline uint64_t rp_trigger_now(const struct rp_trigger *trigger)
{
    return rp_clock_read(trigger->clock);
}

/*
 * Called after a sample that took `spent_ns`. When samples take a good part of the period, the
 * next one is put off: else the thread would do nothing but take samples. Async-signal-safe.
 */
static inline void rp_trigger_rest(timer_t timer, uint64_t period_ns, uint64_t spent_ns)
{
    const uint64_t rest_ns = spent_ns * RP_TRIGGER_REST;
    const struct itimerspec when = {rp_clock_timespec(period_ns), rp_clock_timespec(rest_ns)};

    if (rest_ns > period_ns)
        timer_settime(timer, 0, &when, NULL);
}

#endif
