/* resolve.h: answers the questions for symbols that came to this member.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_SYMBOLS_RESOLVE_H
#define RANKPROF_ANALYSIS_SYMBOLS_RESOLVE_H

#include "analysis/symbols/symbols.h"

/*
 * A question. Module RP_NO_ROW: what stands there is told by the kind alone, or for a named context
 * by the number of its name in the catalog, which is its offset.
 */
struct rp_address {
    uint64_t offset;
    uint32_t module;
    uint32_t kind;
};
_Static_assert(sizeof(struct rp_address) == 16, "sent between processes, hashed");

struct rp_symbol_answer {
    uint32_t function;
    uint32_t file;
    uint32_t line;
};
_Static_assert(sizeof(struct rp_symbol_answer) == 12, "sent between processes");

/*
 * Fills answers, functions, keys and texts of `symbols`, and in `catalog` the states of the
 * modules of this member. Modules are opened one after the other.
 */
enum rp_status rp_resolve(struct rp_symbols *symbols, const struct rp_team *team,
                          struct rp_share *share, struct rp_catalog *catalog);

/* A function that is inlined at an address; `place` 0 is the outermost. */
struct rp_inlined_row {
    uint64_t offset;
    uint32_t module;
    uint32_t place;
    uint32_t name; /* a text, for linkers; a text is also this: */
    uint32_t file;
    uint32_t line;
    uint32_t unused;
};
_Static_assert(sizeof(struct rp_inlined_row) == 32, "sent between processes");

/* Adds to `out` what is inlined at the addresses of code that came as `questions`. */
enum rp_status rp_resolve_inlined(struct rp_symbols *symbols, struct rp_share *share,
                                  struct rp_catalog *catalog, const struct rp_mail *questions,
                                  struct rp_rows *out);

#endif
