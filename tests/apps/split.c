/* split.c: 70 % of its CPU time in one function and 30 % in another, by loop counts.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: split [MILLIONS of loop turns, default 1000 [PERCENT of its turns that mostly() does]]
 * The two are called in a shuffled order, so that no sampling period can fall into step with them.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CHUNKS 1000
#ifndef MOSTLY
#define MOSTLY 700 /* chunks that go to mostly() */
#endif

__attribute__((noinline)) static uint64_t mostly(uint64_t value, long turns)
{
    for (long i = 0; i < turns; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u; /* line: mostly */
    return value;
}

/* Another constant, or the compiler would fold the two functions into one. */
__attribute__((noinline)) static uint64_t seldom(uint64_t value, long turns)
{
    for (long i = 0; i < turns; i++)
        value = value * UINT64_C(6364136223846793005) + 3037000493003037001u; /* line: seldom */
    return value;
}

static void shuffle(char *order)
{
    uint64_t state = 1;

    for (int i = 0; i < CHUNKS; i++)
        order[i] = i < MOSTLY;
    for (int i = CHUNKS - 1; i > 0; i--) {
        state = state * UINT64_C(6364136223846793005) + 1;
        const int other = (int)((state >> 33) % (uint64_t)(i + 1));
        const char kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

int main(int argc, char **argv)
{
    const long turns = (argc > 1 ? atol(argv[1]) : 1000) * 1000000 / CHUNKS;
    const long mostly_turns = argc > 2 ? turns * atol(argv[2]) / 100 : turns;
    char order[CHUNKS];
    uint64_t value = 1;

    shuffle(order);
    for (int i = 0; i < CHUNKS; i++)
        value = order[i] ? mostly(value, mostly_turns) : seldom(value, turns);
    printf("%llu\n", (unsigned long long)value);
    return 0;
}
