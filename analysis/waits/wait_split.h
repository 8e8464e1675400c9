/* wait_split.h: how much of the time in collectives is waiting, and how much is transfer.
 * SPDX-License-Identifier: Apache-2.0
 *
 * By the least duration, without clocks: the member of a meeting that came last did not wait, so
 * what the shortest call of all members lasted is transfer, and what others lasted longer they
 * waited. Where all wait for a root or a root for all, the moments of coming say who waited, and
 * how long. Meetings are chosen by a hash of communicator and number, so all members have told
 * them, whatever their clocks say. The first ones on each communicator are passed: a library sets
 * up much in them.
 */
#ifndef RANKPROF_ANALYSIS_WAITS_WAIT_SPLIT_H
#define RANKPROF_ANALYSIS_WAITS_WAIT_SPLIT_H

#include "analysis/waits/wait_sums.h"

/* Collective. Adds to the sums of RP_SPLIT_COLLECTIVES. */
enum rp_status rp_wait_split_make(struct rp_wait_sums *sums, struct rp_team *team,
                                  const struct rp_share *share, const struct rp_roster *roster,
                                  struct rp_error *error);

#endif
