/* recursion.c: descends to a known depth and does all its work there.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: recursion DEPTH [MILLIONS of loop turns, default 600]
 * descend() stands DEPTH + 1 times on the stack while it works.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) static uint64_t descend(int depth, uint64_t value, long turns)
{
    if (depth == 0) {
        for (long i = 0; i < turns; i++)
            value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
        return value;
    }
    value = descend(depth - 1, value, turns);
    return value ^ (uint64_t)depth; /* not a tail call, so that every level keeps its frame */
}

int main(int argc, char **argv)
{
    const int depth = argc > 1 ? atoi(argv[1]) : 500;
    const long turns = (argc > 2 ? atol(argv[2]) : 600) * 1000000;

    printf("%llu\n", (unsigned long long)descend(depth, 1, turns));
    return 0;
}
