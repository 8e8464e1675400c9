/* steady.c: works in steps and tells after each one what CPU time it has used so far.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: steady STEPS [PATH]
 * A step takes some hundredths of a second. A line "STEP CPU_NS" is printed after each. With PATH
 * it pauses after half of the steps, until PATH exists.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

__attribute__((noinline)) static uint64_t step(uint64_t value)
{
    for (long i = 0; i < 50000000; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

static long long cpu_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int argc, char **argv)
{
    const struct timespec moment = {0, 5000000};
    const int steps = argc > 1 ? atoi(argv[1]) : 40;
    uint64_t value = 1;

    for (int i = 1; i <= steps; i++) {
        value = step(value);
        printf("%d %lld\n", i, cpu_ns());
        fflush(stdout);
        while (argc > 2 && i == steps / 2 && access(argv[2], F_OK) != 0)
            nanosleep(&moment, NULL);
    }
    return value == 0;
}
