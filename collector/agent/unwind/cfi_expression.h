/* cfi_expression.h: evaluates the DWARF expressions of call frame information.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_CFI_EXPRESSION_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_CFI_EXPRESSION_H

#include "collector/agent/unwind/cfi_cursor.h"
#include "collector/agent/unwind/unwind_arch.h"

/* The value an expression starts with: the CFA, or nothing for the CFA's own expression. */
struct rp_expression_start {
    bool has_cfa;
    uintptr_t cfa;
};

/*
 * Evaluates an expression to *out. False, with *out unchanged, when it is malformed, too long,
 * needs an unknown register or unreadable memory. Async-signal-safe.
 */
bool rp_expression_evaluate(struct rp_cursor expression, struct rp_expression_start start,
                            const struct rp_registers *registers, struct rp_memory *memory,
                            uintptr_t *out);

#endif
