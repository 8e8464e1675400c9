/* threads.c: 64 named threads alive at once; half of them work in one function, half in another.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: threads [MILLIONS of loop turns a thread, default 20]
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define THREADS 64

static pthread_barrier_t all_here;
static long turns;

__attribute__((noinline)) static uint64_t work_even(uint64_t value)
{
    for (long i = 0; i < turns; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

/* Another constant, or the compiler would fold the two functions into one. */
__attribute__((noinline)) static uint64_t work_odd(uint64_t value)
{
    for (long i = 0; i < turns; i++)
        value = value * UINT64_C(6364136223846793005) + 3037000493003037001u;
    return value;
}

static void *work(void *argument)
{
    uint64_t *const value = argument;
    const int number = (int)*value;
    char name[16];

    snprintf(name, sizeof(name), "%s-%02d", number % 2 ? "odd" : "even", number);
    pthread_setname_np(pthread_self(), name);
    pthread_barrier_wait(&all_here);
    *value = number % 2 ? work_odd(*value) : work_even(*value);
    pthread_barrier_wait(&all_here);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    uint64_t values[THREADS];
    uint64_t sum = 0;

    turns = (argc > 1 ? atol(argv[1]) : 20) * 1000000;
    pthread_barrier_init(&all_here, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        values[i] = (uint64_t)i;
        if (pthread_create(&threads[i], NULL, work, &values[i]) != 0)
            return 1;
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        sum += values[i];
    }
    printf("%llu\n", (unsigned long long)sum);
    return 0;
}
