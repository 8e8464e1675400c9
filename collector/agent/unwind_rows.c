/* unwind_rows.c: remembers the rows of ordinary frames, packed into one word each.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Memory order: none is needed. A slot's tag is the key combined with the packed row, so a reader
 * that sees halves of two writes finds a tag that fits neither, and takes it for a miss.
 */
#include "collector/agent/unwind_rows.h"

#include <stdatomic.h>

/* From the lowest bit: used, CFA by frame pointer, CFA offset in words, 5 bits a saved register. */
enum {
    USED = 1,
    BY_FRAME_POINTER = 2,
    OFFSET_SHIFT = 2,
    OFFSET_BITS = 20,
    SAVED_SHIFT = OFFSET_SHIFT + OFFSET_BITS,
    SAVED_BITS = 5, /* 0: unchanged; n: saved n + 1 words below the CFA */
    WORD_BYTES = sizeof(uintptr_t),
    RETURN_REGISTER = RP_REGISTERS - 1, /* where there is no link register */
};

/* The number of the lowest register in the set, which must not be empty. */
static unsigned lowest(uint64_t set)
{
    return (unsigned)__builtin_ctzll(set);
}

static bool has_ordinary_cfa(const struct rp_cfi_row *row)
{
    return row->cfa_how == RP_CFI_VALUE_OFFSET &&
           (row->cfa_register == RP_REGISTER_SP || row->cfa_register == RP_REGISTER_FP) &&
           row->cfa_value > 0 && row->cfa_value % WORD_BYTES == 0 &&
           row->cfa_value / WORD_BYTES < 1 << OFFSET_BITS;
}

/* All that is not callee-saved must be left to the calling convention. */
static bool has_ordinary_rules(const struct rp_cfi_row *row)
{
    for (unsigned i = 0; i < RETURN_REGISTER; i++) {
        if (!(RP_CALLEE_SAVED & RP_REGISTER_BIT(i)) && row->how[i] != RP_CFI_UNSPECIFIED)
            return false;
    }
    return row->return_register == RETURN_REGISTER && row->how[RETURN_REGISTER] == RP_CFI_OFFSET &&
           row->value[RETURN_REGISTER] == -WORD_BYTES;
}

/* The field of one callee-saved register; false when it does not fit. */
static bool pack_saved(const struct rp_cfi_row *row, unsigned number, uint64_t *out)
{
    const int32_t value = row->value[number];
    *out = 0;
    if (row->how[number] == RP_CFI_UNSPECIFIED || row->how[number] == RP_CFI_SAME)
        return true;
    if (row->how[number] != RP_CFI_OFFSET || value > -2 * WORD_BYTES || value % WORD_BYTES != 0 ||
        value < -WORD_BYTES * (1 << SAVED_BITS))
        return false;
    *out = (uint64_t)(-value / WORD_BYTES - 1);
    return true;
}

uint64_t rp_row_pack(const struct rp_cfi_row *row)
{
    if (RP_HAS_LINK_REGISTER || row->is_signal_frame || !has_ordinary_cfa(row) ||
        !has_ordinary_rules(row))
        return 0;
    uint64_t packed = USED | (uint64_t)(row->cfa_value / WORD_BYTES) << OFFSET_SHIFT;
    if (row->cfa_register == RP_REGISTER_FP)
        packed |= BY_FRAME_POINTER;
    unsigned shift = SAVED_SHIFT;
    for (uint64_t left = RP_CALLEE_SAVED; left != 0; left &= left - 1) {
        uint64_t field;
        if (!pack_saved(row, lowest(left), &field))
            return 0;
        packed |= field << shift;
        shift += SAVED_BITS;
    }
    return packed;
}

enum rp_status rp_row_apply_packed(uint64_t packed, const struct rp_registers *callee,
                                   struct rp_memory *memory, struct rp_registers *out)
{
    const unsigned base = packed & BY_FRAME_POINTER ? RP_REGISTER_FP : RP_REGISTER_SP;
    const uint64_t words = packed >> OFFSET_SHIFT & ((1 << OFFSET_BITS) - 1);
    const uintptr_t cfa = callee->value[base] + words * WORD_BYTES;
    if (!(callee->known & RP_REGISTER_BIT(base)) ||
        !rp_memory_read(memory, cfa - WORD_BYTES, &out->pc))
        return RP_E_DAMAGED;
    out->value[RP_REGISTER_SP] = cfa;
    out->value[RETURN_REGISTER] = out->pc;
    out->known = RP_REGISTER_BIT(RP_REGISTER_SP) | RP_REGISTER_BIT(RETURN_REGISTER);
    packed >>= SAVED_SHIFT;
    for (uint64_t left = RP_CALLEE_SAVED; left != 0; left &= left - 1, packed >>= SAVED_BITS) {
        const unsigned number = lowest(left);
        const uintptr_t slot = packed & ((1 << SAVED_BITS) - 1);
        out->value[number] = callee->value[number];
        if (slot == 0)
            out->known |= callee->known & RP_REGISTER_BIT(number);
        else if (rp_memory_read(memory, cfa - (slot + 1) * WORD_BYTES, &out->value[number]))
            out->known |= RP_REGISTER_BIT(number);
    }
    return RP_OK;
}

bool rp_row_packed_base_is_fp(uint64_t packed)
{
    return packed & BY_FRAME_POINTER;
}

uint8_t rp_row_packed_fp_words(uint64_t packed)
{
    /* A constant, so that no build calls a function to count bits. */
    enum {
        BEFORE = __builtin_popcountll(RP_CALLEE_SAVED & (RP_REGISTER_BIT(RP_REGISTER_FP) - 1)),
        SHIFT = SAVED_SHIFT + SAVED_BITS * BEFORE,
    };
    const uint8_t field = packed >> SHIFT & ((1 << SAVED_BITS) - 1);
    return field == 0 ? 0 : (uint8_t)(field + 1);
}

/* Addresses have 48 bits. */
static uint64_t key_of(uint32_t module, uintptr_t address)
{
    return (uint64_t)module << 48 ^ address;
}

static size_t slot_of(uint64_t key)
{
    return (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> (64 - RP_ROWS_BITS));
}

uint64_t rp_rows_find(struct rp_rows *rows, uint32_t module, uintptr_t address)
{
    const uint64_t key = key_of(module, address);
    const size_t slot = slot_of(key);
    const uint64_t packed = atomic_load_explicit(&rows->slots[slot].packed, memory_order_relaxed);
    const uint64_t tag = atomic_load_explicit(&rows->slots[slot].tag, memory_order_relaxed);
    return (tag ^ packed) == key ? packed : 0;
}

void rp_rows_add(struct rp_rows *rows, uint32_t module, uintptr_t address, uint64_t packed)
{
    const uint64_t key = key_of(module, address);
    const size_t slot = slot_of(key);
    atomic_store_explicit(&rows->slots[slot].tag, key ^ packed, memory_order_relaxed);
    atomic_store_explicit(&rows->slots[slot].packed, packed, memory_order_relaxed);
}
