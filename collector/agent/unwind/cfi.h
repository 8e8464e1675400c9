/* cfi.h: how to leave one function: the row of call frame information for a code address.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Everything here is async-signal-safe, takes no lock, and reads inside the section only.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_CFI_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_CFI_H

#include "collector/agent/unwind/cfi_find.h"
#include "collector/agent/unwind/unwind_arch.h"

/* Where the caller's value of a register is. CFA: the canonical frame address, sp before the call
 */
enum rp_cfi_how {
    RP_CFI_UNSPECIFIED,      /* the calling convention decides */
    RP_CFI_UNDEFINED,        /* lost; of the return address: the outermost frame */
    RP_CFI_SAME,             /* unchanged */
    RP_CFI_OFFSET,           /* in memory at CFA + value */
    RP_CFI_VALUE_OFFSET,     /* it is CFA + value */
    RP_CFI_REGISTER,         /* in register `value` */
    RP_CFI_EXPRESSION,       /* in memory where the expression at `value` says */
    RP_CFI_VALUE_EXPRESSION, /* it is the result of the expression at `value` */
};

/* `value` of an expression: offset of its sized block from the start of .eh_frame. */
struct rp_cfi_row {
    int32_t value[RP_REGISTERS];
    uint8_t how[RP_REGISTERS];
    uint8_t cfa_how; /* RP_CFI_VALUE_OFFSET of cfa_register, RP_CFI_VALUE_EXPRESSION; else none */
    uint8_t cfa_register;
    uint8_t return_register;
    bool is_signal_frame;
    int32_t cfa_value;
};

/*
 * The row for the instruction at `address`. RP_E_NOT_FOUND when the section says nothing about it,
 * RP_E_DAMAGED when what it says makes no sense; *out is then unchanged.
 */
enum rp_status rp_cfi_lookup(const struct rp_cfi_section *section, uintptr_t address,
                             struct rp_cfi_row *out);

/* The bytes of the expression at `offset` in .eh_frame. */
struct rp_cursor rp_cfi_expression(const struct rp_cfi_section *section, int32_t offset);

#endif
