/* sanitized.c: works in several threads and makes the mistake that it is asked for.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: sanitized none|overflow|leak|race
 * Built by tests/e2e/sanitized.sh with each sanitizer of each compiler.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 3

static int shared;

__attribute__((noinline)) static void work(void)
{
    for (int i = 0; i < 300000; i++) {
        char *volatile memory = malloc(100);

        memset(memory, i, 100);
        free(memory);
    }
}

static void *work_in_thread(void *races)
{
    work();
    if (races)
        shared++;
    return NULL;
}

int main(int argc, char **argv)
{
    const char *const mistake = argc > 1 ? argv[1] : "none";
    char *volatile memory = malloc(8);
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, work_in_thread, strcmp(mistake, "race") ? NULL : &shared);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    work();
    if (strcmp(mistake, "overflow") == 0)
        memory[argc + 6] = 1;
    if (strcmp(mistake, "leak") != 0)
        free(memory);
    memory = NULL;
    printf("%d\n", shared);
    return 5;
}
