/* unwind_rows.c: rows of ordinary frames, packed into one word each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/unwind/unwind_rows.h"

enum { WORD_BYTES = sizeof(uintptr_t), WORDS_END = 1 << RP_ROW_WORDS_BITS };

/* A distance in whole words, if it is one that fits. */
static bool to_words(int64_t bytes, uint64_t *out)
{
    if (bytes < 0 || bytes % WORD_BYTES != 0 || bytes / WORD_BYTES >= WORDS_END)
        return false;
    *out = (uint64_t)(bytes / WORD_BYTES);
    return true;
}

static bool pack_cfa(const struct rp_cfi_row *row, uint64_t *out)
{
    return row->cfa_how == RP_CFI_VALUE_OFFSET &&
           (row->cfa_register == RP_REGISTER_SP || row->cfa_register == RP_REGISTER_FP) &&
           to_words(row->cfa_value, out);
}

/* Where one register is saved; 0 words: nowhere, the callee has kept it. */
static bool pack_saved(const struct rp_cfi_row *row, unsigned number, uint64_t *out)
{
    *out = 0;
    if (row->how[number] == RP_CFI_UNSPECIFIED || row->how[number] == RP_CFI_SAME)
        return true;
    return row->how[number] == RP_CFI_OFFSET && row->value[number] < 0 &&
           to_words(-(int64_t)row->value[number], out);
}

/* A rule for sp would contradict "the CFA is the caller's sp". */
static bool has_ordinary_rules(const struct rp_cfi_row *row)
{
    return !row->is_signal_frame && row->return_register == RP_REGISTER_RETURN &&
           row->how[RP_REGISTER_SP] == RP_CFI_UNSPECIFIED &&
           (RP_HAS_LINK_REGISTER || row->how[RP_REGISTER_RETURN] == RP_CFI_OFFSET);
}

uint64_t rp_row_pack(const struct rp_cfi_row *row)
{
    uint64_t cfa, link, fp;
    if (!row->is_signal_frame && row->how[row->return_register] == RP_CFI_UNDEFINED)
        return RP_ROW_OUTERMOST;
    if (!has_ordinary_rules(row) || !pack_cfa(row, &cfa) ||
        !pack_saved(row, RP_REGISTER_RETURN, &link) || !pack_saved(row, RP_REGISTER_FP, &fp))
        return 0;
    const uint64_t base = row->cfa_register == RP_REGISTER_FP ? RP_ROW_BY_FP : 0;
    return RP_ROW_USED | base | cfa << RP_ROW_CFA_SHIFT | link << RP_ROW_RETURN_SHIFT |
           fp << RP_ROW_FP_SHIFT;
}

static bool is_known(const struct rp_registers *registers, unsigned number)
{
    return registers->known & RP_REGISTER_BIT(number);
}

/* The return address, and the caller's sp that comes with the place where it is. */
static bool recover_return(uint64_t row, const struct rp_registers *callee,
                           struct rp_memory *memory, uintptr_t cfa, struct rp_registers *out)
{
    const uintptr_t words = rp_row_words(row, RP_ROW_RETURN_SHIFT);
    uintptr_t link = callee->value[RP_REGISTER_RETURN];
    if (words > 0 ? !rp_memory_read(memory, cfa - words * WORD_BYTES, &link)
                  : !is_known(callee, RP_REGISTER_RETURN))
        return false;
    out->pc = rp_arch_strip(link);
    out->value[RP_REGISTER_SP] = words > 0 ? cfa : rp_arch_caller_sp(callee, memory, cfa, NULL);
    return true;
}

static bool recover_fp(uint64_t row, const struct rp_registers *callee, struct rp_memory *memory,
                       uintptr_t cfa, uintptr_t *out)
{
    const uintptr_t words = rp_row_words(row, RP_ROW_FP_SHIFT);
    *out = callee->value[RP_REGISTER_FP];
    return words > 0 ? rp_memory_read(memory, cfa - words * WORD_BYTES, out)
                     : is_known(callee, RP_REGISTER_FP);
}

enum rp_status rp_row_apply_packed(uint64_t row, const struct rp_registers *callee,
                                   struct rp_memory *memory, struct rp_registers *out)
{
    if (row & RP_ROW_OUTERMOST)
        return RP_E_END;
    const unsigned base = row & RP_ROW_BY_FP ? RP_REGISTER_FP : RP_REGISTER_SP;
    const uintptr_t cfa =
        callee->value[base] + rp_row_words(row, RP_ROW_CFA_SHIFT) * (uintptr_t)WORD_BYTES;
    if (!is_known(callee, base) || !recover_return(row, callee, memory, cfa, out))
        return RP_E_DAMAGED;
    out->known = RP_REGISTER_BIT(RP_REGISTER_SP);
    if (recover_fp(row, callee, memory, cfa, &out->value[RP_REGISTER_FP]))
        out->known |= RP_REGISTER_BIT(RP_REGISTER_FP);
    return RP_OK;
}
