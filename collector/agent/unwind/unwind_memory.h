/* unwind_memory.h: reads of stacks that never fault.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_MEMORY_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sanitizers know nothing of other functions' frames: loads from there are not theirs to judge. */
#define RP_READS_FOREIGN_MEMORY __attribute__((no_sanitize("address", "thread"), noinline))

/* A thread's own stack, [low, high); both 0 when unknown (then every page read is probed). */
struct rp_stack_bounds {
    uintptr_t low, high;
};

enum { RP_MEMORY_PAGES_KNOWN = 8 };

/* What one walk may read. Fill it with rp_memory_init. */
struct rp_memory {
    struct rp_stack_bounds stack;
    uintptr_t trusted; /* from here to stack.high every page is in use, hence readable */
    uintptr_t page[RP_MEMORY_PAGES_KNOWN]; /* outside of it: pages that were probed */
    unsigned pages;                        /* probed so far; the last ones are in page[] */
};

/* `sp` is that of a running thread: when on its stack, all above is readable without a probe. */
void rp_memory_init(struct rp_memory *memory, const struct rp_stack_bounds *stack, uintptr_t sp);

/* The same for an `sp` that was read from memory: believed if its page is readable. */
void rp_memory_trust(struct rp_memory *memory, uintptr_t sp);

/* Is the address on the thread's own stack, or its upper end? */
bool rp_memory_on_stack(const struct rp_memory *memory, uintptr_t address);

/* Reads one aligned word. False, with *out unchanged, when it is unaligned or unreadable. */
bool rp_memory_read(struct rp_memory *memory, uintptr_t address, uintptr_t *out);

/* Can all these bytes, which may be anywhere, be read? */
bool rp_memory_is_readable(struct rp_memory *memory, uintptr_t address, size_t bytes);

/* Copies bytes from anywhere, of at most a page; false when they are unreadable. */
bool rp_memory_copy(struct rp_memory *memory, uintptr_t address, void *out, size_t bytes);

#endif
