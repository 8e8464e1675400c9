/* memo_compare.h: walks a stack with the memo and without, and compares all that comes of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_UNIT_MEMO_COMPARE_H
#define RANKPROF_TESTS_UNIT_MEMO_COMPARE_H

#include "collector/agent/unwind/stack_memo.h"
#include "common/context_tree.h"

enum { MEMO_FRAMES = 512, MEMO_CONTEXTS = 1 << 14 };

extern struct rp_modules *memo_modules;
extern struct rp_memo memo;

/* What the comparisons since the last memo_compare_reset have found. */
struct memo_compared {
    unsigned long walks, frames, common, differences;
    unsigned long refused; /* walks that a caller's three registers are not enough for */
    struct rp_memo_walk last;
};
extern struct memo_compared memo_compared;

/* Makes the registry of modules and an empty memo; once. */
void memo_compare_start(void);

/* New trees, of so many contexts, and an empty memo. */
void memo_compare_trees(uint32_t contexts);

/* The same, and nothing found. */
void memo_compare_reset(void);

/* The tree of the walks without the memo. */
uint32_t memo_compare_contexts(void);
uint64_t memo_compare_refused(void);

/* Async-signal-safe. */
void memo_compare(const ucontext_t *context, const struct rp_stack_bounds *stack);

/* The same of the walk that begins at the caller of the function that `callee` was taken in. */
void memo_compare_caller(const struct rp_frame_registers *caller, const ucontext_t *callee,
                         const struct rp_stack_bounds *stack);

/* Fails the test unless something was compared and no difference found. */
void memo_compare_expect_equal(void);

#endif
