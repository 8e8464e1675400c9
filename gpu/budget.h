/* budget.h: what our own work costs, and what we leave undone when it costs too much.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_BUDGET_H
#define RANKPROF_GPU_BUDGET_H

#include "gpu/trace.h"

/* Levels of the area: each leaves out what the one before it does. */
enum rp_budget_level {
    RP_BUDGET_ALL = 0,
    RP_BUDGET_NO_PATHS = 1, /* launches without their calling context */
    RP_BUDGET_NOTHING = 2,  /* no records any more */
};

/* Compares cost and budget, once a second. Called when records were taken. */
void rp_budget_look(struct rp_trace *trace, uint64_t now_ns);

#endif
