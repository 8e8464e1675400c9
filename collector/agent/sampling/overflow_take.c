/* overflow_take.c: what counters have counted goes to the contexts of a thread; in the handler.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/sampling/overflow.h"

#include "collector/agent/interpose/cancellation.h"

bool rp_overflow_owns(const struct rp_thread_overflows *thread,
                      const struct rp_overflows *overflows, int fd)
{
    for (uint32_t i = 0; i < overflows->count; i++)
        if (thread->counters[i].counter.fd == fd && fd > 0)
            return true;
    return false;
}

/* Not given to a context yet. */
static uint64_t pending(const struct rp_overflow_counter *counter)
{
    uint64_t counted = 0;
    const int cancellation = rp_cancellation_forbid(); /* read(2) */
    const bool is_open = rp_perf_counter_read(&counter->counter, &counted);
    const uint64_t total = counter->before + (is_open ? counted : 0);

    rp_cancellation_allow(cancellation);
    return total > counter->given ? total - counter->given : 0;
}

static void give(struct rp_overflow_counter *counter, const struct rp_overflow_event *event,
                 uint64_t number, struct rp_context_tree *tree, uint32_t node)
{
    if (number == 0)
        return;
    rp_context_tree_add(tree, node, event->metric, number);
    counter->given += number;
}

/* After a change of its period a counter overflows at once: that is not the new period yet. */
uint64_t rp_overflow_take(struct rp_thread_overflows *thread, const struct rp_overflows *overflows,
                          uint32_t level, struct rp_context_tree *tree, uint32_t node)
{
    uint64_t all = 0;

    for (uint32_t i = 0; i < overflows->count; i++) {
        const struct rp_overflow_event *const event = &overflows->events[i];
        const uint64_t periods = pending(&thread->counters[i]) / event->period;

        if (periods >> level == 0)
            continue;
        give(&thread->counters[i], event, periods * event->period, tree, node);
        all += periods;
    }
    return all;
}

void rp_overflow_rest(struct rp_thread_overflows *thread, const struct rp_overflows *overflows,
                      struct rp_context_tree *tree, uint32_t node)
{
    for (uint32_t i = 0; i < overflows->count; i++)
        give(&thread->counters[i], &overflows->events[i], pending(&thread->counters[i]), tree,
             node);
}

void rp_overflow_pace(const struct rp_thread_overflows *thread,
                      const struct rp_overflows *overflows, uint32_t level)
{
    for (uint32_t i = 0; i < overflows->count; i++)
        rp_perf_counter_pace(&thread->counters[i].counter, overflows->events[i].period << level);
}
