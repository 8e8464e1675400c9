/* planted_lib.c: works for a stretch of CPU time; built twice, so that there are two build-ids.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "planted_lib.h"

#include <stdint.h>
#include <time.h>

static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

__attribute__((noinline)) static uint64_t turn(uint64_t value)
{
    for (int i = 0; i < 100000; i++)
        value = value * UINT64_C(6364136223846793005) + PLANTED_CONSTANT;
    return value;
}

long planted_work(double seconds)
{
    const double end = cpu_seconds() + seconds;
    uint64_t value = 1;

    while (cpu_seconds() < end)
        value = turn(value);
    return (long)(value | 1);
}
