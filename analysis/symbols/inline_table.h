/* inline_table.h: which functions the compiler put into others, by address, from debug information.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_SYMBOLS_INLINE_TABLE_H
#define RANKPROF_ANALYSIS_SYMBOLS_INLINE_TABLE_H

#include <elfutils/libdw.h>
#include <stdint.h>

#include "analysis/team/rows.h"

/* Code of a function that stands inside of another one. The texts are the Dwarf's. */
struct rp_inline {
    uint64_t start;
    uint64_t end;
    const char *name;      /* for linkers, or else as in the source */
    const char *call_file; /* where the other function calls it; "" when not known */
    uint32_t call_line;
    uint32_t outer; /* number + 1 of the one that this one stands in; 0: a function of its own */
};

/* Adds those of all units of `dwarf`, sorted; `elf` tells which addresses are code. */
enum rp_status rp_inlines_init(struct rp_rows *inlines, Dwarf *dwarf, Elf *elf);

/* The innermost one around `address`; NULL: none. */
const struct rp_inline *rp_inlines_find(const struct rp_rows *inlines, uint64_t address);

/* The one that `it` stands in, or NULL. */
const struct rp_inline *rp_inlines_outer(const struct rp_rows *inlines, const struct rp_inline *it);

#endif
