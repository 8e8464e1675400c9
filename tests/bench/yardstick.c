/* yardstick.c: units of equal work on a stack of given depth, each done when asked for.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: yardstick IN OUT FRAMES VISITS [RATE]
 * For each byte from the pipe IN it works for so many visits (chain.h), in iterations that are all
 * alike, as most programs do, and writes the CPU time of that to the pipe OUT, in ns. Copies of it
 * that run under different profilers take turns on one core, so that what disturbs the machine
 * disturbs all of them alike (duet.py). With RATE it is interrupted so often by a handler that does
 * nothing.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/clock.h"
#include "tests/bench/chain.h"
#include "tests/bench/empty_handler.h"

enum { ITERATION_VISITS = 200 };
enum { WORDS = 1 << 12, TURNS = 3 }; /* 32 kB, as an inner loop of a program has: some 10 us */

static uint64_t words[WORDS];

static void visit(void)
{
    for (int turn = 0; turn < TURNS; turn++)
        for (size_t i = 1; i < WORDS; i++)
            words[i] += words[i - 1] * 3 + i;
}

/* All copies on one core, which others may use as well. */
static void stay_on_one_core(void)
{
    cpu_set_t here;
    int last = 0;

    if (sched_getaffinity(0, sizeof(here), &here) != 0)
        return;
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &here))
            last = i;
    CPU_ZERO(&here);
    CPU_SET(last, &here);
    (void)sched_setaffinity(0, sizeof(here), &here);
}

int main(int argc, char **argv)
{
    if (argc < 5 || (argc > 5 && !empty_handler_start(atoi(argv[5]))))
        return 2;
    const int in = open(argv[1], O_RDONLY), out = open(argv[2], O_WRONLY);
    const int frames = atoi(argv[3]);
    const long visits = atol(argv[4]);
    char asked;

    stay_on_one_core();
    while (read(in, &asked, 1) == 1) {
        const uint64_t start_ns = rp_clock_read(CLOCK_THREAD_CPUTIME_ID);
        for (long done = 0; done < visits; done += ITERATION_VISITS)
            chain_run(frames, ITERATION_VISITS, visit);
        dprintf(out, "%" PRIu64 "\n", rp_clock_read(CLOCK_THREAD_CPUTIME_ID) - start_ns);
    }
    return 0;
}
