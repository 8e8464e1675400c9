/* stack_memo.h: remembers a thread's last stack, so that what it still has of it is not walked.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Exact. The step of an ordinary frame (unwind_rows.h) is a function of its pc, its sp, the words
 * of the stack that it reads, and the frame pointer where the CFA is told by it. When a walk
 * comes to a remembered frame with the same registers, and the words that the steps from there
 * outwards have read are still the same, then so are the frames. Only runs of ordinary frames
 * that begin with the outermost one of the thread's own stack are remembered; all else is walked
 * every time. Everything but rp_memo_place is async-signal-safe and the thread's own.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_STACK_MEMO_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_STACK_MEMO_H

#include "collector/agent/unwind/unwind_run.h"

/* A frame that somebody called: its pc is a return address. */
struct rp_memo_frame {
    struct rp_walked at;
    uint32_t node;        /* its context in the tree of the thread */
    uint32_t interpreted; /* frames of an interpreter (interpreted.h) in here and further out */
    uint32_t words;       /* that the steps from here outwards read */
    bool needs_fp;        /* this step or one further out depends on this frame's frame pointer */
};

/* Where a walk meets a remembered frame; apart, for a walk passes those that have changed. */
struct rp_memo_spot {
    uintptr_t sp, pc;
};

/* A word of the stack that a step has read. */
struct rp_memo_word {
    uintptr_t place, value;
};

struct rp_memo {
    struct rp_memo_frame *frames; /* what is remembered, outermost first */
    struct rp_memo_spot *spots;   /* of `frames` */
    struct rp_memo_word *words;   /* what their steps have read, outermost first */
    struct rp_walked *fresh;      /* what the walk has just found, leaf first */
    size_t count;                 /* of `frames` */
    size_t capacity;              /* of either array, and of a walk; 0: there is no memory yet */
    uint64_t epoch;               /* of the modules, when these frames were walked */
    bool is_open;                 /* rp_memo_push may add what the walk has found */
};

/* A stack: `fresh` frames, leaf first, and outside of them the `common` outermost remembered. */
struct rp_memo_walk {
    uintptr_t sp; /* where it began */
    size_t fresh, common;
    enum rp_unwind_end end; /* of the whole stack */
};

/* Bytes of the memory that a memo of so many frames needs. */
size_t rp_memo_bytes(size_t capacity);

/* Makes an empty memo in so much memory; only what is used of it is touched. */
void rp_memo_place(struct rp_memo *memo, void *memory, size_t capacity);

/* Forgets everything: when the thread, its stack or its tree become others. */
void rp_memo_drop(struct rp_memo *memo);

/* Walks as rp_unwind does, but ends where the rest of the stack is found unchanged. */
void rp_memo_walk(struct rp_memo *memo, struct rp_modules *modules, const ucontext_t *context,
                  const struct rp_stack_bounds *stack, struct rp_memo_walk *out);

/* The same from the frame of these registers, whose pc is the next instruction. */
void rp_memo_walk_from(struct rp_memo *memo, struct rp_modules *modules,
                       const struct rp_registers *registers, const struct rp_stack_bounds *stack,
                       struct rp_memo_walk *out);

/*
 * The same from the frame of these registers, whose pc is a return address. False when more of its
 * registers would have to be known: *out is then undefined.
 */
bool rp_memo_walk_caller(struct rp_memo *memo, struct rp_modules *modules,
                         const struct rp_frame_registers *registers,
                         const struct rp_stack_bounds *stack, struct rp_memo_walk *out);

/* The context of the innermost remembered frame; after a walk with common frames. */
uint32_t rp_memo_node(const struct rp_memo *memo);

/*
 * Forgets all but `common` of the frames that the walk found unchanged, and tells them as fresh
 * ones: for contexts that have changed although the frames have not.
 */
void rp_memo_reopen(struct rp_memo *memo, size_t common, struct rp_memo_walk *walk);

/* sp of the caller of the frame `index` of the last walk; the frame's own when there is none. */
uintptr_t rp_memo_caller_sp(const struct rp_memo *memo, const struct rp_memo_walk *walk,
                            size_t index);

/* What a frame is remembered with. */
struct rp_memo_note {
    uint32_t node, interpreted; /* as in rp_memo_frame */
};

/*
 * Remembers the frame `index` of the last walk. To be called from index fresh - 1 down; what cannot
 * be remembered is left out, and all that is inside of it.
 */
void rp_memo_push(struct rp_memo *memo, size_t index, struct rp_memo_note note);

#endif
