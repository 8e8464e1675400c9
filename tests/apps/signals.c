/* signals.c: has handlers of its own for SIGTERM and SIGINT, and tells what it got.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: signals
 * Prints "ready", works until a signal arrives, prints it and exits with 40 + its number.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static volatile sig_atomic_t got;
static volatile sig_atomic_t times;

static void note(int signal_number)
{
    got = signal_number;
    times++;
}

int main(void)
{
    struct sigaction action;
    volatile uint64_t value = 1;

    memset(&action, 0, sizeof(action));
    action.sa_handler = note;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    puts("ready");
    fflush(stdout);
    while (!got)
        value = value * UINT64_C(6364136223846793005) + 1;
    printf("signal %d, %d time(s)\n", (int)got, (int)times);
    return 40 + got;
}
