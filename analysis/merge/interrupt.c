/* interrupt.c: removes an unfinished cluster file when its writing is interrupted.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/interrupt.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

/* A signal handler has no other way to know these. */
static char part[PATH_MAX];
static struct sigaction before[SIGNALS];

static void remove_part(int signal)
{
    const int saved = errno;

    unlink(part);
    for (size_t i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &before[i], NULL);
    errno = saved;
    raise(signal); /* delivered when this handler returns */
}

void rp_interrupt_guard(const char *path)
{
    struct sigaction action = {.sa_handler = remove_part};

    part[0] = '\0';
    if (!path ||
        snprintf(part, sizeof(part), "%s.part.%ld", path, (long)getpid()) >= (int)sizeof(part))
        part[0] = '\0';
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNALS; i++) {
        sigaction(signals[i], NULL, &before[i]);
        if (part[0] && before[i].sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

void rp_interrupt_release(void)
{
    for (size_t i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &before[i], NULL);
}
