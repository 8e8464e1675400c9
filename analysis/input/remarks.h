/* remarks.h: brings the remarks of all processes into one order.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_REMARKS_H
#define RANKPROF_ANALYSIS_INPUT_REMARKS_H

#include "analysis/input/share.h"
#include "analysis/team/mail.h"

/* Adds a remark to this process's table. */
enum rp_status rp_share_remark(struct rp_share *share, const char *path, bool left_out,
                               const char *text);

/* Collective. The first process gets all remarks, sorted by path and text. */
enum rp_status rp_remarks_sort(struct rp_team *team, struct rp_share *share,
                               struct rp_error *error);

/* Names the first remarks in `text`: "rank-000003.h5: ...; there is no ... (2 more)". */
void rp_remarks_name(const struct rp_share *share, char *text, size_t bytes);

#endif
