/* python.h: the CPython interpreter of the process, and what a thread runs in it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_H
#define RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_H

#include "collector/agent/modules/module.h"
#include "collector/agent/python/interpreted.h"
#include "collector/agent/python/python_code.h"

/* One a process; zeroed memory is one without an interpreter. Shared by all threads. */
struct rp_python {
    _Atomic(const struct rp_python_layout *) layout; /* NULL: none was met that is known */
    _Atomic bool is_unknown;                         /* one was met whose layout is not known */
    _Atomic bool is_proved;    /* a walk has found everything where the layout says */
    _Atomic uint32_t key;      /* of pthread_getspecific() for a thread's state + 1; 0: not found */
    _Atomic uint32_t searches; /* for the key, in vain */
    struct rp_python_codes codes;
};

/* To be called for each new module. Async-signal-safe. */
void rp_python_meet(struct rp_python *python, const struct rp_module *module);

/* Has the process an interpreter? */
static inline bool rp_python_is_there(struct rp_python *python)
{
    return atomic_load_explicit(&python->layout, memory_order_acquire) != NULL ||
           atomic_load_explicit(&python->is_unknown, memory_order_relaxed);
}

/* In a forked child with a segment of its own. */
void rp_python_forked(struct rp_python *python);

/* The calling thread's PyThreadState; 0: it has none. Async-signal-safe. */
uintptr_t rp_python_thread(struct rp_python *python, const struct rp_python_layout *layout,
                           struct rp_python_memory *memory);

/* Adds what the calling thread runs in Python to the list, innermost first. Async-signal-safe. */
void rp_python_stack(struct rp_python *python, struct rp_python_memory *memory,
                     struct rp_segment_header *segment, struct rp_interpreted *out);

#endif
