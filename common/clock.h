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

/* The distance of the kernel's ticks: coarse clocks move by them. */
static inline uint64_t rp_clock_tick_ns(void)
{
    struct timespec tick = {0, 10000000};

    clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
    return (uint64_t)tick.tv_sec * RP_NS_PER_SECOND + (uint64_t)tick.tv_nsec;
}

static inline uint64_t rp_clock_monotonic(void)
{
    return rp_clock_read(CLOCK_MONOTONIC);
}

#endif
