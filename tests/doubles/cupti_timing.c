/* cupti_timing.c: how long a tool takes at each launch, for libcupti's double.
 * SPDX-License-Identifier: Apache-2.0
 *
 * At the end of the program median and 99th percentile are written to the file `calls` beside the
 * ledger, less what reading the clock takes.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/doubles/cupti_double.h"

#define LONGEST_NS 65536u
#define EMPTY      10000u

static _Atomic uint32_t histogram[LONGEST_NS];
static _Atomic uint32_t count;

void double_timing_add(uint64_t time_ns)
{
    atomic_fetch_add(&histogram[time_ns < LONGEST_NS ? time_ns : LONGEST_NS - 1], 1);
    atomic_fetch_add(&count, 1);
}

/* The time that so many of a thousand stay within. */
static uint32_t quantile(uint32_t of_thousand)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < LONGEST_NS; i++) {
        sum += histogram[i];
        if (sum * 1000 >= (uint64_t)count * of_thousand)
            return i;
    }
    return LONGEST_NS;
}

static uint32_t time_of_nothing(void)
{
    for (uint32_t i = 0; i < LONGEST_NS; i++)
        histogram[i] = 0;
    count = 0;
    for (uint32_t i = 0; i < EMPTY; i++) {
        const uint64_t start_ns = double_clock_ns();

        double_timing_add(double_clock_ns() - start_ns);
    }
    return quantile(500);
}

__attribute__((destructor)) static void tell(void)
{
    const char *const folder = getenv("RANKPROF_DOUBLE_LEDGER");
    const uint32_t calls = count, median = quantile(500), most = quantile(990);
    char path[4096];
    uint32_t nothing;
    FILE *file;

    if (calls == 0 || !folder)
        return;
    nothing = time_of_nothing();
    snprintf(path, sizeof(path), "%s/calls", folder);
    file = fopen(path, "w");
    if (!file)
        return;
    fprintf(file, "%u %u %u\n", median > nothing ? median - nothing : 0,
            most > nothing ? most - nothing : 0, calls);
    fclose(file);
}
