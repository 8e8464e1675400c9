/* sleepers.c: one thread works, one sleeps, and some live for a moment only.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: sleepers MILLISECONDS
 * Writes NAME VALUE lines: the wall time and the CPU time in ns, of all threads together.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

#define SHORT_ONES 20

struct account {
    int64_t wall_ns, cpu_ns;
};

static long milliseconds;

static int64_t read_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void sleep_ms(long ms)
{
    const struct timespec time = {ms / 1000, ms % 1000 * 1000000};

    nanosleep(&time, NULL);
}

static void work(void)
{
    const int64_t end_ns = read_ns(CLOCK_THREAD_CPUTIME_ID) + milliseconds * 1000000 / 2;

    while (read_ns(CLOCK_THREAD_CPUTIME_ID) < end_ns)
        for (volatile int i = 0; i < 100000; i++)
            continue;
}

static void rest(void)
{
    prctl(PR_SET_NAME, "sleeper");
    sleep_ms(milliseconds);
}

static void blink(void)
{
    sleep_ms(5);
}

static void account(struct account *own, void (*routine)(void))
{
    own->wall_ns = read_ns(CLOCK_MONOTONIC);
    routine();
    own->cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID);
    own->wall_ns = read_ns(CLOCK_MONOTONIC) - own->wall_ns;
}

#define THREAD(name)                                                                               \
    static void *name##_thread(void *own)                                                          \
    {                                                                                              \
        account(own, name);                                                                        \
        return NULL;                                                                               \
    }
THREAD(work)
THREAD(rest)
THREAD(blink)

int main(int argc, char **argv)
{
    struct account accounts[SHORT_ONES + 3] = {{0, 0}};
    struct account sum = {0, 0};
    pthread_t threads[2];

    milliseconds = argc > 1 ? atol(argv[1]) : 500;
    accounts[0].wall_ns = read_ns(CLOCK_MONOTONIC);
    pthread_create(&threads[0], NULL, work_thread, &accounts[1]);
    pthread_create(&threads[1], NULL, rest_thread, &accounts[2]);
    for (int i = 0; i < SHORT_ONES; i++) {
        pthread_t thread;

        pthread_create(&thread, NULL, blink_thread, &accounts[3 + i]);
        pthread_join(thread, NULL);
    }
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    accounts[0].wall_ns = read_ns(CLOCK_MONOTONIC) - accounts[0].wall_ns;
    accounts[0].cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < SHORT_ONES + 3; i++) {
        sum.wall_ns += accounts[i].wall_ns;
        sum.cpu_ns += accounts[i].cpu_ns;
    }
    printf("wall_ns %lld\ncpu_ns %lld\n", (long long)sum.wall_ns, (long long)sum.cpu_ns);
    return 0;
}
