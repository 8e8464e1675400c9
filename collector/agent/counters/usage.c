/* usage.c: reads what the kernel accounts to the calling thread.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/counters/usage.h"

#include <sys/resource.h>

#include "common/clock.h"

_Static_assert(RP_USAGE_COUNT <= RP_EVENTS_MAX, "values are read into one array of events");

bool rp_usage_read(const struct rp_thread_counters *thread, uint64_t *values)
{
    struct rusage usage;

    (void)thread;
    if (getrusage(RUSAGE_THREAD, &usage) != 0)
        return false;
    values[RP_USAGE_MINOR] = (uint64_t)usage.ru_minflt;
    values[RP_USAGE_MAJOR] = (uint64_t)usage.ru_majflt;
    values[RP_USAGE_FAULTS] = values[RP_USAGE_MINOR] + values[RP_USAGE_MAJOR];
    values[RP_USAGE_VOLUNTARY] = (uint64_t)usage.ru_nvcsw;
    values[RP_USAGE_INVOLUNTARY] = (uint64_t)usage.ru_nivcsw;
    values[RP_USAGE_SWITCHES] = values[RP_USAGE_VOLUNTARY] + values[RP_USAGE_INVOLUNTARY];
    values[RP_USAGE_TASK_CLOCK] = rp_clock_read(CLOCK_THREAD_CPUTIME_ID);
    return true;
}
