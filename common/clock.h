/* clock.h: the clocks we read, in ns.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_CLOCK_H
#define RANKPROF_COMMON_CLOCK_H

#include <stdint.h>
#include <time.h>

#define RP_NS_PER_SECOND UINT64_C(1000000000)

/* Async-signal-safe. */
static inline uint64_t rp_clock_read(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * RP_NS_PER_SECOND + (uint64_t)now.tv_nsec;
}

static inline struct timespec rp_clock_timespec(uint64_t ns)
{
    return (struct timespec){(time_t)(ns / RP_NS_PER_SECOND), (long)(ns % RP_NS_PER_SECOND)};
}

static inline uint64_t rp_clock_monotonic(void)
{
    return rp_clock_read(CLOCK_MONOTONIC);
}

#endif
