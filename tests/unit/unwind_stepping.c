/* unwind_stepping.c: stops a function before each of its instructions, by the trap flag.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/unwind_stepping.h"

#include <signal.h>
#include <stddef.h>

#define TRAP_FLAG 0x100

static void (*visitor)(const ucontext_t *context);
static volatile unsigned long stops_left;

static void on_start(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL] |= TRAP_FLAG;
}

static void on_trap(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    if (stops_left > 0) {
        stops_left--;
        visitor(context);
    } else {
        ((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
    }
}

void stepping_install(void (*visit)(const ucontext_t *context))
{
    struct sigaction action = {.sa_sigaction = on_start, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    visitor = visit;
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR1, &action, NULL);
    action.sa_sigaction = on_trap;
    sigaction(SIGTRAP, &action, NULL);
}

void stepping_start(unsigned long stops)
{
    stops_left = stops;
    raise(SIGUSR1);
}

void stepping_stop(void)
{
    stops_left = 0;
}

struct stepping_registers stepping_registers(ucontext_t *context)
{
    uint64_t *values = (uint64_t *)context->uc_mcontext.gregs;
    return (struct stepping_registers){values, NGREG, &values[REG_RSP], &values[REG_RIP]};
}
