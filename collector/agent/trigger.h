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

#endif
