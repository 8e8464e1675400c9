/* unwind_run.c: the stack as far as it is made of ordinary frames whose rows are remembered.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The loop that most of unwinding is. Three registers are carried, the memory between the first sp
 * and the end of the stack is known to be readable, and the row cache names the module; whatever
 * does not fit is left to the slow step, which judges it anew.
 */
#include "collector/agent/unwind/unwind_run.h"

#include "collector/agent/modules/module_registry.h"

enum { WORD_BYTES = sizeof(uintptr_t) };

void rp_run_start(struct rp_run *run, const struct rp_frame_registers *registers,
                  const struct rp_stack_bounds *stack)
{
    const bool is_on_stack = registers->sp >= stack->low && registers->sp <= stack->high;
    *run = (struct rp_run){.pc = registers->pc,
                           .sp = registers->sp,
                           .fp = registers->fp,
                           .knows_fp = true,
                           .is_exact = true,
                           .stack_end = is_on_stack ? stack->high : 0};
}

void rp_run_start_at_caller(struct rp_run *run, const struct rp_frame_registers *registers,
                            const struct rp_stack_bounds *stack)
{
    rp_run_start(run, registers, stack);
    run->is_exact = false;
}

void rp_run_start_at(struct rp_run *run, const struct rp_step *step)
{
    const struct rp_registers *const registers = &step->registers;
    const uintptr_t sp = registers->value[RP_REGISTER_SP];
    const bool is_on_stack = registers->known & RP_REGISTER_BIT(RP_REGISTER_SP) &&
                             sp >= step->memory.trusted && sp <= step->memory.stack.high;
    *run = (struct rp_run){.pc = registers->pc,
                           .sp = sp,
                           .fp = registers->value[RP_REGISTER_FP],
                           .knows_fp = registers->known & RP_REGISTER_BIT(RP_REGISTER_FP),
                           .is_exact = step->is_exact,
                           .stack_end = is_on_stack ? step->memory.stack.high : 0};
}

/* The row of the code at the address, and its module; 0: not remembered. */
static inline uint64_t find_row(struct rp_run *run, struct rp_modules *modules,
                                struct rp_row_cache *cache, uintptr_t address)
{
    const uint64_t row = rp_row_cache_find(cache, address);
    const uint32_t id = rp_row_module(row);
    if (row == 0)
        return 0;
    if (run->module == NULL || run->module->id != id) {
        const struct rp_module *module = rp_modules_holding(modules, id, address);
        if (module == NULL)
            return 0;
        run->module = module;
    }
    return row;
}

static inline uintptr_t load(uintptr_t address)
{
    return *(const volatile uintptr_t *)address;
}

/* To the caller, if all that the row reads lies between the frame's sp and its CFA. */
static inline bool leave(struct rp_run *run, uint64_t row)
{
    const bool is_by_fp = row & RP_ROW_BY_FP;
    const uintptr_t cfa = (is_by_fp ? run->fp : run->sp) +
                          (uintptr_t)rp_row_words(row, RP_ROW_CFA_SHIFT) * WORD_BYTES;
    const uintptr_t link = (uintptr_t)rp_row_words(row, RP_ROW_RETURN_SHIFT) * WORD_BYTES;
    const uintptr_t saved = (uintptr_t)rp_row_words(row, RP_ROW_FP_SHIFT) * WORD_BYTES;
    if ((is_by_fp && !run->knows_fp) || cfa % WORD_BYTES != 0 || cfa <= run->sp ||
        cfa > run->stack_end || link == 0 || link > cfa - run->sp || saved > cfa - run->sp)
        return false;
    const uintptr_t pc = rp_arch_strip(load(cfa - link));
    if (pc == 0)
        return false;
    if (saved > 0) {
        run->fp = load(cfa - saved);
        run->knows_fp = true;
    }
    run->pc = pc;
    run->sp = cfa;
    run->is_exact = false;
    return true;
}

RP_READS_FOREIGN_MEMORY enum rp_run_stop rp_run_frames(struct rp_run *run,
                                                       struct rp_modules *modules, uintptr_t end_sp,
                                                       const struct rp_trail *out, size_t *count)
{
    struct rp_row_cache *const cache = rp_modules_row_cache(modules);
    struct rp_walked *walked = out->walked;
    size_t room = run->stack_end != 0 ? out->room : 0;
    enum rp_run_stop stop = RP_RUN_STUCK;
    for (; room > 0; room--, walked++) {
        const uintptr_t address = run->is_exact ? run->pc : run->pc - 1;
        if (run->sp >= end_sp && !run->is_exact) {
            stop = RP_RUN_AT_SP;
            break;
        }
        const uint64_t row = find_row(run, modules, cache, address);
        *walked = (struct rp_walked){
            run->pc, run->sp, run->fp, run->is_exact ? 0 : row, {address, run->module}};
        if (row & RP_ROW_OUTERMOST) {
            walked++;
            stop = RP_RUN_AT_END;
            break;
        }
        if (row == 0 || !leave(run, row))
            break;
    }
    *count = (size_t)(walked - out->walked);
    return stop;
}

void rp_run_resume(const struct rp_run *run, struct rp_step *step)
{
    struct rp_registers *const registers = &step->registers;
    registers->pc = run->pc;
    registers->value[RP_REGISTER_SP] = run->sp;
    registers->value[RP_REGISTER_FP] = run->fp;
    registers->known = RP_REGISTER_BIT(RP_REGISTER_SP);
    if (run->knows_fp)
        registers->known |= RP_REGISTER_BIT(RP_REGISTER_FP);
    step->is_exact = false;
    step->frame.module = run->module;
}
