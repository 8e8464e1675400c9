/* merge_later.c: stands in for the merge until it is built; goes away with it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge.h"

void rp_team_single(struct rp_team *team)
{
    *team = (struct rp_team){.parallel = {.process = 0, .processes = 1}};
}

enum rp_status rp_merge(const struct rp_merge_settings *settings, struct rp_team *team,
                        struct rp_merge_result *result, struct rp_error *error)
{
    (void)team;
    *result = (struct rp_merge_result){0};
    return rp_error_set(error, RP_E_UNSUPPORTED, "cannot merge '%s': merging is not built yet",
                        settings->input);
}
