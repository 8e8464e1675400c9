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
#include "collector/agent/stack_memo.h"

#include <errno.h>

enum { WORD_BYTES = sizeof(uintptr_t) };

size_t rp_memo_bytes(size_t capacity)
{
    return capacity * (sizeof(struct rp_memo_frame) + sizeof(struct rp_walked));
}

void rp_memo_place(struct rp_memo *memo, void *memory, size_t capacity)
{
    memo->frames = memory;
    memo->fresh = (struct rp_walked *)(void *)(memo->frames + capacity);
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

static bool is_at(const struct rp_memo_frame *frame, const struct rp_registers *registers)
{
    if (registers->value[RP_REGISTER_SP] != frame->at.sp || registers->pc != frame->at.pc)
        return false;
    return !frame->needs_fp || (registers->known & RP_REGISTER_BIT(RP_REGISTER_FP) &&
                                registers->value[RP_REGISTER_FP] == frame->at.fp);
}

/* The word that the row of the frame inside finds so many words below its CFA. */
static uintptr_t load(const struct rp_walked *caller, uint64_t row, unsigned shift)
{
    return ((const volatile uintptr_t *)caller->sp)[-(intptr_t)rp_row_words(row, shift)];
}

/* The innermost frame whose step reads something else than before; 0, the outermost: none does. */
RP_READS_FOREIGN_MEMORY static size_t find_changed(const struct rp_memo_frame *frames, size_t count)
{
    for (size_t i = count - 1; i > 0; i--) {
        const struct rp_walked *caller = &frames[i - 1].at;
        const uint64_t row = frames[i].at.row;
        if (rp_arch_strip(load(caller, row, RP_ROW_RETURN_SHIFT)) != caller->pc)
            return i;
        if (frames[i].reads_fp && load(caller, row, RP_ROW_FP_SHIFT) != caller->fp)
            return i;
    }
    return 0;
}

/*
 * Are the step's frame and all outside of it as remembered? Forgets what the walk has passed, so
 * no frame is compared twice.
 */
static bool is_known_from_here(struct rp_memo *memo, const struct rp_step *step, size_t fresh)
{
    if (step->is_exact || !is_on_own_stack(step))
        return false;
    const uintptr_t sp = step->registers.value[RP_REGISTER_SP];
    while (memo->count > 0 && memo->frames[memo->count - 1].at.sp < sp)
        memo->count--;
    if (memo->count == 0 || !is_at(&memo->frames[memo->count - 1], &step->registers))
        return false;
    const size_t changed = find_changed(memo->frames, memo->count);
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

static void start_walk(struct rp_memo *memo, struct rp_modules *modules)
{
    const uint64_t epoch = rp_modules_epoch(modules);
    if (memo->epoch != epoch)
        memo->count = 0;
    memo->epoch = epoch;
}

void rp_memo_walk(struct rp_memo *memo, struct rp_modules *modules, const ucontext_t *context,
                  const struct rp_stack_bounds *stack, struct rp_memo_walk *out)
{
    struct rp_registers registers;
    rp_registers_from_context(&registers, context);
    rp_memo_walk_from(memo, modules, &registers, stack, out);
}

/* The sp of the innermost remembered frame: a walk can know none before it has come there. */
static uintptr_t innermost_sp(const struct rp_memo *memo)
{
    return memo->count > 0 ? memo->frames[memo->count - 1].at.sp : UINTPTR_MAX;
}

/* Walks to what is known or to the end; true: to what is known. */
static bool walk_fresh(struct rp_memo *memo, struct rp_modules *modules, struct rp_step *step,
                       struct rp_memo_walk *out)
{
    bool has_caller = true;
    out->fresh = 0;
    while (has_caller && out->fresh < memo->capacity) {
        const size_t fresh = out->fresh;
        const struct rp_trail rest = {memo->fresh + fresh, memo->capacity - fresh};
        if (is_known_from_here(memo, step, fresh))
            return true;
        out->fresh += rp_step_run(step, modules, innermost_sp(memo), &rest);
        if (out->fresh > fresh)
            continue;
        rp_step_enter(step, modules);
        note(rest.walked, step);
        has_caller = rp_step_leave(step, modules, &out->end);
        rest.walked->frame = step->frame;
        out->fresh++;
    }
    if (has_caller)
        out->end = RP_UNWIND_TOO_DEEP;
    return false;
}

/*
 * A stack that does not match the code may be one of which a row needs a register that packed rows
 * do not tell: the walk is done again with all of them.
 */
void rp_memo_walk_from(struct rp_memo *memo, struct rp_modules *modules,
                       const struct rp_registers *registers, const struct rp_stack_bounds *stack,
                       struct rp_memo_walk *out)
{
    const int saved_errno = errno;
    struct rp_step step;
    start_walk(memo, modules);
    out->sp = registers->value[RP_REGISTER_SP];
    rp_step_start(&step, registers, stack);
    bool is_known = walk_fresh(memo, modules, &step, out);
    if (!is_known && out->end == RP_UNWIND_BAD_STACK) {
        rp_step_start(&step, registers, stack);
        step.uses_rows = false;
        is_known = walk_fresh(memo, modules, &step, out);
    }
    if (is_known)
        out->end = RP_UNWIND_COMPLETE;
    out->common = is_known ? memo->count : 0;
    memo->is_open = out->end == RP_UNWIND_COMPLETE;
    if (memo->is_open)
        memo->count = out->common;
    errno = saved_errno;
}

uint32_t rp_memo_node(const struct rp_memo *memo)
{
    return memo->frames[memo->count - 1].node;
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

void rp_memo_push(struct rp_memo *memo, size_t index, struct rp_memo_note note)
{
    const struct rp_walked *const walked = &memo->fresh[index];
    memo->is_open = memo->is_open && is_wanted(memo, walked);
    if (!memo->is_open)
        return;
    const bool caller_needs_fp = memo->count > 0 && memo->frames[memo->count - 1].needs_fp;
    const bool keeps_fp = rp_row_words(walked->row, RP_ROW_FP_SHIFT) == 0;
    memo->frames[memo->count++] = (struct rp_memo_frame){
        .at = *walked,
        .node = note.node,
        .interpreted = note.interpreted,
        .needs_fp = walked->row & RP_ROW_BY_FP || (keeps_fp && caller_needs_fp),
        .reads_fp = caller_needs_fp && !keeps_fp, /* else plain data to whoever reads it */
    };
}
