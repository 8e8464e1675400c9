/* exit_status.c: ends in the way it is told.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: exit_status exit N | _exit N | quick N | thread N | abort | segv | kill SIGNAL
 */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int number;

static uint64_t work(uint64_t value)
{
    for (long i = 0; i < 50000000; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

static void *exit_from_thread(void *unused)
{
    (void)unused;
    exit(number);
}

static int by_thread(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, exit_from_thread, NULL);
    pthread_exit(NULL);
}

static int fault(void)
{
    *(volatile int *)(uintptr_t)8 = 1;
    return 0;
}

int main(int argc, char **argv)
{
    const char *const how = argc > 1 ? argv[1] : "exit";

    number = argc > 2 ? atoi(argv[2]) : 0;
    printf("%s %llu\n", how, (unsigned long long)work(1));
    fflush(stdout);
    if (strcmp(how, "_exit") == 0)
        _exit(number);
    if (strcmp(how, "quick") == 0)
        quick_exit(number);
    if (strcmp(how, "thread") == 0)
        return by_thread();
    if (strcmp(how, "abort") == 0)
        abort();
    if (strcmp(how, "segv") == 0)
        return fault();
    if (strcmp(how, "kill") == 0)
        return kill(getpid(), number);
    return number;
}
