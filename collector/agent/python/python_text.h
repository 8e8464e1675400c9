/* python_text.h: texts of Python (str), compared and copied as UTF-8.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_TEXT_H
#define RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_TEXT_H

#include "collector/agent/python/python_layout.h"
#include "collector/agent/python/python_memory.h"

/* Characters in memory of the interpreter. */
struct rp_python_text {
    uintptr_t data;
    size_t length;  /* characters */
    uint32_t width; /* bytes of each: 1, 2 or 4, in the order of Unicode */
};

/* The text of a str; false when the object is none, or cannot be read whole. */
bool rp_python_text_open(const struct rp_python_layout *layout, struct rp_python_memory *memory,
                         uintptr_t object, struct rp_python_text *out);

/* Copies it as UTF-8 with a NUL, cut to `bytes`; returns the bytes used, without the NUL. */
size_t rp_python_text_copy(const struct rp_python_text *text, char *out, size_t bytes);

/* A key of the content of a range, which must be readable, combined with `key`. */
uint64_t rp_python_key(uint64_t key, uintptr_t address, size_t bytes);

#endif
