/* own_profiler.c: a program that profiles itself, by PAPI and by a timer of SIGPROF.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Prints what it sees of its own profiling, and nothing that may differ from run to run.
 */
#include <papi.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>

#define PAGES     2000
#define OVERFLOWS 20
#define TICKS     20

static volatile sig_atomic_t ticks;
static volatile long overflows;

static void count_tick(int number)
{
    (void)number;
    ticks++;
}

static void count_overflow(int set, void *address, long long vector, void *context)
{
    (void)set;
    (void)address;
    (void)vector;
    (void)context;
    overflows++;
}

__attribute__((noinline)) static void own_faults(void)
{
    char *const memory =
        mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    madvise(memory, PAGES * 4096, MADV_NOHUGEPAGE);
    for (int i = 0; i < PAGES; i++)
        *(volatile char *)(memory + i * 4096) = 1;
    munmap(memory, PAGES * 4096);
}

__attribute__((noinline)) static void own_work(void)
{
    volatile uint64_t value = 1;

    while (overflows < OVERFLOWS || ticks < TICKS)
        for (int i = 0; i < 100000; i++)
            value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
}

static int open_set(const char *event)
{
    int set = PAPI_NULL;

    return PAPI_create_eventset(&set) == PAPI_OK && PAPI_add_named_event(set, event) == PAPI_OK
               ? set
               : PAPI_NULL;
}

static int overflow_of(int set)
{
    int event = 0;
    int number = 1;

    PAPI_list_events(set, &event, &number);
    return PAPI_overflow(set, event, 2000000, 0, count_overflow);
}

int main(void)
{
    struct itimerval timer = {{0, 2000}, {0, 2000}};
    struct sigaction action = {.sa_handler = count_tick, .sa_flags = SA_RESTART};
    long long counted = 0;
    int faults, clock;

    if (PAPI_library_init(PAPI_VER_CURRENT) != PAPI_VER_CURRENT)
        return 77;
    faults = open_set("perf::PAGE-FAULTS");
    clock = open_set("perf::TASK-CLOCK");
    if (faults == PAPI_NULL || clock == PAPI_NULL || overflow_of(clock) != PAPI_OK)
        return 77;
    sigaction(SIGPROF, &action, NULL);
    setitimer(ITIMER_PROF, &timer, NULL);

    PAPI_start(faults);
    own_faults();
    PAPI_stop(faults, &counted);
    printf("own count of faults: %s\n",
           counted >= PAGES && counted < PAGES + 200 ? "right" : "wrong");

    PAPI_start(clock);
    own_work();
    PAPI_stop(clock, &counted);
    getitimer(ITIMER_PROF, &timer);
    printf("%d overflows and %d ticks came; the timer still runs: %d\n", OVERFLOWS, TICKS,
           timer.it_interval.tv_usec > 0);
    return 0;
}
