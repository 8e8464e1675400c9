/* outermost.h: finds the function call around each context that none of the same is around.
 * SPDX-License-Identifier: Apache-2.0
 *
 * What a function takes with its callees is counted there, so that recursion counts once.
 */
#ifndef RANKPROF_ANALYSIS_MERGE_OUTERMOST_H
#define RANKPROF_ANALYSIS_MERGE_OUTERMOST_H

#include "common/status.h"
#include "format/cluster_tables.h"

/* A context of the job, by row of /contexts; a parent stands before its children. */
struct rp_context_link {
    uint32_t parent;
    uint32_t function; /* RP_NO_ROW: none */
};

/*
 * Stores by row the nearest context above, or the context itself, that is the outermost of its
 * function; RP_NO_ROW: there is none. The next one further out is that of its parent.
 */
enum rp_status rp_outermost_of(const struct rp_context_link *links, uint64_t contexts,
                               uint64_t functions, uint32_t *out);

#endif
