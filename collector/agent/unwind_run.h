/* unwind_run.h: many steps in one go: runs of ordinary frames on the thread's own stack.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_RUN_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_RUN_H

#include "collector/agent/unwind_step.h"

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

/*
 * Steps as long as frames are ordinary, their rows are remembered, and their sp is below `end_sp`.
 * Returns the number of frames left; the step is then about to enter the next one, and if any was
 * left, it knows no registers but those of a packed row. Async-signal-safe.
 */
size_t rp_step_run(struct rp_step *step, struct rp_modules *modules, uintptr_t end_sp,
                   const struct rp_trail *out);

#endif
