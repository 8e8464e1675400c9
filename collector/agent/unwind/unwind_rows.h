/* unwind_rows.h: rows of ordinary frames, packed into one word each, and a cache of them.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A packed row tells the caller's pc, sp and frame pointer, which is all that the steps of ordinary
 * frames need. Everything here is async-signal-safe and lock-free.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_ROWS_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_ROWS_H

#include <stdatomic.h>

#include "collector/agent/unwind/cfi.h"

/*
 * From the lowest bit: used, CFA by frame pointer, outermost, and three numbers of words: from that
 * register up to the CFA, and from the CFA down to the saved return address (0: it is in the link
 * register) and to the saved frame pointer (0: the callee has kept it). The rest is for a module's
 * id.
 */
enum {
    RP_ROW_USED = 1,
    RP_ROW_BY_FP = 2,
    RP_ROW_OUTERMOST = 4, /* without RP_ROW_USED: there is no caller */
    RP_ROW_WORDS_BITS = 17,
    RP_ROW_CFA_SHIFT = 3,
    RP_ROW_RETURN_SHIFT = RP_ROW_CFA_SHIFT + RP_ROW_WORDS_BITS,
    RP_ROW_FP_SHIFT = RP_ROW_RETURN_SHIFT + RP_ROW_WORDS_BITS,
    RP_ROW_BITS = RP_ROW_FP_SHIFT + RP_ROW_WORDS_BITS,
    RP_ROW_MODULES_MAX = 1 << (64 - RP_ROW_BITS),
};

static inline uint32_t rp_row_words(uint64_t row, unsigned shift)
{
    return (uint32_t)(row >> shift) & ((1u << RP_ROW_WORDS_BITS) - 1);
}

/*
 * The row in one word; 0 when it is neither RP_ROW_OUTERMOST nor of the ordinary kind: the CFA is
 * sp or the frame pointer plus a constant, return address and frame pointer are unchanged or saved
 * below the CFA, and the other registers are left to the calling convention.
 */
uint64_t rp_row_pack(const struct rp_cfi_row *row);

/*
 * Does what rp_row_apply does with the row that was packed, for pc, sp and frame pointer; no other
 * register is known of the caller.
 */
enum rp_status rp_row_apply_packed(uint64_t row, const struct rp_registers *callee,
                                   struct rp_memory *memory, struct rp_registers *out);

enum { RP_ROW_CACHE_BITS = 11, RP_ROW_CACHE_SLOTS = 1 << RP_ROW_CACHE_BITS };

/*
 * Rows by code address, each with the id of the module that it was found in: right as long as the
 * address is in that module. Shared by all threads; zeroed memory is an empty one.
 *
 * Memory order: none is needed. A slot's tag is the address combined with the value, so a reader
 * that sees halves of two writes finds a tag that fits neither, and takes it for a miss.
 */
struct rp_row_cache {
    struct {
        _Atomic uint64_t tag, value;
    } slots[RP_ROW_CACHE_SLOTS];
};

static inline size_t rp_row_cache_slot(uintptr_t address)
{
    return (size_t)(address * UINT64_C(0x9e3779b97f4a7c15) >> (64 - RP_ROW_CACHE_BITS));
}

/* The row that was added for the address, with the id of its module, or 0. */
static inline uint64_t rp_row_cache_find(struct rp_row_cache *cache, uintptr_t address)
{
    const size_t slot = rp_row_cache_slot(address);
    const uint64_t value = atomic_load_explicit(&cache->slots[slot].value, memory_order_relaxed);
    const uint64_t tag = atomic_load_explicit(&cache->slots[slot].tag, memory_order_relaxed);
    return (tag ^ value) == address ? value : 0;
}

static inline uint32_t rp_row_module(uint64_t value)
{
    return (uint32_t)(value >> RP_ROW_BITS);
}

static inline void rp_row_cache_add(struct rp_row_cache *cache, uintptr_t address, uint32_t module,
                                    uint64_t row)
{
    const size_t slot = rp_row_cache_slot(address);
    const uint64_t value = (uint64_t)module << RP_ROW_BITS | row;
    atomic_store_explicit(&cache->slots[slot].tag, address ^ value, memory_order_relaxed);
    atomic_store_explicit(&cache->slots[slot].value, value, memory_order_relaxed);
}

#endif
