/* contexts.h: makes one tree of the contexts of all ranks, in parts.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_CONTEXTS_H
#define RANKPROF_ANALYSIS_INPUT_CONTEXTS_H

#include "analysis/input/catalog.h"

/*
 * Collective. The rows of /contexts come to the members by number, in shares of equal size; their
 * function, file and line are not known yet. The catalog gets the numbers of the share's contexts.
 */
enum rp_status rp_contexts_unify(struct rp_team *team, struct rp_share *share,
                                 struct rp_catalog *catalog, struct rp_error *error);

#endif
