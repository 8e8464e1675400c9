/* unwind_apply.h: computes a caller's registers from a row of call frame information.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_APPLY_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_APPLY_H

#include "collector/agent/unwind/cfi.h"

/*
 * The caller's registers. RP_E_END when the row says that there is no caller, RP_E_DAMAGED when
 * the row needs what is not known or cannot be read; *out is then undefined. Async-signal-safe.
 */
enum rp_status rp_row_apply(const struct rp_cfi_row *row, const struct rp_cfi_section *section,
                            const struct rp_registers *callee, struct rp_memory *memory,
                            struct rp_registers *out);

#endif
