/* counters_perf_read.c: reads the events that the kernel counts for a thread; in the handler.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/counters/counters_perf.h"

/* A counter that took turns is taken to have counted as fast while others had theirs. */
static uint64_t scaled(const struct rp_perf_group *group, uint32_t place)
{
    if (group->running_ns == 0 || group->running_ns >= group->enabled_ns)
        return group->values[place];
    return (uint64_t)((double)group->values[place] * (double)group->enabled_ns /
                      (double)group->running_ns);
}

bool rp_perf_events_read(const struct rp_thread_perf *thread, uint64_t *values)
{
    struct rp_perf_group group;

    for (uint32_t i = 0; i < thread->count; i++) {
        const uint32_t place = thread->together ? i : 0;

        if ((i == 0 || !thread->together) &&
            !rp_perf_counter_read_group(&thread->counters[i], &group))
            return false;
        if (place >= group.count)
            return false;
        values[i] = scaled(&group, place);
    }
    return thread->count > 0;
}
