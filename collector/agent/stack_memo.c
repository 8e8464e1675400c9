/* stack_memo.c: remembers a thread's last stack, so that what it still has of it is not walked.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Why the comparison proves the rest of the stack, by induction from the frame met outwards: its
 * pc, sp and - if needed - frame pointer are those remembered. Its step computes the CFA from sp or
 * from a frame pointer that is needed, so the CFA is the caller's sp as remembered. The return
 * address is the word below the CFA, compared with the caller's pc. A frame pointer that the caller
 * needs is either read, and compared, or kept, and then needed here too. No ordinary step depends
 * on another register, and the outermost frame's on its pc alone.
 *
 * An address means the same code as long as the epoch of the modules is the same.
 */
#include "collector/agent/stack_memo.h"

#include <errno.h>

#include "collector/agent/unwind_rows.h"
#include "collector/agent/unwind_step.h"

enum { SPECIAL, ORDINARY, OUTERMOST };

size_t rp_memo_bytes(size_t capacity)
{
    return 2 * capacity * sizeof(struct rp_memo_frame);
}

void rp_memo_place(struct rp_memo *memo, void *memory, size_t capacity)
{
    memo->frames = memory;
    memo->fresh = memo->frames + capacity;
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
    return sp >= step->memory.trusted && sp <= step->memory.stack.high;
}

static bool is_at(const struct rp_memo_frame *frame, const struct rp_registers *registers)
{
    if (registers->value[RP_REGISTER_SP] != frame->sp || registers->pc != frame->pc)
        return false;
    return !frame->needs_fp || (registers->known & RP_REGISTER_BIT(RP_REGISTER_FP) &&
                                registers->value[RP_REGISTER_FP] == frame->fp);
}

/* The innermost frame whose step reads something else than before; 0, the outermost: none does. */
RP_READS_FOREIGN_MEMORY static size_t find_changed(const struct rp_memo_frame *frames, size_t count)
{
    for (size_t i = count - 1; i > 0; i--) {
        const struct rp_memo_frame *caller = &frames[i - 1];
        const volatile uintptr_t *cfa = (const volatile uintptr_t *)caller->sp;
        if (cfa[-1] != caller->pc)
            return i;
        if (frames[i].fp_words > 0 && *(cfa - frames[i].fp_words) != caller->fp)
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
    while (memo->count > 0 && memo->frames[memo->count - 1].sp < sp)
        memo->count--;
    if (memo->count == 0 || !is_at(&memo->frames[memo->count - 1], &step->registers))
        return false;
    const size_t changed = find_changed(memo->frames, memo->count);
    if (changed == 0 && fresh + memo->count <= memo->capacity)
        return true;
    memo->count = changed;
    return false;
}

static void note(struct rp_memo_frame *out, const struct rp_step *step)
{
    const bool is_ordinary =
        step->has_row && step->packed != 0 && !step->is_exact && is_on_own_stack(step);
    out->pc = step->registers.pc;
    out->sp = step->registers.value[RP_REGISTER_SP];
    out->fp = step->registers.value[RP_REGISTER_FP];
    out->kind = is_ordinary ? ORDINARY : SPECIAL;
    if (is_ordinary) {
        out->base_is_fp = rp_row_packed_base_is_fp(step->packed);
        out->fp_words = rp_row_packed_fp_words(step->packed);
    }
}

/* Does the frame's information say that it has no caller, whatever its registers are? */
static bool is_outermost(const struct rp_step *step)
{
    return step->has_row && step->packed == 0 && !step->is_exact && is_on_own_stack(step) &&
           step->row.how[step->row.return_register] == RP_CFI_UNDEFINED;
}

static void note_outermost(struct rp_memo_frame *frame)
{
    frame->kind = OUTERMOST;
    frame->base_is_fp = false;
    frame->fp_words = 0;
}

static void start_walk(struct rp_memo *memo, struct rp_modules *modules)
{
    const uint64_t epoch = rp_modules_epoch(modules);
    if (memo->epoch != epoch)
        memo->count = 0;
    memo->epoch = epoch;
}

void rp_memo_walk(struct rp_memo *memo, struct rp_modules *modules, const ucontext_t *context,
                  const struct rp_stack_bounds *stack, struct rp_frame *frames,
                  struct rp_memo_walk *out)
{
    struct rp_registers registers;
    rp_registers_from_context(&registers, context);
    rp_memo_walk_from(memo, modules, &registers, stack, frames, out);
}

void rp_memo_walk_from(struct rp_memo *memo, struct rp_modules *modules,
                       const struct rp_registers *registers, const struct rp_stack_bounds *stack,
                       struct rp_frame *frames, struct rp_memo_walk *out)
{
    const int saved_errno = errno;
    size_t fresh = 0;
    bool has_caller = true, is_known = false;
    struct rp_step step;
    start_walk(memo, modules);
    rp_step_start(&step, registers, stack);
    while (has_caller && fresh < memo->capacity) {
        is_known = is_known_from_here(memo, &step, fresh);
        if (is_known)
            break;
        rp_step_enter(&step, modules);
        note(&memo->fresh[fresh], &step);
        has_caller = rp_step_leave(&step, modules, &out->end);
        frames[fresh++] = step.frame;
    }
    if (is_known)
        out->end = RP_UNWIND_COMPLETE;
    else if (has_caller)
        out->end = RP_UNWIND_TOO_DEEP;
    else if (out->end == RP_UNWIND_COMPLETE && is_outermost(&step))
        note_outermost(&memo->fresh[fresh - 1]);
    out->fresh = fresh;
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
static bool reads_own_frame(const struct rp_memo_frame *frame, const struct rp_memo_frame *caller)
{
    return caller->sp - frame->fp_words * sizeof(uintptr_t) >= frame->sp;
}

static bool is_wanted(const struct rp_memo *memo, const struct rp_memo_frame *frame)
{
    if (memo->count == 0)
        return frame->kind == OUTERMOST;
    return frame->kind == ORDINARY && reads_own_frame(frame, &memo->frames[memo->count - 1]);
}

void rp_memo_push(struct rp_memo *memo, size_t index, uint32_t node)
{
    struct rp_memo_frame frame = memo->fresh[index];
    memo->is_open = memo->is_open && is_wanted(memo, &frame);
    if (!memo->is_open)
        return;
    const bool caller_needs_fp = memo->count > 0 && memo->frames[memo->count - 1].needs_fp;
    frame.needs_fp = frame.base_is_fp || (frame.fp_words == 0 && caller_needs_fp);
    if (!caller_needs_fp)
        frame.fp_words = 0; /* plain data to whoever reads it */
    frame.node = node;
    memo->frames[memo->count++] = frame;
}
