/* memo_check.c: an agent that walks every stack a second time, without the memo, and compares.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Linked with --wrap=rp_memo_walk around the very objects of the agent. The first difference ends
 * the program; at its end one line says what was compared.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "collector/agent/agent.h"
#include "collector/agent/thread.h"

typedef void walk_function(struct rp_memo *memo, struct rp_modules *modules,
                           const ucontext_t *context, const struct rp_stack_bounds *stack,
                           struct rp_frame *frames, struct rp_memo_walk *out);

walk_function walk_unchecked __asm__("__real_rp_memo_walk");
walk_function walk_checked __asm__("__wrap_rp_memo_walk");

static _Atomic unsigned long stops, frames_walked, frames_common;

static void demand(bool condition, const char *what)
{
    if (condition)
        return;
    dprintf(STDERR_FILENO, "memo-check: process %d: %s differs\n", getpid(), what);
    abort();
}

static bool is_context_of(const struct rp_segment_context *context, const struct rp_frame *frame)
{
    if (!frame->module || frame->module->id >= RP_SEGMENT_MODULES)
        return context->module == RP_MODULE_NONE && context->offset == frame->address;
    return context->module == frame->module->id &&
           context->offset == frame->address - frame->module->bias;
}

/* The remembered context must be the path of the tree that the outer frames lead to. */
static void compare_context(const struct rp_thread *thread, const struct rp_frame *plain,
                            size_t first, size_t count)
{
    uint32_t node = rp_memo_node(&thread->memo);

    for (size_t i = first; i < count; i++) {
        if (rp_agent_is_own(thread->agent, plain[i].module))
            continue;
        demand(node != 0 && is_context_of(&thread->tree.contexts[node], &plain[i]), "the context");
        node = thread->tree.contexts[node].parent;
    }
    demand(node == 0, "the depth of the context");
}

static void compare(const struct rp_thread *thread, const struct rp_memo_walk *walk,
                    const struct rp_frame *plain, size_t count, enum rp_unwind_end end)
{
    demand(walk->fresh + walk->common == count, "the number of frames");
    demand(walk->end == end, "the end");
    for (size_t i = 0; i < walk->fresh; i++)
        demand(thread->frames[i].address == plain[i].address &&
                   thread->frames[i].module == plain[i].module,
               "a frame");
    if (walk->common > 0)
        compare_context(thread, plain, walk->fresh, count);
}

void walk_checked(struct rp_memo *memo, struct rp_modules *modules, const ucontext_t *context,
                  const struct rp_stack_bounds *stack, struct rp_frame *frames,
                  struct rp_memo_walk *out)
{
    const uint64_t epoch = rp_modules_epoch(modules);
    const size_t bytes = RP_STACK_DEPTH * sizeof(struct rp_frame);
    struct rp_frame *const plain =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    enum rp_unwind_end end;

    walk_unchecked(memo, modules, context, stack, frames, out);
    if (plain == MAP_FAILED)
        return;
    const size_t count = rp_unwind(modules, context, stack, plain, RP_STACK_DEPTH, &end);
    if (rp_modules_epoch(modules) == epoch)
        compare(rp_thread_self(), out, plain, count, end);
    munmap(plain, bytes);
    atomic_fetch_add(&stops, 1);
    atomic_fetch_add(&frames_walked, count);
    atomic_fetch_add(&frames_common, out->common);
}

__attribute__((destructor)) static void report(void)
{
    const unsigned long seen = atomic_load(&stops);

    if (seen > 0)
        dprintf(STDERR_FILENO, "memo-check: %lu stacks, %.1f frames, %.1f of them known: equal\n",
                seen, (double)frames_walked / (double)seen, (double)frames_common / (double)seen);
}
