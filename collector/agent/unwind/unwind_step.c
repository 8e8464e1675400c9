/* unwind_step.c: from the registers of one frame to those of its caller.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/unwind/unwind_step.h"

#include <string.h>

#include "collector/agent/modules/module_registry.h"
#include "collector/agent/unwind/unwind_apply.h"
#include "collector/agent/unwind/unwind_rows.h"

static bool is_known(const struct rp_registers *registers, unsigned number)
{
    return registers->known & RP_REGISTER_BIT(number);
}

static bool may_pack(const struct rp_step *step)
{
    return step->uses_rows && is_known(&step->registers, RP_REGISTER_SP);
}

/* Takes row and module from the cache, if they are there. */
static bool recall(struct rp_step *step, struct rp_modules *modules, uintptr_t address)
{
    const uint64_t row = rp_row_cache_find(rp_modules_row_cache(modules), address);
    const struct rp_module *module =
        row != 0 ? rp_modules_holding(modules, rp_row_module(row), address) : NULL;
    if (module == NULL)
        return false;
    step->frame = (struct rp_frame){address, module};
    step->packed = row;
    return true;
}

/* Sets `packed` when a row of the ordinary kind will do, else `row`. */
static enum rp_status interpret(struct rp_step *step, struct rp_modules *modules, uintptr_t address)
{
    const struct rp_module *module = step->frame.module;
    const enum rp_status status = rp_cfi_lookup(&module->cfi, address, &step->row);
    step->packed = may_pack(step) && status == RP_OK ? rp_row_pack(&step->row) : 0;
    if (step->packed != 0)
        rp_row_cache_add(rp_modules_row_cache(modules), address, module->id, step->packed);
    return status;
}

static enum rp_status find_row(struct rp_step *step, struct rp_modules *modules, uintptr_t address)
{
    const struct rp_module *module = step->frame.module;
    if (may_pack(step) && recall(step, modules, address))
        return RP_OK;
    if (module == NULL || address < module->low || address >= module->high)
        module = rp_module_find(modules, address);
    step->frame = (struct rp_frame){address, module};
    if (module == NULL)
        return RP_E_END;
    if (module->cfi.frames == NULL)
        return RP_E_NOT_FOUND;
    return interpret(step, modules, address);
}

static bool is_sigreturn_code(struct rp_step *step, uintptr_t place)
{
    uint8_t code[RP_SIGRETURN_BYTES];
    return rp_memory_copy(&step->memory, place, code, sizeof code) &&
           memcmp(code, rp_arch_sigreturn_code, sizeof code) == 0;
}

/* Is the pc at the code that returns from a signal handler, wherever that code is from? */
static bool is_at_sigreturn(struct rp_step *step)
{
    const uintptr_t pc = step->registers.pc;
    return is_sigreturn_code(step, pc) ||
           (step->is_exact && is_sigreturn_code(step, pc - RP_SIGRETURN_SECOND));
}

/* No such row is packed. */
static bool is_signal_frame(const struct rp_step *step)
{
    return step->packed == 0 && step->row.is_signal_frame;
}

/* What nobody calls: a signal trampoline, and the outermost function of a stack. */
static bool is_uncalled(const struct rp_step *step)
{
    if (step->packed != 0)
        return step->packed & RP_ROW_OUTERMOST;
    return step->row.is_signal_frame || rp_row_pack(&step->row) == RP_ROW_OUTERMOST;
}

/* Their information may start at the very address that was put on the stack, not before it. */
static bool find_uncalled_row(struct rp_step *step, struct rp_modules *modules)
{
    const struct rp_frame caller = step->frame;
    if (find_row(step, modules, step->registers.pc) == RP_OK && is_uncalled(step))
        return true;
    step->frame = caller;
    return false;
}

void rp_step_start(struct rp_step *step, const struct rp_registers *registers,
                   const struct rp_stack_bounds *stack)
{
    step->frame.module = NULL;
    step->is_exact = true;
    step->uses_rows = true;
    step->registers = *registers;
    rp_memory_init(&step->memory, stack, step->registers.value[RP_REGISTER_SP]);
}

/* A return address belongs to the instruction before it, which is the call. */
void rp_step_enter(struct rp_step *step, struct rp_modules *modules)
{
    const uintptr_t pc = step->registers.pc;
    const enum rp_status status = find_row(step, modules, step->is_exact ? pc : pc - 1);
    step->missing = status == RP_E_END         ? RP_UNWIND_NO_MODULE
                    : status == RP_E_NOT_FOUND ? RP_UNWIND_NO_CFI
                                               : RP_UNWIND_BAD_CFI;
    step->has_row = status == RP_OK;
    if (!step->has_row && !step->is_exact)
        step->has_row = find_uncalled_row(step, modules);
    if (step->has_row && is_signal_frame(step)) {
        step->frame.address = pc;
        step->has_row = RP_SIGRETURN_ROW_IS_RIGHT || !is_at_sigreturn(step);
    }
}

/* Has the frame's stack pointer moved as a return moves it? */
static bool is_plausible(const struct rp_step *step, uintptr_t new_sp)
{
    const uintptr_t sp = step->registers.value[RP_REGISTER_SP];
    const bool was_on_stack = rp_memory_on_stack(&step->memory, sp);
    const bool is_on_stack = rp_memory_on_stack(&step->memory, new_sp);
    if (new_sp % sizeof(uintptr_t) != 0)
        return false;
    if (was_on_stack != is_on_stack)
        return is_on_stack; /* back from a fiber's stack; nothing but a signal leads to one */
    return new_sp > sp || (RP_HAS_LINK_REGISTER && step->is_exact && new_sp == sp);
}

static bool leave_signal(struct rp_step *step, const struct rp_registers *interrupted)
{
    if (interrupted->pc == 0)
        return false;
    step->registers = *interrupted;
    step->is_exact = true;
    rp_memory_trust(&step->memory, interrupted->value[RP_REGISTER_SP]);
    return true;
}

static enum rp_status apply(struct rp_step *step, struct rp_registers *caller)
{
    if (step->packed != 0)
        return rp_row_apply_packed(step->packed, &step->registers, &step->memory, caller);
    return rp_row_apply(&step->row, &step->frame.module->cfi, &step->registers, &step->memory,
                        caller);
}

static bool is_in_text(const struct rp_module *module, uintptr_t return_address)
{
    return module != NULL && return_address > module->text_low &&
           return_address <= module->text_high;
}

static bool follows_call(struct rp_step *step, uintptr_t return_address)
{
    uint8_t before[RP_CALL_BYTES_MAX];
    return rp_memory_copy(&step->memory, return_address - sizeof before, before, sizeof before) &&
           rp_arch_ends_with_call(before);
}

/*
 * Code outside of all modules was made at run time, and may be called by other such code. Where a
 * leaf's return address would be there may be a saved frame pointer; what it points to is no code,
 * whatever bytes stand before it.
 */
static bool may_call(struct rp_step *step, struct rp_modules *modules, uintptr_t return_address)
{
    const struct rp_module *caller = rp_module_find(modules, return_address - 1);
    const bool is_code = caller != NULL ? is_in_text(caller, return_address)
                                        : step->frame.module == NULL &&
                                              !rp_memory_on_stack(&step->memory, return_address);
    return is_code && follows_call(step, return_address);
}

static bool accept_guess(struct rp_step *step, struct rp_modules *modules,
                         const struct rp_registers *caller)
{
    if (!is_plausible(step, caller->value[RP_REGISTER_SP]) || !may_call(step, modules, caller->pc))
        return false;
    step->registers = *caller;
    step->is_exact = false;
    return true;
}

static bool leave_by_row(struct rp_step *step, struct rp_modules *modules, enum rp_unwind_end *end)
{
    struct rp_registers caller;
    const enum rp_status status = apply(step, &caller);
    *end = status == RP_E_END ? RP_UNWIND_COMPLETE : RP_UNWIND_BAD_STACK;
    if (status != RP_OK)
        return false;
    if (is_signal_frame(step))
        return leave_signal(step, &caller);
    if (caller.pc == 0) {
        *end = RP_UNWIND_COMPLETE;
        return false;
    }
    if (!is_known(&step->registers, RP_REGISTER_SP))
        return accept_guess(step, modules, &caller);
    if (!is_plausible(step, caller.value[RP_REGISTER_SP]))
        return false;
    step->registers = caller;
    step->is_exact = false;
    return true;
}

/*
 * The function may keep a frame pointer: then its caller's one and the return address are there.
 * Where calls leave the return address in a register, a frame may go on above the two: the
 * caller's sp is then not known, only that it is not below.
 */
static bool read_frame_pointer(struct rp_step *step, struct rp_registers *out)
{
    const uintptr_t fp = step->registers.value[RP_REGISTER_FP];
    if (!is_known(&step->registers, RP_REGISTER_FP) || fp < step->registers.value[RP_REGISTER_SP])
        return false;
    out->known = RP_REGISTER_BIT(RP_REGISTER_FP);
    if (!RP_HAS_LINK_REGISTER)
        out->known |= RP_REGISTER_BIT(RP_REGISTER_SP);
    out->value[RP_REGISTER_SP] = fp + 2 * sizeof(uintptr_t);
    if (!rp_memory_read(&step->memory, fp, &out->value[RP_REGISTER_FP]) ||
        !rp_memory_read(&step->memory, fp + sizeof(uintptr_t), &out->pc))
        return false;
    out->pc = rp_arch_strip(out->pc);
    return true;
}

/*
 * No information: is the frame one that was made by hand? Then it is a signal's, or, when not
 * interrupted here, the first one of a stack, where a fiber library has put an address to return
 * to.
 */
static bool is_handmade(struct rp_step *step)
{
    const uintptr_t pc = step->registers.pc;
    return is_at_sigreturn(step) ||
           (!step->is_exact && is_in_text(step->frame.module, pc) && !follows_call(step, pc));
}

static bool leave_handmade(struct rp_step *step, enum rp_unwind_end *end)
{
    struct rp_registers interrupted;
    step->frame.address = step->registers.pc;
    *end = RP_UNWIND_COMPLETE;
    if (!is_at_sigreturn(step))
        return false;
    *end = RP_UNWIND_BAD_STACK;
    return rp_arch_read_signal_frame(&step->registers, &step->memory, &interrupted) &&
           leave_signal(step, &interrupted);
}

static bool has_information(struct rp_modules *modules, uintptr_t address)
{
    struct rp_cfi_row row;
    const struct rp_module *module = rp_module_find(modules, address);
    return module != NULL && module->cfi.frames != NULL &&
           rp_cfi_lookup(&module->cfi, address, &row) == RP_OK;
}

/*
 * May the function still be without a frame of its own? A link register may hold where the last
 * callee returned to, which is the function itself, or what the frame's record holds as well.
 */
static bool may_be_leaf(struct rp_step *step, struct rp_modules *modules,
                        const struct rp_registers *caller)
{
    struct rp_registers by_record;
    if (is_known(caller, RP_REGISTER_SP))
        return true;
    return has_information(modules, caller->pc - 1) &&
           !(read_frame_pointer(step, &by_record) && by_record.pc == caller->pc);
}

/* Without call frame information: assembler code, code made at run time. */
static bool leave_by_guess(struct rp_step *step, struct rp_modules *modules)
{
    struct rp_registers caller;
    if (step->is_exact && rp_arch_return_from_leaf(&step->registers, &step->memory, &caller) &&
        may_be_leaf(step, modules, &caller) && accept_guess(step, modules, &caller))
        return true;
    return read_frame_pointer(step, &caller) && accept_guess(step, modules, &caller);
}

bool rp_step_leave(struct rp_step *step, struct rp_modules *modules, enum rp_unwind_end *end)
{
    if (step->has_row)
        return leave_by_row(step, modules, end);
    if (is_handmade(step))
        return leave_handmade(step, end);
    *end = step->missing;
    return leave_by_guess(step, modules);
}
