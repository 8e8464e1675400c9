/* trace.c: a small debugger and its child.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "life.h"

/* What a debugger does with a signal that it has no opinion on. */
enum policy { PASS_ON, SWALLOW };

static void traced(void)
{
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    life_work();
    raise(SIGUSR1);
    life_work();
    _exit(4);
}

/* Real-time signals are passed on and not told, as "handle SIG63 nostop noprint pass" has it. */
static int answer(int number, enum policy policy)
{
    if (number < SIGRTMIN)
        life_say("stop by signal %d", number);
    if (number == SIGSTOP || number == SIGUSR1)
        return 0;
    return policy == PASS_ON ? number : 0;
}

static void follow(pid_t child, enum policy policy)
{
    int status;

    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status))
        ptrace(PTRACE_CONT, child, 0, answer(WSTOPSIG(status), policy));
    life_say("ended: %d, status %d", WIFEXITED(status), WEXITSTATUS(status));
}

static void debug_child(enum policy policy)
{
    const pid_t child = fork();

    if (child == 0)
        traced();
    life_work();
    follow(child, policy);
}

static void passes_on(void)
{
    debug_child(PASS_ON);
}

static void swallows(void)
{
    debug_child(SWALLOW);
}

/* Single steps, with the child's own timers running. */
static void steps(void)
{
    const pid_t child = fork();
    int status, traps = 0;

    if (child == 0)
        traced();
    waitpid(child, &status, 0);
    while (traps < 5000 && WIFSTOPPED(status)) {
        const int number = WSTOPSIG(status);

        traps += number == SIGTRAP;
        ptrace(PTRACE_SINGLESTEP, child, 0, number >= SIGRTMIN ? number : 0);
        if (waitpid(child, &status, 0) != child)
            break;
    }
    life_say("%d steps", traps);
    ptrace(PTRACE_CONT, child, 0, 0);
    follow(child, PASS_ON);
}

/* As programs do that look whether they are being debugged. */
static void attaches(void)
{
    const pid_t parent = getpid();
    int status;
    const pid_t child = fork();

    if (child == 0) {
        life_say("seize: %ld", ptrace(PTRACE_SEIZE, parent, 0, 0));
        life_work();
        ptrace(PTRACE_INTERRUPT, parent, 0, 0);
        while (waitpid(parent, &status, __WALL) == parent && WIFSTOPPED(status) &&
               WSTOPSIG(status) >= SIGRTMIN)
            ptrace(PTRACE_CONT, parent, 0, WSTOPSIG(status));
        life_say("detach: %ld", ptrace(PTRACE_DETACH, parent, 0, 0));
        _exit(0);
    }
    life_work();
    life_wait(child);
    life_work();
}

const struct life_case life_trace_cases[] = {
    {"trace-pass-on", passes_on, 2, 2, LIFE_ANYONE},
    {"trace-swallow", swallows, 2, 2, LIFE_ANYONE},
    {"trace-steps", steps, 2, 2, LIFE_ANYONE},
    {"trace-parent", attaches, 2, 2, LIFE_ROOT},
    {0},
};
