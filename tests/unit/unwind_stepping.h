/* unwind_stepping.h: stops a function before each of its instructions, callees included.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_UNIT_UNWIND_STEPPING_H
#define RANKPROF_TESTS_UNIT_UNWIND_STEPPING_H

#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#if defined(__aarch64__)
enum { STEPPING_CALL_BYTES = 4 };
#else
enum { STEPPING_CALL_BYTES = 5 };
#endif

/* The thread sanitizer calls handlers at a moment of its own: no signal nests in another there. */
#ifdef __SANITIZE_THREAD__
enum { SIGNALS_NEST = 0 };
#else
enum { SIGNALS_NEST = 1 };
#endif

/* Installs the signal handlers; `visit` is called at each stop, in a signal handler. */
void stepping_install(void (*visit)(const ucontext_t *context));

/*
 * Everything the thread executes between the two calls is stopped at, but `stops` times at most;
 * handlers of signals are not, unless they start by themselves. The limit is for loops that wait
 * for a clock: stepping is so slow that they may never see it stand still.
 */
void stepping_start(unsigned long stops);
void stepping_stop(void);

/* Where a context holds the registers of this processor; sp and pc may be among `values`. */
struct stepping_registers {
    uint64_t *values;
    size_t count;
    uint64_t *sp, *pc;
};

struct stepping_registers stepping_registers(ucontext_t *context);

#endif
