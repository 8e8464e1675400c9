/* context_tree.h: the calling-context tree of one thread in the segment, its writer and reader.
 * SPDX-License-Identifier: Apache-2.0
 *
 * One writer, any number of readers in other processes. Async-signal-safe: no locks, no
 * allocation. The memory order of publication is written in context_tree.c and nowhere else.
 */
#ifndef RANKPROF_COMMON_CONTEXT_TREE_H
#define RANKPROF_COMMON_CONTEXT_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/context_kind.h"
#include "common/segment.h"

/* A tree inside a mapped segment; both sides use it. Owns nothing. */
struct rp_context_tree {
    struct rp_segment_thread *thread;
    struct rp_segment_context *contexts;
    _Atomic uint64_t *values; /* [context][metric] */
    uint32_t *hash;           /* context + 1, 0 for an empty place */
    uint32_t capacity;
    uint32_t hash_mask;
    uint32_t metrics;
};

/* The tree of slot `thread`; `header` must have passed rp_segment_plausible() on the read side. */
void rp_context_tree_at(struct rp_context_tree *tree, void *segment,
                        const struct rp_segment_header *header, uint32_t thread);

/* The same for a tree that is mapped alone: `rows` is its first byte, `thread` its slot. */
void rp_context_tree_place(struct rp_context_tree *tree, const struct rp_segment_header *header,
                           struct rp_segment_thread *thread, char *rows);

/* ---- writer ---- */

/* Adds the root if the tree is empty. */
void rp_context_tree_start(struct rp_context_tree *tree);

/*
 * The child of `parent` for (kind, module, offset), added if new. When the tree is full, counts
 * that in the thread slot and returns `parent`, the deepest known ancestor.
 */
uint32_t rp_context_tree_child(struct rp_context_tree *tree, uint32_t parent,
                               const struct rp_segment_context *child);

void rp_context_tree_add(struct rp_context_tree *tree, uint32_t context, uint32_t metric,
                         uint64_t delta);

/* ---- reader ---- */

/* Number of contexts that are whole now, never above the capacity. */
uint32_t rp_context_tree_count(const struct rp_context_tree *tree);

/* Copies context `number` to *out; false when what stands there cannot be true. */
bool rp_context_tree_get(const struct rp_context_tree *tree, uint32_t number,
                         struct rp_segment_context *out);

uint64_t rp_context_tree_value(const struct rp_context_tree *tree, uint32_t context,
                               uint32_t metric);

/* True when the header's sizes fit each other, the capacities' limits and `mapped_bytes`. */
bool rp_segment_plausible(const struct rp_segment_header *header, uint64_t mapped_bytes);

#endif
