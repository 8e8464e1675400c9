/* python_code.h: the names of code objects, each put into the segment once.
 * SPDX-License-Identifier: Apache-2.0
 *
 * An address alone does not name a code object: when one is freed, the next may stand in its place.
 * So a known one is believed only while it is proved to be the same: by its version, which differs
 * for all code objects that ever were (3.12 and newer), else by a key of what it says: name, file,
 * and line table. Shared by all threads, lock-free, async-signal-safe.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_CODE_H
#define RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_CODE_H

#include <stdatomic.h>

#include "collector/agent/python/python_layout.h"
#include "collector/agent/python/python_memory.h"
#include "common/segment.h"

enum { RP_PYTHON_CODES_MAX = 8192, RP_PYTHON_LINES_MAX = 8192 };

/* What a code object was when it was named. Written once. */
struct rp_python_code {
    uintptr_t object;
    uintptr_t name, file, lines; /* objects */
    uint64_t key;                /* of their content; 0: `version` is proof enough */
    uint32_t version;
    uint32_t first_line;
    uint32_t text; /* in the segment: the name, and after its NUL the file */
};

/* Zeroed memory is an empty one. */
struct rp_python_codes {
    _Atomic uintptr_t type;                          /* of code objects; 0: none was met yet */
    _Atomic uint32_t claimed;                        /* of `codes` */
    _Atomic uint32_t slots[2 * RP_PYTHON_CODES_MAX]; /* by address: number + 1, or 0 */
    struct rp_python_code codes[RP_PYTHON_CODES_MAX];
    /* Lines by (code, instruction). As in rp_row_cache, halves of two writes are a miss. */
    struct {
        _Atomic uint64_t tag, line;
    } lines[RP_PYTHON_LINES_MAX];
};

/* Where a frame is. */
struct rp_python_place {
    uintptr_t code;        /* object */
    uintptr_t instruction; /* address of the one that runs, or ran last */
    bool is_stable;        /* the frame called another one, and so keeps its code object */
};

enum rp_python_answer {
    RP_PYTHON_NAMED,
    RP_PYTHON_NAMELESS, /* a frame of the interpreter's own, which is no function */
    RP_PYTHON_UNKNOWN,  /* it cannot be read, or there is no room for its name */
};

/*
 * The name of a frame as the offset of its context (common/context_kind.h): its line above its
 * text.
 */
enum rp_python_answer rp_python_code_name(struct rp_python_codes *codes,
                                          const struct rp_python_layout *layout,
                                          struct rp_python_memory *memory,
                                          struct rp_segment_header *segment,
                                          const struct rp_python_place *place, uint64_t *name);

/* Forgets all: there is another segment. Only while no other thread uses it. */
void rp_python_codes_drop(struct rp_python_codes *codes);

#endif
