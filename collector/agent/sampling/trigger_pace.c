/* trigger_pace.c: changes how often a thread is interrupted, from the handler.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/sampling/trigger.h"

#include "common/clock.h"

void rp_trigger_pace_timer(struct rp_trigger *trigger, uint64_t period_ns)
{
    const struct timespec period = rp_clock_timespec(period_ns);
    const struct itimerspec when = {period, period};

    timer_settime(trigger->timer, 0, &when, NULL);
}

void rp_trigger_pace_perf(struct rp_trigger *trigger, uint64_t period_ns)
{
    rp_perf_counter_pace(&trigger->counter, period_ns);
}
