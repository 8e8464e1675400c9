/* timing.h: time in ticks of the processor, and their length.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_BENCH_TIMING_H
#define RANKPROF_TESTS_BENCH_TIMING_H

#include <stdint.h>
#include <stdlib.h>

#include "common/clock.h"

static inline uint64_t ticks(void)
{
#if defined(__x86_64__)
    uint32_t low, high;
    __asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
#else
    uint64_t value;
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value));
    return value;
#endif
}

/* What a measurement of nothing takes. */
static inline uint64_t ticks_of_nothing(void)
{
    uint64_t least = UINT64_MAX;
    for (int i = 0; i < 1000; i++) {
        const uint64_t start = ticks();
        const uint64_t spent = ticks() - start;
        least = spent < least ? spent : least;
    }
    return least;
}

static inline double ns_per_tick(void)
{
    const uint64_t start_ns = rp_clock_monotonic(), start = ticks();
    while (rp_clock_monotonic() - start_ns < 20000000)
        continue;
    return (double)(rp_clock_monotonic() - start_ns) / (double)(ticks() - start);
}

static inline int compare_ticks(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* The value that `share` of the values are below; sorts them. */
static inline uint32_t quantile(uint32_t *values, size_t count, double share)
{
    qsort(values, count, sizeof(*values), compare_ticks);
    return count == 0 ? 0 : values[(size_t)(share * (double)(count - 1))];
}

#endif
