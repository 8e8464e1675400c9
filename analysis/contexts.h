/* contexts.h: makes one tree of the contexts of all ranks, in parts.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_CONTEXTS_H
#define RANKPROF_ANALYSIS_CONTEXTS_H

#include "analysis/catalog.h"

/*
 * Collective. The rows of /contexts come to the members by number, in shares of equal size; their
 * function, file and line are not known yet. *numbers holds the numbers of the share's own
 * contexts, to be freed; *total is how many there are in the job.
 */
enum rp_status rp_contexts_unify(struct rp_team *team, struct rp_share *share,
                                 const struct rp_catalog *catalog, uint32_t **numbers,
                                 uint64_t *total, struct rp_error *error);

#endif
