/* every_signal.c: gives every signal the default action, then handles every one, and works.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Prints how often a handler ran: only for the signals that the program sends to itself.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t handled;

static void count(int signal)
{
    (void)signal;
    handled++;
}

__attribute__((noinline)) static uint64_t work(uint64_t value)
{
    for (long i = 0; i < 150000000; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

static void set_all(void (*handler)(int))
{
    for (int number = 1; number < NSIG; number++)
        signal(number, handler);
}

int main(void)
{
    struct sigaction present;
    uint64_t value;
    int handlers = 0;

    set_all(SIG_DFL);
    value = work(1);
    set_all(count);
    for (int number = 1; number < NSIG; number++)
        handlers += sigaction(number, NULL, &present) == 0 && present.sa_handler == count;
    value = work(value);
    printf("%llu %d handlers, %d unexpected\n", (unsigned long long)value, handlers, (int)handled);
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
        kill(getpid(), number);
    printf("%d handled\n", (int)handled);
    set_all(SIG_DFL);
    fflush(stdout);
    kill(getpid(), SIGRTMAX - 1);
    return 0;
}
