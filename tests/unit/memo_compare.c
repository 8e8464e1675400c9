/* memo_compare.c: walks a stack with the memo and without, and compares all that comes of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/memo_compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct rp_modules *memo_modules;
struct rp_memo memo;
struct memo_compared memo_compared;
static struct rp_segment_header *with_memo, *without; /* segments of one tree each */
static struct rp_context_tree memo_tree, plain_tree;

void memo_compare_start(void)
{
    void *memory = calloc(1, rp_memo_bytes(MEMO_FRAMES));
    if (memory == NULL || rp_modules_init(&memo_modules, NULL, NULL) != RP_OK)
        abort();
    rp_memo_place(&memo, memory, MEMO_FRAMES);
}

static struct rp_segment_header *make_tree(struct rp_context_tree *tree, uint32_t contexts)
{
    struct rp_segment_header layout = {0};
    rp_segment_layout(&layout, 1, 1, contexts, false);
    struct rp_segment_header *header = calloc(1, layout.segment_bytes);
    if (header == NULL)
        abort();
    memcpy(header, &layout, sizeof layout);
    rp_context_tree_at(tree, header, header, 0);
    rp_context_tree_start(tree);
    return header;
}

void memo_compare_trees(uint32_t contexts)
{
    free(with_memo);
    free(without);
    with_memo = make_tree(&memo_tree, contexts);
    without = make_tree(&plain_tree, contexts);
    rp_memo_drop(&memo);
}

void memo_compare_reset(void)
{
    memo_compare_trees(MEMO_CONTEXTS);
    memset(&memo_compared, 0, sizeof memo_compared);
}

uint32_t memo_compare_contexts(void)
{
    return rp_context_tree_count(&plain_tree);
}

uint64_t memo_compare_refused(void)
{
    return atomic_load(&plain_tree.thread->refused_contexts);
}

/* False: the tree is full. */
static bool enter(struct rp_context_tree *tree, const struct rp_frame *frame, uint32_t *node)
{
    const struct rp_segment_context context = {
        0, RP_CONTEXT_CODE, frame->module ? (uint16_t)frame->module->id : RP_MODULE_NONE,
        frame->address};
    const uint32_t parent = *node;
    *node = rp_context_tree_child(tree, parent, &context);
    return *node != parent;
}

static uint32_t descend_plain(const struct rp_frame *frames, size_t depth)
{
    uint32_t node = 0;
    while (depth > 0 && enter(&plain_tree, &frames[depth - 1], &node))
        depth--;
    return node;
}

static uint32_t descend_memo(const struct rp_memo_walk *walk)
{
    uint32_t node = walk->common > 0 ? rp_memo_node(&memo) : 0;
    for (size_t i = walk->fresh; i > 0 && enter(&memo_tree, &memo.fresh[i - 1].frame, &node); i--)
        rp_memo_push(&memo, i - 1, (struct rp_memo_note){node, 0});
    return node;
}

static bool is_same(const struct rp_walked *left, const struct rp_frame *right, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (left[i].frame.address != right[i].address || left[i].frame.module != right[i].module)
            return false;
    }
    return true;
}

/* Now and then the remembered frames are told as fresh ones, as when their contexts change. */
static void reopen_some(struct rp_memo_walk *walk)
{
    if (memo_compared.walks % 4 == 3)
        rp_memo_reopen(&memo, walk->common * (memo_compared.walks % 5) / 5, walk);
}

struct plain_walk {
    const struct rp_frame *frames;
    size_t count;
    enum rp_unwind_end end;
};

/* Both trees have seen the same stacks in the same order: they are alike, refusals included. */
static void compare(struct rp_memo_walk *walk, const struct plain_walk *plain)
{
    memo_compared.common += walk->common;
    memo_compared.last = *walk;
    reopen_some(walk);
    const uint32_t node = descend_memo(walk);
    const uint32_t wanted = descend_plain(plain->frames, plain->count);
    memo_compared.walks++;
    memo_compared.frames += plain->count;
    if (walk->fresh + walk->common != plain->count || walk->end != plain->end || node != wanted ||
        !is_same(memo.fresh, plain->frames, walk->fresh) ||
        rp_context_tree_count(&memo_tree) != rp_context_tree_count(&plain_tree) ||
        atomic_load(&memo_tree.thread->refused_contexts) !=
            atomic_load(&plain_tree.thread->refused_contexts))
        memo_compared.differences++;
}

static struct plain_walk walk_plainly(const ucontext_t *context,
                                      const struct rp_stack_bounds *stack, size_t capacity)
{
    static struct rp_frame frames[MEMO_FRAMES + 1];
    struct plain_walk plain = {.frames = frames};
    plain.count = rp_unwind(memo_modules, context, stack, frames, capacity, &plain.end);
    return plain;
}

void memo_compare(const ucontext_t *context, const struct rp_stack_bounds *stack)
{
    const struct plain_walk plain = walk_plainly(context, stack, memo.capacity);
    struct rp_memo_walk walk;
    rp_memo_walk(&memo, memo_modules, context, stack, &walk);
    compare(&walk, &plain);
}

void memo_compare_caller(const struct rp_frame_registers *caller, const ucontext_t *callee,
                         const struct rp_stack_bounds *stack)
{
    struct plain_walk plain = walk_plainly(callee, stack, memo.capacity + 1);
    struct rp_memo_walk walk;
    plain.frames++;
    plain.count--;
    if (rp_memo_walk_caller(&memo, memo_modules, caller, stack, &walk))
        compare(&walk, &plain);
    else
        memo_compared.refused++;
}

void memo_compare_expect_equal(void)
{
    print_message("%lu walks, %.1f frames, %.1f of them known\n", memo_compared.walks,
                  (double)memo_compared.frames / (double)memo_compared.walks,
                  (double)memo_compared.common / (double)memo_compared.walks);
    assert_true(memo_compared.walks > 0);
    assert_int_equal(memo_compared.differences, 0);
}
