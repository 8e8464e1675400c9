/* unwind_step.h: from the registers of one frame to those of its caller.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_STEP_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_STEP_H

#include "collector/agent/unwind/unwind.h"
#include "collector/agent/unwind/unwind_rows.h"

struct rp_step {
    struct rp_registers registers;
    struct rp_memory memory;
    struct rp_frame frame; /* what the registers are in, or were before rp_step_leave */
    bool is_exact;         /* pc is the next instruction, not the one after a call */
    bool uses_rows;        /* packed rows will do, else every register that can be is recovered */
    bool has_row;          /* packed or row is the frame's; else `missing` says why none is */
    enum rp_unwind_end missing;
    uint64_t packed; /* the row as unwind_rows has it, or 0: look at `row` */
    struct rp_cfi_row row;
};

/* Begins with the frame of these registers, whose pc is the next instruction. */
void rp_step_start(struct rp_step *step, const struct rp_registers *registers,
                   const struct rp_stack_bounds *stack);

/* Finds module and row of the frame that the registers are in. */
void rp_step_enter(struct rp_step *step, struct rp_modules *modules);

/*
 * Replaces the registers by those of the caller. False when there is none that can be told: *end
 * is then set, and the registers are unchanged.
 */
bool rp_step_leave(struct rp_step *step, struct rp_modules *modules, enum rp_unwind_end *end);

#endif
