/* unwind.h: the stack of an interrupted thread, exact, from inside a signal handler.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_H

#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#include "collector/agent/modules/module.h"
#include "collector/agent/unwind/unwind_memory.h"

/* Why a walk ended: name, text for people. */
#define RP_UNWIND_END_LIST(_)                                                                      \
    _(RP_UNWIND_COMPLETE, "the outermost frame was reached")                                       \
    _(RP_UNWIND_NO_MODULE, "code outside of every known module")                                   \
    _(RP_UNWIND_NO_CFI, "code without call frame information")                                     \
    _(RP_UNWIND_BAD_CFI, "call frame information that makes no sense")                             \
    _(RP_UNWIND_BAD_STACK, "a stack that does not match the code")                                 \
    _(RP_UNWIND_TOO_DEEP, "more frames than there was room for")

enum rp_unwind_end {
#define RP_UNWIND_END_ENUM(name, text) name,
    RP_UNWIND_END_LIST(RP_UNWIND_END_ENUM)
#undef RP_UNWIND_END_ENUM
        RP_UNWIND_END_COUNT
};

/* A static text for `end`; never NULL. */
const char *rp_unwind_end_text(enum rp_unwind_end end);

struct rp_frame {
    /*
     * The pc of the interrupted function, of a function that another signal had interrupted, and
     * of a signal trampoline; for callers the return address minus 1, which is inside the call.
     */
    uintptr_t address;
    const struct rp_module *module; /* NULL: unknown */
};

/*
 * Walks the stack that a signal interrupted; leaf first. Every frame is judged by its call frame
 * information alone, and every register that can be is recovered: the walk of stack_memo.h, which
 * is several times faster, is tested against this one. `stack` is the thread's
 * own one, or {0, 0}. Returns the number of frames, at least 1 if `capacity` is, and sets *end.
 * Frames before a bad end are right. Async-signal-safe; takes no lock, keeps errno, writes to no
 * frame but its own, and uses less than 3 KiB of stack.
 */
size_t rp_unwind(struct rp_modules *modules, const ucontext_t *context,
                 const struct rp_stack_bounds *stack, struct rp_frame *frames, size_t capacity,
                 enum rp_unwind_end *end);

#endif
