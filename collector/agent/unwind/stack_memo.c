/* stack_memo.c: remembers a thread's last stack, so that what it still has of it is not walked.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Why the comparison proves the rest of the stack, by induction from the frame met outwards: its
 * pc, sp and - if needed - frame pointer are those remembered. Its step computes the CFA from sp or
 * from a frame pointer that is needed, so the CFA is the caller's sp as remembered. The return
 * address is in a word below the CFA, compared with the caller's pc. A frame pointer that the
 * caller needs is either read, and compared, or kept, and then needed here too. No ordinary step
 * depends on another register, and the outermost frame's on its pc alone.
 *
 * An address means the same code as long as the epoch of the modules is the same.
 */
#include "collector/agent/unwind/stack_memo.h"

#include <errno.h>

enum {
    WORD_BYTES = sizeof(uintptr_t),
    WORDS_A_STEP = 2, /* the return address and a frame pointer */
};

size_t rp_memo_bytes(size_t capacity)
{
    return capacity * (sizeof(struct rp_memo_frame) + sizeof(struct rp_walked) +
                       sizeof(struct rp_memo_spot) + WORDS_A_STEP * sizeof(struct rp_memo_word));
}

void rp_memo_place(struct rp_memo *memo, void *memory, size_t capacity)
{
    memo->frames = memory;
    memo->fresh = (struct rp_walked *)(void *)(memo->frames + capacity);
    memo->spots = (struct rp_memo_spot *)(void *)(memo->fresh + capacity);
    memo->words = (struct rp_memo_word *)(void *)(memo->spots + capacity);
    memo->capacity = capacity;
    rp_memo_drop(memo);
}

void rp_memo_drop(struct rp_memo *memo)
{
    memo->count = 0;
    memo->is_open = false;
}

/*
 * On the thread's own stack, of which all from the interrupted sp on is readable: then so is every
 * remembered word outside of this frame.
 */
static bool is_on_own_stack(const struct rp_step *step)
{
    const uintptr_t sp = step->registers.value[RP_REGISTER_SP];
    return step->registers.known & RP_REGISTER_BIT(RP_REGISTER_SP) && sp >= step->memory.trusted &&
           sp <= step->memory.stack.high;
}

/* Is the run at the innermost remembered frame, with all that further steps depend on? */
static bool is_at_innermost(const struct rp_memo *memo, const struct rp_run *run)
{
    const struct rp_memo_frame *const frame = &memo->frames[memo->count - 1];
    if (run->pc != memo->spots[memo->count - 1].pc)
        return false;
    return !frame->needs_fp || (run->knows_fp && run->fp == frame->at.fp);
}

/* The number of words up to the innermost one that is not as before; 0: all are. */
RP_READS_FOREIGN_MEMORY static size_t find_changed_word(const struct rp_memo_word *words,
                                                        size_t count)
{
    while (count > 0 &&
           *(const volatile uintptr_t *)words[count - 1].place == words[count - 1].value)
        count--;
    return count;
}

/* The innermost frame whose step reads something else than before; 0, the outermost: none does. */
static size_t find_changed(const struct rp_memo *memo)
{
    size_t changed = memo->count - 1;
    const size_t word = find_changed_word(memo->words, memo->frames[changed].words);
    if (word == 0)
        return 0;
    while (memo->frames[changed - 1].words >= word)
        changed--;
    return changed;
}

/*
 * Are the frame that the run has come to and all outside of it as remembered? Forgets what the walk
 * has passed, so no frame is compared twice.
 */
static bool is_known_from_here(struct rp_memo *memo, const struct rp_run *run, size_t fresh)
{
    if (run->is_exact || run->stack_end == 0)
        return false;
    while (memo->count > 0 && memo->spots[memo->count - 1].sp < run->sp)
        memo->count--;
    if (memo->count == 0 || memo->spots[memo->count - 1].sp > run->sp)
        return false;
    if (!is_at_innermost(memo, run)) {
        memo->count--;
        return false;
    }
    const size_t changed = find_changed(memo);
    if (changed == 0 && fresh + memo->count <= memo->capacity)
        return true;
    memo->count = changed;
    return false;
}

/* To be called before the step leaves the frame; the frame itself is then known only after it. */
static void note(struct rp_walked *out, const struct rp_step *step)
{
    const bool is_usable = step->has_row && !step->is_exact && is_on_own_stack(step);
    out->pc = step->registers.pc;
    out->sp = step->registers.value[RP_REGISTER_SP];
    out->fp = step->registers.value[RP_REGISTER_FP];
    out->row = !is_usable ? 0 : step->packed != 0 ? step->packed : rp_row_pack(&step->row);
}

/* The sp of the innermost remembered frame: a walk can know none before it has come there. */
static uintptr_t innermost_sp(const struct rp_memo *memo)
{
    return memo->count > 0 ? memo->spots[memo->count - 1].sp : UINTPTR_MAX;
}

enum outcome {
    STUCK,     /* a run: at a frame of another kind */
    ENDED,     /* a walk: as its `end` says */
    OUTERMOST, /* at the outermost frame */
    KNOWN,     /* at a frame that is as remembered, and so is all outside of it */
};

/* Ordinary frames, to what is known, to the end, or to one that is of another kind. */
static enum outcome run_fresh(struct rp_memo *memo, struct rp_modules *modules, struct rp_run *run,
                              struct rp_memo_walk *out)
{
    for (;;) {
        const struct rp_trail rest = {memo->fresh + out->fresh, memo->capacity - out->fresh};
        size_t count;
        const enum rp_run_stop stop =
            rp_run_frames(run, modules, innermost_sp(memo), &rest, &count);
        out->fresh += count;
        if (stop == RP_RUN_AT_END)
            return OUTERMOST;
        if (stop == RP_RUN_STUCK && count == 0)
            return STUCK;
        if (is_known_from_here(memo, run, out->fresh))
            return KNOWN;
    }
}

/* One frame, of whatever kind; false: there is no further one. */
static bool step_fresh(struct rp_memo *memo, struct rp_modules *modules, struct rp_step *step,
                       struct rp_memo_walk *out)
{
    struct rp_walked *const walked = &memo->fresh[out->fresh++];
    rp_step_enter(step, modules);
    note(walked, step);
    const bool has_caller = rp_step_leave(step, modules, &out->end);
    walked->frame = step->frame;
    return has_caller;
}

/* Goes on after `run` was stuck, by steps and further runs. */
static enum outcome walk_fresh(struct rp_memo *memo, struct rp_modules *modules,
                               struct rp_step *step, struct rp_memo_walk *out)
{
    while (out->fresh < memo->capacity) {
        struct rp_run run;
        if (!step_fresh(memo, modules, step, out))
            return ENDED;
        const size_t fresh = out->fresh;
        rp_run_start_at(&run, step);
        if (is_known_from_here(memo, &run, fresh))
            return KNOWN;
        const enum outcome outcome = step->uses_rows ? run_fresh(memo, modules, &run, out) : STUCK;
        if (outcome != STUCK)
            return outcome;
        if (out->fresh > fresh)
            rp_run_resume(&run, step);
    }
    out->end = RP_UNWIND_TOO_DEEP;
    return ENDED;
}

/* From where the run was stuck. */
static enum outcome walk_on(struct rp_memo *memo, struct rp_modules *modules,
                            const struct rp_run *run, struct rp_step *step,
                            struct rp_memo_walk *out)
{
    if (!run->is_exact)
        rp_run_resume(run, step);
    return walk_fresh(memo, modules, step, out);
}

/*
 * A stack that does not match the code may be one of which a row needs a register that packed rows
 * do not tell: the walk is done again with all of them.
 */
static enum outcome walk_slowly(struct rp_memo *memo, struct rp_modules *modules,
                                const struct rp_registers *registers,
                                const struct rp_stack_bounds *stack, const struct rp_run *run,
                                struct rp_memo_walk *out)
{
    const int saved_errno = errno;
    struct rp_step step;
    rp_step_start(&step, registers, stack);
    enum outcome outcome = walk_on(memo, modules, run, &step, out);
    if (outcome == ENDED && out->end == RP_UNWIND_BAD_STACK) {
        out->fresh = 0;
        rp_step_start(&step, registers, stack);
        step.uses_rows = false;
        outcome = walk_fresh(memo, modules, &step, out);
    }
    errno = saved_errno;
    return outcome;
}

static void start_walk(struct rp_memo *memo, struct rp_modules *modules, struct rp_memo_walk *out)
{
    const uint64_t epoch = rp_modules_epoch(modules);
    if (memo->epoch != epoch)
        memo->count = 0;
    memo->epoch = epoch;
    out->fresh = 0;
}

static void end_walk(struct rp_memo *memo, enum outcome outcome, struct rp_memo_walk *out)
{
    out->common = outcome == KNOWN ? memo->count : 0;
    if (outcome != ENDED)
        out->end = RP_UNWIND_COMPLETE;
    memo->is_open = out->end == RP_UNWIND_COMPLETE;
    if (memo->is_open)
        memo->count = out->common;
}

void rp_memo_walk(struct rp_memo *memo, struct rp_modules *modules, const ucontext_t *context,
                  const struct rp_stack_bounds *stack, struct rp_memo_walk *out)
{
    const struct rp_frame_registers leaf = rp_frame_registers_of(context);
    struct rp_run run;
    start_walk(memo, modules, out);
    rp_run_start(&run, &leaf, stack);
    out->sp = leaf.sp;
    enum outcome outcome = run_fresh(memo, modules, &run, out);
    if (outcome == STUCK) {
        struct rp_registers registers;
        rp_registers_from_context(&registers, context);
        outcome = walk_slowly(memo, modules, &registers, stack, &run, out);
    }
    end_walk(memo, outcome, out);
}

void rp_memo_walk_from(struct rp_memo *memo, struct rp_modules *modules,
                       const struct rp_registers *registers, const struct rp_stack_bounds *stack,
                       struct rp_memo_walk *out)
{
    const struct rp_frame_registers leaf = {registers->pc, registers->value[RP_REGISTER_SP],
                                            registers->value[RP_REGISTER_FP]};
    struct rp_run run;
    start_walk(memo, modules, out);
    rp_run_start(&run, &leaf, stack);
    out->sp = leaf.sp;
    enum outcome outcome = run_fresh(memo, modules, &run, out);
    if (outcome == STUCK)
        outcome = walk_slowly(memo, modules, registers, stack, &run, out);
    end_walk(memo, outcome, out);
}

bool rp_memo_walk_caller(struct rp_memo *memo, struct rp_modules *modules,
                         const struct rp_frame_registers *registers,
                         const struct rp_stack_bounds *stack, struct rp_memo_walk *out)
{
    const int saved_errno = errno;
    struct rp_registers none = {.known = 0};
    struct rp_step step;
    struct rp_run run;
    start_walk(memo, modules, out);
    rp_run_start_at_caller(&run, registers, stack);
    out->sp = registers->sp;
    enum outcome outcome = run_fresh(memo, modules, &run, out);
    if (outcome == STUCK) {
        none.value[RP_REGISTER_SP] = registers->sp;
        rp_step_start(&step, &none, stack);
        outcome = walk_on(memo, modules, &run, &step, out);
        errno = saved_errno;
    }
    end_walk(memo, outcome, out);
    return outcome != ENDED || out->end != RP_UNWIND_BAD_STACK;
}

uint32_t rp_memo_node(const struct rp_memo *memo)
{
    return memo->frames[memo->count - 1].node;
}

void rp_memo_reopen(struct rp_memo *memo, size_t common, struct rp_memo_walk *walk)
{
    while (walk->common > common)
        memo->fresh[walk->fresh++] = memo->frames[--walk->common].at;
    if (memo->is_open)
        memo->count = walk->common;
}

uintptr_t rp_memo_caller_sp(const struct rp_memo *memo, const struct rp_memo_walk *walk,
                            size_t index)
{
    if (index + 1 < walk->fresh)
        return memo->fresh[index + 1].sp;
    return walk->common > 0 ? memo->frames[walk->common - 1].at.sp : memo->fresh[index].sp;
}

/* Must everything that the frame's step reads lie outside of its sp, on the stack that is there? */
static bool reads_own_frame(const struct rp_walked *frame, const struct rp_walked *caller)
{
    const uintptr_t link = rp_row_words(frame->row, RP_ROW_RETURN_SHIFT);
    const uintptr_t fp = rp_row_words(frame->row, RP_ROW_FP_SHIFT);
    return link > 0 && caller->sp - link * WORD_BYTES >= frame->sp &&
           caller->sp - fp * WORD_BYTES >= frame->sp;
}

static bool is_wanted(const struct rp_memo *memo, const struct rp_walked *frame)
{
    if (memo->count == 0)
        return frame->row & RP_ROW_OUTERMOST;
    return frame->row & RP_ROW_USED && reads_own_frame(frame, &memo->frames[memo->count - 1].at);
}

/* As it stands on the stack: there, a return address may be signed. */
RP_READS_FOREIGN_MEMORY static void add_word(struct rp_memo *memo, struct rp_memo_frame *frame,
                                             unsigned shift)
{
    const struct rp_walked *const caller = &memo->frames[memo->count - 1].at;
    const uintptr_t place = caller->sp - rp_row_words(frame->at.row, shift) * (uintptr_t)WORD_BYTES;
    memo->words[frame->words++] = (struct rp_memo_word){place, *(const volatile uintptr_t *)place};
}

/* A frame pointer that no caller needs is plain data to whoever reads it. */
static void add_words(struct rp_memo *memo, struct rp_memo_frame *frame)
{
    const struct rp_memo_frame *const caller = &memo->frames[memo->count - 1];
    const bool keeps_fp = rp_row_words(frame->at.row, RP_ROW_FP_SHIFT) == 0;
    frame->words = caller->words;
    if (caller->needs_fp && keeps_fp)
        frame->needs_fp = true;
    if (caller->needs_fp && !keeps_fp)
        add_word(memo, frame, RP_ROW_FP_SHIFT);
    add_word(memo, frame, RP_ROW_RETURN_SHIFT);
}

void rp_memo_push(struct rp_memo *memo, size_t index, struct rp_memo_note note)
{
    const struct rp_walked *const walked = &memo->fresh[index];
    memo->is_open = memo->is_open && is_wanted(memo, walked);
    if (!memo->is_open)
        return;
    struct rp_memo_frame *const frame = &memo->frames[memo->count];
    *frame = (struct rp_memo_frame){.at = *walked,
                                    .node = note.node,
                                    .interpreted = note.interpreted,
                                    .needs_fp = walked->row & RP_ROW_BY_FP};
    if (memo->count > 0)
        add_words(memo, frame);
    memo->spots[memo->count++] = (struct rp_memo_spot){walked->sp, walked->pc};
}
