/* unify.h: gives things that several processes know the same numbers everywhere.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Each key belongs to one member of the team, its owner, by the range it lies in. The owners
 * number the keys by (level, key), so the numbers do not depend on the number of processes, nor on
 * which process knew what. For calling contexts the level is the depth: then a parent's number is
 * smaller than its children's.
 */
#ifndef RANKPROF_ANALYSIS_TEAM_UNIFY_H
#define RANKPROF_ANALYSIS_TEAM_UNIFY_H

#include "analysis/team/key.h"
#include "analysis/team/mail.h"

struct rp_level_key {
    struct rp_key key;
    uint64_t level;
};
_Static_assert(sizeof(struct rp_level_key) == 24, "sent between processes");

/* The member that owns `key` when there are `members`: ranges of keys, in member order. */
uint32_t rp_key_owner(const struct rp_key *key, unsigned members);

/*
 * Collective. Stores in numbers[i] the number of keys[i] among all different keys of all members,
 * and in *total how many different ones there are; more than 4294967294 are refused.
 */
enum rp_status rp_unify_keys(struct rp_team *team, const struct rp_rows *keys, uint32_t *numbers,
                             uint64_t *total, enum rp_status mine, struct rp_error *error);

#endif
