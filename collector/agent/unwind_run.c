/* unwind_run.c: many steps in one go: runs of ordinary frames on the thread's own stack.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The loop that most of unwinding is. Three registers are carried, the memory between the first sp
 * and the end of the stack is known to be readable, and the row cache names the module; whatever
 * does not fit is left to the slow step, which judges it anew.
 */
#include "collector/agent/unwind_run.h"

#include "collector/agent/module_registry.h"

enum { WORD_BYTES = sizeof(uintptr_t) };

struct run {
    uintptr_t pc, sp, fp;
    bool knows_fp;
    uintptr_t stack_end;
    const struct rp_module *module; /* of the frame before; or NULL */
};

static bool can_start(const struct rp_step *step)
{
    const uintptr_t sp = step->registers.value[RP_REGISTER_SP];
    return !step->is_exact && step->uses_rows && sp >= step->memory.trusted &&
           sp <= step->memory.stack.high && step->registers.known & RP_REGISTER_BIT(RP_REGISTER_SP);
}

/* The row of the frame, and its module; 0: not remembered. */
static inline uint64_t find_row(struct run *run, struct rp_modules *modules,
                                struct rp_row_cache *cache)
{
    const uintptr_t address = run->pc - 1;
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
static inline bool leave(struct run *run, uint64_t row)
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
    run->pc = pc;
    run->sp = cfa;
    if (saved > 0) {
        run->fp = load(cfa - saved);
        run->knows_fp = true;
    }
    return true;
}

static void give_back(struct rp_step *step, const struct run *run)
{
    struct rp_registers *const registers = &step->registers;
    registers->pc = run->pc;
    registers->value[RP_REGISTER_SP] = run->sp;
    registers->value[RP_REGISTER_FP] = run->fp;
    registers->known = RP_REGISTER_BIT(RP_REGISTER_SP);
    if (run->knows_fp)
        registers->known |= RP_REGISTER_BIT(RP_REGISTER_FP);
    step->frame.module = run->module;
}

RP_READS_FOREIGN_MEMORY size_t rp_step_run(struct rp_step *step, struct rp_modules *modules,
                                           uintptr_t end_sp, const struct rp_trail *out)
{
    struct rp_row_cache *const cache = rp_modules_row_cache(modules);
    const struct rp_registers *const registers = &step->registers;
    struct run run = {registers->pc,
                      registers->value[RP_REGISTER_SP],
                      registers->value[RP_REGISTER_FP],
                      registers->known & RP_REGISTER_BIT(RP_REGISTER_FP),
                      step->memory.stack.high,
                      NULL};
    size_t count = 0;
    if (!can_start(step))
        return 0;
    for (; count < out->room && run.sp < end_sp; count++) {
        const uint64_t row = find_row(&run, modules, cache);
        out->walked[count] =
            (struct rp_walked){run.pc, run.sp, run.fp, row, {run.pc - 1, run.module}};
        if (row == 0 || !leave(&run, row))
            break;
    }
    if (count > 0)
        give_back(step, &run);
    return count;
}
