/* chain.c: a stack that changes as those of programs do: functions of many kinds, called at random.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Built with -O2 -fomit-frame-pointer. The functions differ in the size of their frames and in the
 * registers they save; every eighth has a frame of variable size, hence a frame pointer.
 */
#include "tests/bench/chain.h"

#include <alloca.h>
#include <stdint.h>

enum { FUNCTIONS = 64 };

static struct {
    uint64_t random;
    int depth;
    long visits;
    void (*visit)(void);
} run;

static unsigned dice(unsigned sides)
{
    run.random = run.random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (unsigned)(run.random >> 33) % sides;
}

typedef uint64_t function(int level, uint64_t a, uint64_t b);
static function *const functions[FUNCTIONS];

/* Goes down to the wanted depth, visits, and comes back a few levels. */
static inline __attribute__((always_inline)) uint64_t body(int level, uint64_t a, uint64_t b,
                                                           volatile char *space)
{
    uint64_t sum = a ^ b;
    space[0] = (char)sum;
    if (level >= run.depth) {
        run.visits--;
        run.visit();
        return sum;
    }
    do
        sum += functions[dice(FUNCTIONS)](level + 1, sum, b + (uint64_t)level) * a;
    while (run.visits > 0 && dice(4) != 0);
    return sum + (uint64_t)space[0];
}

#define FIXED(n)                                                                                   \
    static __attribute__((noinline)) uint64_t f##n(int level, uint64_t a, uint64_t b)              \
    {                                                                                              \
        volatile char space[8 + n * 13 % 200];                                                     \
        return body(level, a + n, b, space) + n;                                                   \
    }
#define VARIABLE(n)                                                                                \
    static __attribute__((noinline)) uint64_t f##n(int level, uint64_t a, uint64_t b)              \
    {                                                                                              \
        volatile char *const space = alloca(16 + (a & 63));                                        \
        return body(level, a + n, b, space) + n;                                                   \
    }
#define EIGHT(_, t) _(t##0) _(t##1) _(t##2) _(t##3) _(t##4) _(t##5) _(t##6)
#define ALL_FIXED(_)                                                                               \
    EIGHT(_, 1) EIGHT(_, 2) EIGHT(_, 3) EIGHT(_, 4) EIGHT(_, 5) EIGHT(_, 6) EIGHT(_, 7) EIGHT(_, 8)
#define ALL_VARIABLE(_) _(17) _(27) _(37) _(47) _(57) _(67) _(77) _(87)

ALL_FIXED(FIXED)
ALL_VARIABLE(VARIABLE)

#define NAME(n) f##n,
static function *const functions[FUNCTIONS] = {ALL_FIXED(NAME) ALL_VARIABLE(NAME)};

void chain_run(int depth, long visits, void (*visit)(void))
{
    run.random = 0;
    run.depth = depth;
    run.visits = visits;
    run.visit = visit;
    while (run.visits > 0)
        functions[dice(FUNCTIONS)](1, 3, 5);
}
