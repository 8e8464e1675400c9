/* unwind_oracle_none.c: stands in where no other unwinder is installed.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/unwind_oracle.h"

const bool unwind_oracle_exists = false;
const bool unwind_oracle_walks_resolver = true;

size_t unwind_oracle_walk(const ucontext_t *context, uintptr_t *out, size_t capacity)
{
    (void)context;
    (void)out;
    (void)capacity;
    return 0;
}

bool unwind_oracle_knows(uintptr_t address)
{
    (void)address;
    return true;
}
