/* thread_waves.c: creates and joins many threads, so many alive at once.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: thread_waves THREADS ALIVE
 * Each thread waits until all of its wave are there, and counts itself. Prints the count, and the
 * memory that the program took at most on standard error, in KiB; ru_maxrss is that of the process,
 * also from before it became this program.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_barrier_t all_there;
static atomic_long count;

static void *be_one(void *unused)
{
    (void)unused;
    count++;
    pthread_barrier_wait(&all_there);
    return NULL;
}

static void wave(pthread_t *threads, long alive)
{
    pthread_attr_t small;

    pthread_barrier_init(&all_there, NULL, (unsigned)alive);
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    for (long i = 0; i < alive; i++) {
        if (pthread_create(&threads[i], &small, be_one, NULL) != 0) {
            printf("no thread %ld\n", i);
            exit(1);
        }
    }
    for (long i = 0; i < alive; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&all_there);
}

static long most_memory(void)
{
    FILE *const status = fopen("/proc/self/status", "r");
    char line[256];
    long most = 0;

    while (status && fgets(line, sizeof(line), status))
        sscanf(line, "VmHWM: %ld kB", &most);
    if (status)
        fclose(status);
    return most;
}

int main(int argc, char **argv)
{
    const long total = argc > 2 ? atol(argv[1]) : 10000;
    const long alive = argc > 2 ? atol(argv[2]) : 100;
    pthread_t *const threads = calloc((size_t)alive, sizeof(*threads));
    for (long done = 0; threads && done < total; done += alive)
        wave(threads, alive);
    printf("%ld threads\n", (long)count);
    fprintf(stderr, "%ld\n", most_memory());
    free(threads);
    return 0;
}
