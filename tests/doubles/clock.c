/* clock.c: a clock of the wall that is ahead by CLOCK_AHEAD_NS, to be preloaded: another node's.
 * SPDX-License-Identifier: Apache-2.0
 *
 * With CLOCK_STEP_NS it is set so far ahead, and back, twenty times a second.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS 1000000000L

static long value_of(const char *variable)
{
    const char *const text = getenv(variable);

    return text ? atol(text) : 0;
}

static long ahead(void)
{
    struct timespec now;

    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return value_of("CLOCK_AHEAD_NS") +
           (now.tv_nsec / 50000000 % 2 ? value_of("CLOCK_STEP_NS") : 0);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    const long ahead_ns = clock == CLOCK_REALTIME ? ahead() : 0;
    const int rc = (int)syscall(SYS_clock_gettime, clock, now);

    now->tv_sec += ahead_ns / SECOND_NS;
    now->tv_nsec += ahead_ns % SECOND_NS;
    if (now->tv_nsec >= SECOND_NS) {
        now->tv_sec++;
        now->tv_nsec -= SECOND_NS;
    }
    return rc;
}
