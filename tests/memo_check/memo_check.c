/* memo_check.c: an agent that walks every stack a second time, without the memo, and compares.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Linked with --wrap around the very objects of the agent: of rp_memo_walk, to compare frames with
 * those of rp_unwind, and of rp_call_path_of, to compare contexts with those found by an empty
 * memo. The first difference ends the program; at its end one line says what was compared.
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
                           struct rp_memo_walk *out);
typedef uint32_t path_function(struct rp_thread *thread, const ucontext_t *context,
                               enum rp_unwind_end *end);

walk_function walk_unchecked __asm__("__real_rp_memo_walk");
walk_function walk_checked __asm__("__wrap_rp_memo_walk");
path_function path_unchecked __asm__("__real_rp_call_path_of");
path_function path_checked __asm__("__wrap_rp_call_path_of");

#define CONTEXTS_COMPARED_EVERY 8

static _Atomic unsigned long stops, frames_walked, frames_common, frames_interpreted;

/* The walk that runs is find_afresh()'s. */
static _Thread_local bool is_afresh __attribute__((tls_model("initial-exec")));

static void demand(bool condition, const char *what)
{
    if (condition)
        return;
    dprintf(STDERR_FILENO, "memo-check: process %d: %s differs\n", getpid(), what);
    abort();
}

static void compare_frame(const struct rp_frame *known, const struct rp_frame *plain)
{
    demand(known->address == plain->address && known->module == plain->module, "a frame");
}

static void compare(const struct rp_memo *memo, const struct rp_memo_walk *walk,
                    const struct rp_frame *plain, size_t count, enum rp_unwind_end end)
{
    demand(walk->fresh + walk->common == count, "the number of frames");
    demand(walk->end == end, "the end");
    for (size_t i = 0; i < walk->fresh; i++)
        compare_frame(&memo->fresh[i].frame, &plain[i]);
    for (size_t i = 0; i < walk->common; i++)
        compare_frame(&memo->frames[i].at.frame, &plain[count - 1 - i]);
}

void walk_checked(struct rp_memo *memo, struct rp_modules *modules, const ucontext_t *context,
                  const struct rp_stack_bounds *stack, struct rp_memo_walk *out)
{
    const uint64_t epoch = rp_modules_epoch(modules);
    const size_t bytes = RP_STACK_DEPTH * sizeof(struct rp_frame);
    struct rp_frame *plain;
    enum rp_unwind_end end;

    walk_unchecked(memo, modules, context, stack, out);
    if (is_afresh)
        return;
    plain = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (plain == MAP_FAILED)
        return;
    const size_t count = rp_unwind(modules, context, stack, plain, RP_STACK_DEPTH, &end);
    if (rp_modules_epoch(modules) == epoch)
        compare(memo, out, plain, count, end);
    munmap(plain, bytes);
    atomic_fetch_add(&stops, 1);
    atomic_fetch_add(&frames_walked, count);
    atomic_fetch_add(&frames_common, out->common);
}

/* With a memo and a list in place of the thread's, which are forgotten afterwards. */
static uint32_t find_afresh(struct rp_thread *thread, const ucontext_t *context)
{
    const size_t memo_bytes = rp_memo_bytes(RP_STACK_DEPTH);
    const size_t bytes = memo_bytes + rp_interpreted_bytes(RP_STACK_DEPTH);
    char *const memory =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const struct rp_memo memo = thread->memo;
    const struct rp_interpreted interpreted = thread->interpreted;
    enum rp_unwind_end end;

    demand(memory != MAP_FAILED, "the memory");
    rp_memo_place(&thread->memo, memory, RP_STACK_DEPTH);
    rp_interpreted_place(&thread->interpreted, memory + memo_bytes, RP_STACK_DEPTH);
    is_afresh = true;
    const uint32_t node = path_unchecked(thread, context, &end);
    is_afresh = false;
    demand(thread->interpreted.count == interpreted.count, "the number of interpreted frames");
    thread->memo = memo;
    thread->interpreted = interpreted;
    munmap(memory, bytes);
    return node;
}

/* A full tree gives samples to the deepest context it has, which may be another one. */
static bool is_tree_full(const struct rp_thread *thread)
{
    return atomic_load(&thread->tree.thread->refused_contexts) > 0;
}

uint32_t path_checked(struct rp_thread *thread, const ucontext_t *context, enum rp_unwind_end *end)
{
    const uint64_t epoch = rp_modules_epoch(thread->agent->modules);
    const uint32_t node = path_unchecked(thread, context, end);
    const size_t interpreted = thread->interpreted.count;

    /* Native frames alone are compared by their walk: here a part of them will do. */
    if (interpreted == 0 && atomic_load(&stops) % CONTEXTS_COMPARED_EVERY != 0)
        return node;
    const uint32_t afresh = find_afresh(thread, context);
    if (rp_modules_epoch(thread->agent->modules) == epoch && !is_tree_full(thread))
        demand(node == afresh, "the context");
    atomic_fetch_add(&frames_interpreted, interpreted);
    return node;
}

__attribute__((destructor)) static void report(void)
{
    const unsigned long seen = atomic_load(&stops);

    if (seen > 0)
        dprintf(STDERR_FILENO,
                "memo-check: %lu stacks, %.1f frames, %.1f of them known, %lu interpreted: equal\n",
                seen, (double)frames_walked / (double)seen, (double)frames_common / (double)seen,
                frames_interpreted);
}
