/* unwind_run.h: the stack as far as it is made of ordinary frames whose rows are remembered.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_RUN_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_RUN_H

#include "collector/agent/unwind/unwind_step.h"

/* What a frame was in when the walk came to it. */
struct rp_walked {
    uintptr_t pc, sp, fp;
    uint64_t row; /* packed; 0: the frame is not of the ordinary kind */
    struct rp_frame frame;
};

/* Where a run leaves what it finds, leaf first. */
struct rp_trail {
    struct rp_walked *walked;
    size_t room;
};

/* The frame that a run has come to, by what ordinary frames are told by. */
struct rp_run {
    uintptr_t pc, sp, fp;
    bool knows_fp;
    bool is_exact;                  /* pc is the next instruction, not the one after a call */
    uintptr_t stack_end;            /* from sp to here everything can be read; 0: cannot begin */
    const struct rp_module *module; /* of the frame before; or NULL */
};

/* Begins with the frame of these registers, whose pc is the next instruction. */
void rp_run_start(struct rp_run *run, const struct rp_frame_registers *registers,
                  const struct rp_stack_bounds *stack);

/* Begins with the frame of these registers, whose pc is a return address. */
void rp_run_start_at_caller(struct rp_run *run, const struct rp_frame_registers *registers,
                            const struct rp_stack_bounds *stack);

/* Begins with the frame that a step is about to enter. */
void rp_run_start_at(struct rp_run *run, const struct rp_step *step);

enum rp_run_stop {
    RP_RUN_AT_SP,  /* sp is not below the wanted one */
    RP_RUN_AT_END, /* the last frame is the outermost one */
    RP_RUN_STUCK,  /* the next frame is of another kind, or its row is not remembered, or no room */
};

/*
 * Goes outwards as long as frames are ordinary, their rows remembered, and their sp below `end_sp`.
 * Stores the number of frames left. Async-signal-safe.
 */
enum rp_run_stop rp_run_frames(struct rp_run *run, struct rp_modules *modules, uintptr_t end_sp,
                               const struct rp_trail *out, size_t *count);

/* A run that has left a frame goes on as the step, which knows what the run knows. */
void rp_run_resume(const struct rp_run *run, struct rp_step *step);

#endif
