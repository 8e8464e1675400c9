/* noise.c: writes noise over the memory that it shares with the profiler, as a stray pointer would.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: noise SEED PERCENT
 * Works, overwrites each byte of that share of the pages of each mapping of a file named
 * "memfd:rankprof", works on, and prints a number that noise does not change.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_BYTES = 4096, PAGES_MAX = 20000 };

static uint64_t state;

static uint64_t next(void)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return state >> 16;
}

__attribute__((noinline)) static uint64_t work(uint64_t value)
{
    for (long i = 0; i < 100000000; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

/* Not where nothing is yet: a segment is sparse, and larger than memory. */
static void overwrite(unsigned char *from, size_t bytes, unsigned percent)
{
    for (size_t at = 0; at < bytes && at < (size_t)PAGES_MAX * PAGE_BYTES; at++) {
        if (at % PAGE_BYTES == 0 && next() % 100 >= percent)
            at += PAGE_BYTES - 1;
        else
            from[at] = (unsigned char)next();
    }
}

static void overwrite_all(unsigned percent)
{
    FILE *const maps = fopen("/proc/self/maps", "r");
    char line[4096];
    uintptr_t low, high;
    char rights[5];

    while (maps && fgets(line, sizeof(line), maps))
        if (strstr(line, "memfd:rankprof") &&
            sscanf(line, "%lx-%lx %4s", &low, &high, rights) == 3 && rights[1] == 'w')
            overwrite((unsigned char *)low, high - low, percent);
    if (maps)
        fclose(maps);
}

int main(int argc, char **argv)
{
    uint64_t value = work(1);

    state = (uint64_t)atol(argc > 1 ? argv[1] : "1");
    overwrite_all(argc > 2 ? (unsigned)atoi(argv[2]) : 10);
    value = work(value);
    printf("%llu\n", (unsigned long long)value);
    return (int)(value % 100);
}
