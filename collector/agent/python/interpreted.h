/* interpreted.h: the frames of an interpreter on a thread's stack, beside the native ones.
 * SPDX-License-Identifier: Apache-2.0
 *
 * One native frame of an interpreter runs any number of interpreted ones, so native stacks that are
 * alike say nothing of them: they are found anew at each walk, and compared with those of the last
 * one by what they are named, not by where they are. Async-signal-safe but for
 * rp_interpreted_place.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_PYTHON_INTERPRETED_H
#define RANKPROF_COLLECTOR_AGENT_PYTHON_INTERPRETED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rp_interpreted_frame {
    uintptr_t place; /* an address on the stack, inside of the native frame that runs it */
    uint64_t name;   /* offset of its context (common/context_kind.h) */
};

struct rp_interpreted {
    struct rp_interpreted_frame *frames; /* found by this walk, innermost first */
    struct rp_interpreted_frame *known;  /* remembered of the last one, outermost first */
    size_t count;                        /* of `frames` */
    size_t remembered;                   /* of `known`: those that the memo's frames count */
    size_t same;                         /* outermost frames that are as remembered */
    size_t capacity;                     /* of either array */
    bool is_missing;                     /* there are some that could not be told */
};

/* Bytes of the memory that so many frames need. */
size_t rp_interpreted_bytes(size_t capacity);

/* Makes an empty list in so much memory; only what is used of it is touched. */
void rp_interpreted_place(struct rp_interpreted *list, void *memory, size_t capacity);

/* Forgets everything, as rp_memo_drop() does. */
void rp_interpreted_drop(struct rp_interpreted *list);

/* Begins a walk. */
void rp_interpreted_start(struct rp_interpreted *list);

/* Adds the next one further out; false when the list is full. */
bool rp_interpreted_add(struct rp_interpreted *list, const struct rp_interpreted_frame *frame);

/* Sets `same`, when all frames of a walk have been added. */
void rp_interpreted_compare(struct rp_interpreted *list);

/* Number `index` of this walk, counted from the outermost one, which is 0. */
static inline const struct rp_interpreted_frame *
rp_interpreted_at(const struct rp_interpreted *list, size_t index)
{
    return &list->frames[list->count - 1 - index];
}

#endif
