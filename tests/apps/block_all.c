/* block_all.c: half of the work is done in a thread that blocks every signal.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>

#define TURNS 600000000L

__attribute__((noinline)) static uint64_t work_blocked(uint64_t value)
{
    for (long i = 0; i < TURNS; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

/* Another constant, or the compiler would fold the two functions into one. */
__attribute__((noinline)) static uint64_t work_open(uint64_t value)
{
    for (long i = 0; i < TURNS; i++)
        value = value * UINT64_C(6364136223846793005) + 3037000493003037001u;
    return value;
}

static void *block(void *argument)
{
    uint64_t *const value = argument;
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    *value = work_blocked(*value);
    return NULL;
}

int main(void)
{
    uint64_t value = 1;
    pthread_t thread;

    if (pthread_create(&thread, NULL, block, &value) != 0)
        return 1;
    pthread_join(thread, NULL);
    printf("%llu\n", (unsigned long long)work_open(value));
    return 0;
}
