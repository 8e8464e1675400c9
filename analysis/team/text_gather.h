/* text_gather.h: gives all processes all rows, with the texts that the rows name.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_TEAM_TEXT_GATHER_H
#define RANKPROF_ANALYSIS_TEAM_TEXT_GATHER_H

#include "analysis/team/mail.h"
#include "analysis/team/text_pool.h"

/* Where in a row the uint32_t numbers of texts stand. */
struct rp_text_columns {
    const size_t *offsets;
    size_t count;
};

/* Collective. As rp_team_gather(); the texts are added to `pool` and the rows renumbered to it. */
enum rp_status rp_text_gather(struct rp_team *team, const struct rp_text_columns *columns,
                              struct rp_text_pool *pool, const struct rp_rows *own,
                              struct rp_rows *all, struct rp_error *error);

#endif
