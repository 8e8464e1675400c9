/* unwind_oracle_libunwind.c: libunwind as the unwinder to compare with.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/unwind_oracle.h"

#define UNW_LOCAL_ONLY
#include <libunwind.h>

const bool unwind_oracle_exists = true;
const bool unwind_oracle_walks_resolver = true;

/* libunwind marks the interrupted function; the frame before it is the trampoline. */
size_t unwind_oracle_walk(const ucontext_t *context, uintptr_t *out, size_t capacity)
{
    ucontext_t copy = *context;
    unw_cursor_t cursor;
    unw_word_t pc;
    size_t count = 0;
    unw_init_local2(&cursor, &copy, UNW_INIT_SIGNAL_FRAME);
    do {
        const bool is_interrupted = count > 0 && unw_is_signal_frame(&cursor) > 0;
        unw_get_reg(&cursor, UNW_REG_IP, &pc);
        if (pc == 0)
            break;
        if (is_interrupted)
            out[count - 1]++;
        out[count] = count == 0 || is_interrupted ? pc : pc - 1;
        count++;
    } while (count < capacity && unw_step(&cursor) > 0);
    return count;
}

bool unwind_oracle_knows(uintptr_t address)
{
    (void)address;
    return true;
}
