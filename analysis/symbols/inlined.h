/* inlined.h: gives functions that the compiler put into others contexts of their own.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_SYMBOLS_INLINED_H
#define RANKPROF_ANALYSIS_SYMBOLS_INLINED_H

#include "analysis/symbols/symbols.h"

/*
 * Collective. A context at whose address functions are inlined becomes a chain of contexts: its
 * function, and each of the others below it. What the share knows by the number of the context is
 * now the innermost one's.
 */
enum rp_status rp_inlined_unfold(struct rp_symbols *symbols, struct rp_team *team,
                                 struct rp_share *share, struct rp_catalog *catalog,
                                 struct rp_error *error);

#endif
