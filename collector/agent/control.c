/* control.c: follows what the collector asks of a running process.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/control.h"

#include "collector/agent/agent.h"
#include "collector/agent/sampling/sample.h"

/* Of 10 kHz, and of one sample in a thousand seconds: what `rankprof run` allows, too. */
#define SHORTEST_NS UINT64_C(100000)
#define LONGEST_NS  (1000 * RP_NS_PER_SECOND)

/* Between two looks of a thread that is not sampled. */
#define LOOK_NS RP_NS_PER_SECOND

static const struct rp_segment_control *asked_of(const struct rp_thread *thread)
{
    const char *const segment = (const char *)thread->agent->header;

    return (const void *)(segment + RP_SEGMENT_CONTROL_OFFSET);
}

static uint64_t bounded(uint64_t period_ns)
{
    if (period_ns < SHORTEST_NS)
        return SHORTEST_NS;
    return period_ns < LONGEST_NS ? period_ns : LONGEST_NS;
}

static void read_asked(struct rp_thread *thread, uint32_t change)
{
    const struct rp_segment_control *const asked = asked_of(thread);
    const uint64_t period_ns = atomic_load_explicit(&asked->period_ns, memory_order_relaxed);

    thread->control = (struct rp_thread_control){
        .change = change,
        .is_off = atomic_load_explicit(&asked->off, memory_order_relaxed) != 0,
        .period_ns = period_ns ? bounded(period_ns) : thread->agent->settings.period_ns,
    };
}

void rp_control_start(struct rp_thread *thread)
{
    read_asked(thread, atomic_load_explicit(&asked_of(thread)->change, memory_order_acquire));
}

bool rp_control_look(struct rp_thread *thread)
{
    const uint32_t change = atomic_load_explicit(&asked_of(thread)->change, memory_order_acquire);
    const bool was_off = thread->control.is_off;

    if (change != thread->control.change) {
        read_asked(thread, change);
        rp_sample_pace(thread);
    }
    if (!was_off && !thread->control.is_off)
        return true;
    rp_sample_pass(thread);
    return false;
}

uint64_t rp_control_period_ns(const struct rp_thread *thread)
{
    return thread->control.is_off ? LOOK_NS
                                  : thread->control.period_ns << thread->clock_budget.level;
}

uint32_t rp_control_event_level(const struct rp_thread *thread)
{
    return thread->control.is_off ? RP_BUDGET_HIGHEST : thread->event_budget.level;
}
