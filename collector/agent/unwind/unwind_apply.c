/* unwind_apply.c: computes a caller's registers from a row of call frame information.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/unwind/unwind_apply.h"

#include "collector/agent/unwind/cfi_expression.h"

/* What every rule of one row starts from. */
struct application {
    const struct rp_cfi_row *row;
    const struct rp_cfi_section *section;
    const struct rp_registers *callee;
    struct rp_memory *memory;
    uintptr_t cfa;
};

static bool is_known(const struct rp_registers *registers, unsigned number)
{
    return registers->known & RP_REGISTER_BIT(number);
}

/*
 * After a guess sp is not known. On processors with a link register, a function that has called
 * another one keeps the caller's frame pointer where its own one points to; whoever uses this
 * checks the result.
 */
static bool find_cfa_by_record(struct application *a)
{
    const struct rp_cfi_row *row = a->row;
    a->cfa = a->callee->value[RP_REGISTER_FP] - (uintptr_t)(intptr_t)row->value[RP_REGISTER_FP];
    return RP_HAS_LINK_REGISTER && row->how[RP_REGISTER_FP] == RP_CFI_OFFSET &&
           is_known(a->callee, RP_REGISTER_FP);
}

static bool find_cfa(struct application *a)
{
    const struct rp_cfi_row *row = a->row;
    if (row->cfa_how == RP_CFI_VALUE_EXPRESSION) {
        const struct rp_expression_start nothing = {false, 0};
        return rp_expression_evaluate(rp_cfi_expression(a->section, row->cfa_value), nothing,
                                      a->callee, a->memory, &a->cfa);
    }
    if (row->cfa_register == RP_REGISTER_SP && !is_known(a->callee, RP_REGISTER_SP))
        return find_cfa_by_record(a);
    a->cfa = a->callee->value[row->cfa_register] + (uintptr_t)(intptr_t)row->cfa_value;
    return is_known(a->callee, row->cfa_register);
}

static bool evaluate(const struct application *a, unsigned number, uintptr_t *out)
{
    const struct rp_expression_start start = {true, a->cfa};
    return rp_expression_evaluate(rp_cfi_expression(a->section, a->row->value[number]), start,
                                  a->callee, a->memory, out);
}

/*
 * A callee keeps callee-saved registers unless it says otherwise, and a return address that it has
 * not saved is still in the link register. A signal frame keeps everything that it does not
 * mention.
 */
static bool is_kept(const struct application *a, unsigned number)
{
    return a->row->is_signal_frame || RP_CALLEE_SAVED & RP_REGISTER_BIT(number) ||
           (RP_HAS_LINK_REGISTER && number == a->row->return_register);
}

static uintptr_t caller_sp(const struct application *a)
{
    const uint8_t column = a->row->return_register;
    const uintptr_t place = a->cfa + (uintptr_t)(intptr_t)a->row->value[column];
    if (a->row->how[column] == RP_CFI_UNSPECIFIED)
        return rp_arch_caller_sp(a->callee, a->memory, a->cfa, NULL);
    return a->row->how[column] == RP_CFI_OFFSET
               ? rp_arch_caller_sp(a->callee, a->memory, a->cfa, &place)
               : a->cfa;
}

static bool keep_unspecified(const struct application *a, unsigned number, uintptr_t *out)
{
    *out = number == RP_REGISTER_SP ? caller_sp(a) : a->callee->value[number];
    return number == RP_REGISTER_SP || (is_known(a->callee, number) && is_kept(a, number));
}

/* The caller's value of one register; false when it is not known. */
static bool recover(const struct application *a, unsigned number, uintptr_t *out)
{
    const uintptr_t offset = a->cfa + (uintptr_t)(intptr_t)a->row->value[number];
    uintptr_t place;
    switch (a->row->how[number]) {
    case RP_CFI_UNSPECIFIED:
        return keep_unspecified(a, number, out);
    case RP_CFI_SAME:
        *out = a->callee->value[number];
        return is_known(a->callee, number);
    case RP_CFI_OFFSET:
        return rp_memory_read(a->memory, offset, out);
    case RP_CFI_VALUE_OFFSET:
        *out = offset;
        return true;
    case RP_CFI_REGISTER:
        *out = a->callee->value[a->row->value[number]];
        return is_known(a->callee, (unsigned)a->row->value[number]);
    case RP_CFI_EXPRESSION:
        return evaluate(a, number, &place) && rp_memory_read(a->memory, place, out);
    case RP_CFI_VALUE_EXPRESSION:
        return evaluate(a, number, out);
    default:
        return false;
    }
}

enum rp_status rp_row_apply(const struct rp_cfi_row *row, const struct rp_cfi_section *section,
                            const struct rp_registers *callee, struct rp_memory *memory,
                            struct rp_registers *out)
{
    struct application a = {row, section, callee, memory, 0};
    if (row->how[row->return_register] == RP_CFI_UNDEFINED)
        return RP_E_END;
    if (!find_cfa(&a))
        return RP_E_DAMAGED;
    out->known = 0;
    for (unsigned i = 0; i < RP_REGISTERS; i++) {
        out->value[i] = 0;
        if (recover(&a, i, &out->value[i]))
            out->known |= RP_REGISTER_BIT(i);
    }
    if (!is_known(out, row->return_register) || !is_known(out, RP_REGISTER_SP))
        return RP_E_DAMAGED;
    out->pc = rp_arch_strip(out->value[row->return_register]);
    if (RP_HAS_LINK_REGISTER) /* the call has overwritten it */
        out->known &= ~RP_REGISTER_BIT(row->return_register);
    return RP_OK;
}
