/* unwind_stepping.h: stops a function before each of its instructions, callees included.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_UNIT_UNWIND_STEPPING_H
#define RANKPROF_TESTS_UNIT_UNWIND_STEPPING_H

#include <ucontext.h>

/* Installs the signal handlers; `visit` is called at each stop, in a signal handler. */
void stepping_install(void (*visit)(const ucontext_t *context));

/*
 * Everything the thread executes between the two calls is stopped at, but `stops` times at most;
 * handlers of signals are not, unless they start by themselves. The limit is for loops that wait
 * for a clock: stepping is so slow that they may never see it stand still.
 */
void stepping_start(unsigned long stops);
void stepping_stop(void);

#endif
