/* unwind_oracle.h: another unwinder, to compare with.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_UNIT_UNWIND_ORACLE_H
#define RANKPROF_TESTS_UNIT_UNWIND_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

/* Is there one? The build chooses the file that answers. */
extern const bool unwind_oracle_exists;

/*
 * Addresses of the stack as rp_unwind gives them: the pc where a function was interrupted and of a
 * trampoline, else an address inside of the call.
 */
size_t unwind_oracle_walk(const ucontext_t *context, uintptr_t *out, size_t capacity);

/* Can it walk over the loader's resolver of lazily bound calls? */
extern const bool unwind_oracle_walks_resolver;

/* Has it information of the code at that address? */
bool unwind_oracle_knows(uintptr_t address);

#endif
