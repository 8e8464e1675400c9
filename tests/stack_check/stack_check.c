/* stack_check.c: an agent that compares stacks with those that libunwind finds, frame by frame.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Linked with --wrap around rp_memo_walk, of the very objects of the agent. Every stack is walked a
 * second time by libunwind. It is opened privately, for merely linked it stands in front of
 * functions of the C library; and one thread at a time uses it, the others' samples are not
 * compared: it takes a lock of its own and one that dlopen() holds, and a thread that had the one
 * and waited for the other would never get it. At its end the process appends what it saw to the
 * file that RANKPROF_STACK_CHECK_OUT names; scripts/check-stacks reads it.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UNW_LOCAL_ONLY
#include <libunwind.h>

#include "collector/agent/agent.h"
#include "collector/agent/thread.h"

typedef void walk_function(struct rp_memo *memo, struct rp_modules *modules,
                           const ucontext_t *context, const struct rp_stack_bounds *stack,
                           struct rp_memo_walk *out);
walk_function walk_unchecked __asm__("__real_rp_memo_walk");
walk_function walk_checked __asm__("__wrap_rp_memo_walk");

static int (*other_init)(unw_cursor_t *, unw_context_t *, int);
static int (*other_step)(unw_cursor_t *);
static int (*other_get)(unw_cursor_t *, int, unw_word_t *);

static _Atomic unsigned long ends[RP_UNWIND_END_COUNT];
static _Atomic size_t frames_seen;

enum outcome { EQUAL, OURS_GOES_ON, OTHER_GOES_ON, DIFFERENT, OUTCOMES };
static const char *const outcome_names[OUTCOMES] = {"equal", "ours goes on", "libunwind goes on",
                                                    "different"};

/* The rest belongs to the thread that has the turn. */
static atomic_flag turn = ATOMIC_FLAG_INIT;
static uintptr_t other[RP_STACK_DEPTH];
static unsigned long outcomes[OUTCOMES];

/* Where stacks part: the last frame that both have, and what follows it. */
static struct parting {
    enum outcome outcome;
    enum rp_unwind_end end;
    uintptr_t last, ours, others;
    const struct rp_module *module; /* of `last` */
    unsigned long count;
} partings[512];
static size_t parting_count;

#define NAME_OF_(symbol) #symbol
#define NAME_OF(symbol)  NAME_OF_(symbol)

__attribute__((constructor)) static void open_other(void)
{
    void *const library = dlopen("libunwind.so.8", RTLD_NOW | RTLD_LOCAL);

    if (!library)
        return;
    *(void **)&other_init = dlsym(library, NAME_OF(unw_init_local2));
    *(void **)&other_step = dlsym(library, NAME_OF(unw_step));
    *(void **)&other_get = dlsym(library, NAME_OF(unw_get_reg));
}

static size_t walk_other(const ucontext_t *context)
{
    static unw_cursor_t cursor;
    size_t count = 0;
    unw_word_t pc;

    if (other_init(&cursor, (unw_context_t *)(uintptr_t)context, UNW_INIT_SIGNAL_FRAME) != 0)
        return 0;
    do {
        if (other_get(&cursor, UNW_REG_IP, &pc) != 0)
            break;
        other[count++] = pc;
    } while (count < RP_STACK_DEPTH && other_step(&cursor) > 0);
    return count;
}

static uintptr_t ours_at(const struct rp_memo *memo, const struct rp_memo_walk *walk, size_t index)
{
    if (index < walk->fresh)
        return memo->fresh[index].pc;
    return memo->frames[walk->common - 1 - (index - walk->fresh)].at.pc;
}

static void note(const struct parting *parting)
{
    size_t i = 0;

    while (i < parting_count &&
           !(partings[i].last == parting->last && partings[i].outcome == parting->outcome))
        i++;
    if (i == sizeof(partings) / sizeof(partings[0]))
        return;
    if (i == parting_count) {
        partings[i] = *parting;
        parting_count++;
    }
    partings[i].count++;
}

static enum outcome judge(size_t same, size_t ours, size_t others)
{
    if (same == ours)
        return same == others ? EQUAL : OTHER_GOES_ON;
    return same == others ? OURS_GOES_ON : DIFFERENT;
}

static void compare(struct rp_modules *modules, const struct rp_memo *memo,
                    const struct rp_memo_walk *walk, const ucontext_t *context)
{
    const size_t others = walk_other(context), ours = walk->fresh + walk->common;
    struct parting parting = {.end = walk->end};
    size_t same = 0;

    while (same < ours && same < others && ours_at(memo, walk, same) == other[same])
        same++;
    parting.outcome = judge(same, ours, others);
    outcomes[parting.outcome]++;
    if (parting.outcome == EQUAL)
        return;
    parting.last = same > 0 ? other[same - 1] : 0;
    parting.module = same > 0 ? rp_module_find(modules, parting.last) : NULL;
    parting.ours = same < ours ? ours_at(memo, walk, same) : 0;
    parting.others = same < others ? other[same] : 0;
    note(&parting);
}

void walk_checked(struct rp_memo *memo, struct rp_modules *modules, const ucontext_t *context,
                  const struct rp_stack_bounds *stack, struct rp_memo_walk *out)
{
    struct rp_thread *const thread = rp_thread_self();
    const bool was_inside = thread->inside;

    walk_unchecked(memo, modules, context, stack, out);
    atomic_fetch_add(&ends[out->end], 1);
    atomic_fetch_add(&frames_seen, out->fresh + out->common);
    if (!other_get || atomic_flag_test_and_set(&turn))
        return;
    /* libunwind changes the mask of signals, and ours is never in it: no sample meanwhile. */
    thread->inside = true;
    compare(modules, memo, out, context);
    thread->inside = was_inside;
    atomic_flag_clear(&turn);
}

static void tell_parting(int file, const struct parting *parting)
{
    const struct rp_module *const module = parting->module;

    dprintf(file, "parting;%s;%lu;%s;%#lx;%s;%#lx;%#lx\n", outcome_names[parting->outcome],
            parting->count,
            !module         ? "unknown"
            : *module->path ? module->path
                            : "the program",
            (unsigned long)(module ? parting->last - module->bias : parting->last),
            rp_unwind_end_text(parting->end), (unsigned long)parting->ours,
            (unsigned long)parting->others);
}

__attribute__((destructor)) static void report(void)
{
    const char *const path = getenv("RANKPROF_STACK_CHECK_OUT");
    const int file = path ? open(path, O_WRONLY | O_APPEND | O_CREAT, 0666) : -1;

    if (file < 0)
        return;
    for (size_t i = 0; i < RP_UNWIND_END_COUNT; i++)
        dprintf(file, "end;%s;%lu\n", rp_unwind_end_text((enum rp_unwind_end)i), ends[i]);
    for (size_t i = 0; i < OUTCOMES; i++)
        dprintf(file, "outcome;%s;%lu\n", outcome_names[i], outcomes[i]);
    dprintf(file, "frames;seen;%zu\n", frames_seen);
    for (size_t i = 0; i < parting_count; i++)
        tell_parting(file, &partings[i]);
    close(file);
}
