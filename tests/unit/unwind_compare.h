/* unwind_compare.h: what the tests of the unwinder expect of a walk, and what they have seen.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_UNIT_UNWIND_COMPARE_H
#define RANKPROF_TESTS_UNIT_UNWIND_COMPARE_H

#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#include "collector/agent/unwind/unwind.h"

enum { FRAMES_MAX = 128 };

extern struct rp_modules *modules;
extern struct rp_stack_bounds own_stack;

/* What the stops of one test have found. Written in the signal handler. */
struct seen {
    unsigned long stops, frames, differences, ends[RP_UNWIND_END_COUNT];
    size_t ours_count, theirs_count; /* of the first difference */
    uintptr_t ours[FRAMES_MAX], theirs[FRAMES_MAX];
};
extern struct seen seen;

/* For stepping_install: compares with the oracle's walk. */
void compare_walks(const ucontext_t *context);

/* The same without an oracle: a walk must end with the callers of the function that calls
 * find_callers.
 */
void find_callers(void);
void walk_to_callers(const ucontext_t *context);

/* Fail the test; `at_most` stops may be other than expected. */
void expect_complete_but_for(unsigned long at_most);
void expect_no_difference(void);

#endif
