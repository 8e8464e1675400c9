/* unwind_rows.h: remembers the rows of ordinary frames, packed into one word each.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A row never changes: entries of modules are immutable and ids are not used twice, so nothing
 * here has ever to be forgotten but for room. Everything is async-signal-safe and lock-free.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_ROWS_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_ROWS_H

#include "collector/agent/cfi.h"

enum { RP_ROWS_BITS = 13, RP_ROWS = 1 << RP_ROWS_BITS };

/* Shared by all threads; zeroed memory is an empty one. */
struct rp_rows {
    struct {
        _Atomic uint64_t tag, packed;
    } slots[RP_ROWS];
};

/*
 * The row in one word; 0 when it is not of the ordinary kind: the CFA is sp or the frame pointer
 * plus a constant, the return address is right below it, and every callee-saved register is
 * unchanged or near.
 */
uint64_t rp_row_pack(const struct rp_cfi_row *row);

/* Does what rp_row_apply does with the row that was packed. */
enum rp_status rp_row_apply_packed(uint64_t packed, const struct rp_registers *callee,
                                   struct rp_memory *memory, struct rp_registers *out);

/* Is the CFA of the packed row told by the frame pointer? Else it is by sp. */
bool rp_row_packed_base_is_fp(uint64_t packed);

/* How many words below the CFA the caller's frame pointer is saved; 0: the callee has kept it. */
uint8_t rp_row_packed_fp_words(uint64_t packed);

/* The packed row of an address in a module, or 0. */
uint64_t rp_rows_find(struct rp_rows *rows, uint32_t module, uintptr_t address);
void rp_rows_add(struct rp_rows *rows, uint32_t module, uintptr_t address, uint64_t packed);

#endif
