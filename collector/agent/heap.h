/* heap.h: adds texts and modules to the segment, from any thread, without locks.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_HEAP_H
#define RANKPROF_AGENT_HEAP_H

#include "collector/agent/modules/module.h"
#include "common/segment.h"

/* Offset of a copy of `text` in the string heap; RP_STRING_NONE (counted) when the heap is full. */
uint32_t rp_heap_add_text(struct rp_segment_header *header, const char *text);

/* The same for bytes that may hold more than one NUL-ended text. */
uint32_t rp_heap_add_bytes(struct rp_segment_header *header, const char *text, uint32_t bytes);

/*
 * Publishes `module` in the row of its own number; `path` replaces an empty path, which the
 * dynamic linker gives the program itself. Counted when the table is full.
 */
void rp_heap_add_module(struct rp_segment_header *header, const struct rp_module *module,
                        const char *path);

#endif
