/* python_memory.h: reads of an interpreter's memory that never fault.
 * SPDX-License-Identifier: Apache-2.0
 *
 * What a thread runs in Python is in memory of two kinds. Its state and its frames are its own, and
 * nobody frees them while the thread is in there - but for the end of the interpreter, when the
 * first thread frees those of all others, even of such as still run, outside of Python's lock. So
 * they are read as they are in the first thread only: its state, and the chunks of memory that the
 * state and the chunks themselves name. In others the kernel copies them, which fails where a load
 * would fault. Code objects and texts are kept by the frames that name them, at that
 * end too; only what the innermost frame of an evaluation loop names may be on its way in or out.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_MEMORY_H
#define RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_MEMORY_H

#include "collector/agent/unwind/unwind_memory.h"

enum { RP_PYTHON_PAGE_BYTES = 4096 };

struct rp_python_range {
    uintptr_t low, high;
};

struct rp_python_memory {
    struct rp_memory probed;
    bool is_first_thread;
    bool trusts_state; /* the first thread's, whose layout was proved to be the known one */
    struct rp_python_range state, chunk; /* that are trusted to be readable; or zeroed */
    int32_t pid;
    bool trusts_objects; /* those read next are kept by a frame, and were read before */
    uintptr_t copied;    /* address of the page that `page` is a copy of; 0: none */
    uint8_t *page;       /* RP_PYTHON_PAGE_BYTES */
};

static inline void rp_python_trust(struct rp_python_range *range, uintptr_t low, uintptr_t bytes)
{
    if (low % sizeof(uintptr_t) == 0 && low + bytes > low)
        *range = (struct rp_python_range){low, low + bytes};
}

/* Copies words of a thread's state or frames; false: they cannot be read. */
bool rp_python_copy(struct rp_python_memory *memory, uintptr_t address, void *out, size_t bytes);

/* May the bytes, which are part of an object, be read? */
bool rp_python_can_read(struct rp_python_memory *memory, uintptr_t address, size_t bytes);

/* A field of an object or a copy that can be read. */
static inline uintptr_t rp_python_word(uintptr_t address)
{
    return *(const volatile uintptr_t *)address;
}

static inline uint32_t rp_python_u32(uintptr_t address)
{
    return *(const volatile uint32_t *)address;
}

#endif
