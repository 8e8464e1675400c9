/* footprint.c: a small program that tells how much memory its process has at its end.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: footprint [MILLIONS of loop turns, default 20] [FILE]
 * FILE (default: standard output) gets NAME VALUE lines: KiB of anonymous memory, and of shared
 * memory, which is what the agent shares with the collector.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile uint64_t sink;

__attribute__((noinline)) static void work(long turns)
{
    uint64_t value = 1;

    for (long i = 0; i < turns; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    sink = value;
}

/* The sum of the lines of `path` that begin with `name`; -1: no such file. */
static long sum_of(const char *path, const char *name)
{
    char line[512];
    long sum = 0;
    FILE *const file = fopen(path, "r");

    if (!file)
        return -1;
    while (fgets(line, sizeof(line), file))
        if (strncmp(line, name, strlen(name)) == 0)
            sum += strtol(line + strlen(name), NULL, 10);
    fclose(file);
    return sum;
}

int main(int argc, char **argv)
{
    FILE *out = stdout;
    long anonymous;

    work((argc > 1 ? atol(argv[1]) : 20) * 1000000);
    anonymous = sum_of("/proc/self/smaps_rollup", "Anonymous:");
    if (argc > 2)
        out = fopen(argv[2], "w");
    if (!out || anonymous < 0)
        return 1;
    fprintf(out, "anonymous %ld\n", anonymous);
    fprintf(out, "shared %ld\n", sum_of("/proc/self/status", "RssShmem:"));
    return fclose(out);
}
