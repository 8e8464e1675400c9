/* unwind.c: walks the stack that a signal interrupted.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/unwind/unwind.h"

#include <errno.h>

#include "collector/agent/unwind/unwind_step.h"

static const char *const end_texts[RP_UNWIND_END_COUNT] = {
#define END_TEXT(name, text) [name] = text,
    RP_UNWIND_END_LIST(END_TEXT)
#undef END_TEXT
};

const char *rp_unwind_end_text(enum rp_unwind_end end)
{
    return (unsigned)end < RP_UNWIND_END_COUNT ? end_texts[end] : "unknown";
}

size_t rp_unwind(struct rp_modules *modules, const ucontext_t *context,
                 const struct rp_stack_bounds *stack, struct rp_frame *frames, size_t capacity,
                 enum rp_unwind_end *end)
{
    const int saved_errno = errno;
    size_t count = 0;
    bool has_caller = true;
    struct rp_registers registers;
    struct rp_step step;
    rp_registers_from_context(&registers, context);
    rp_step_start(&step, &registers, stack);
    step.uses_rows = false;
    while (has_caller && count < capacity) {
        rp_step_enter(&step, modules);
        has_caller = rp_step_leave(&step, modules, end);
        frames[count++] = step.frame;
    }
    if (has_caller)
        *end = RP_UNWIND_TOO_DEEP;
    errno = saved_errno;
    return count;
}
