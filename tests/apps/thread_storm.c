/* thread_storm.c: makes 1,000 short threads, a few alive at a time.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

#define THREADS 1000
#define AT_ONCE 10

static void *work(void *argument)
{
    uint64_t *const value = argument;

    for (long i = 0; i < 1000000; i++)
        *value = *value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return NULL;
}

int main(void)
{
    uint64_t values[AT_ONCE] = {0};
    uint64_t sum = 0;

    for (int started = 0; started < THREADS; started += AT_ONCE) {
        pthread_t threads[AT_ONCE];

        for (int i = 0; i < AT_ONCE; i++) {
            if (pthread_create(&threads[i], NULL, work, &values[i]) != 0)
                return 1;
        }
        for (int i = 0; i < AT_ONCE; i++)
            pthread_join(threads[i], NULL);
    }
    for (int i = 0; i < AT_ONCE; i++)
        sum += values[i];
    printf("%llu\n", (unsigned long long)sum);
    return 0;
}
