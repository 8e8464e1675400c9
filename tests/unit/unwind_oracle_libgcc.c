/* unwind_oracle_libgcc.c: the compiler's unwinder of exceptions as the one to compare with.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/unwind_oracle.h"

#include <unwind.h>

/* The library exports these, and its header does not declare them. */
struct dwarf_eh_bases {
    void *text, *data, *function;
};
const void *_Unwind_Find_FDE(void *address, struct dwarf_eh_bases *out);

const bool unwind_oracle_exists = true;
const bool unwind_oracle_walks_resolver = false; /* believes what glibc says of its sp */

struct walk {
    uintptr_t start; /* frames above the interrupted function are those of this test */
    uintptr_t *out;
    size_t count, capacity;
    bool has_started;
};

static _Unwind_Reason_Code visit(struct _Unwind_Context *frame, void *argument)
{
    struct walk *walk = argument;
    int is_interrupted = 0;
    const uintptr_t pc = _Unwind_GetIPInfo(frame, &is_interrupted);
    walk->has_started |= is_interrupted && pc == walk->start;
    if (!walk->has_started || pc == 0)
        return _URC_NO_REASON;
    if (walk->count == walk->capacity)
        return _URC_END_OF_STACK;
    if (is_interrupted && walk->count > 0) /* the frame before it is the trampoline */
        walk->out[walk->count - 1]++;
    walk->out[walk->count++] = is_interrupted ? pc : pc - 1;
    return _URC_NO_REASON;
}

/* It walks from here: over the handler's frames and the trampoline to the context. */
size_t unwind_oracle_walk(const ucontext_t *context, uintptr_t *out, size_t capacity)
{
    struct walk walk = {(uintptr_t)context->uc_mcontext.pc, out, 0, capacity, false};
    _Unwind_Backtrace(visit, &walk);
    return walk.count;
}

/* It has none for the procedure linkage table. */
bool unwind_oracle_knows(uintptr_t address)
{
    struct dwarf_eh_bases bases;
    return _Unwind_Find_FDE((void *)address, &bases) != NULL;
}
