/* team_single.c: a team of one process.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/team/team.h"

/* NOLINTNEXTLINE(readability-non-const-parameter): as the table of calls has it */
static void keep(struct rp_team *team, uint64_t *values, size_t count)
{
    (void)team;
    (void)values;
    (void)count;
}

static void nothing_before(struct rp_team *team, const uint64_t *values, uint64_t *before,
                           size_t count)
{
    (void)team;
    (void)values;
    memset(before, 0, count * sizeof(*before));
}

static void keep_bytes(struct rp_team *team, void *data, size_t bytes)
{
    (void)team;
    (void)data;
    (void)bytes;
}

static bool copy(struct rp_team *team, const void *send, const size_t *send_bytes, void **receive,
                 size_t *receive_bytes)
{
    (void)team;
    *receive = malloc(send_bytes[0] + 1);
    *receive_bytes = send_bytes[0];
    if (*receive && send_bytes[0] > 0)
        memcpy(*receive, send, send_bytes[0]);
    return *receive != NULL;
}

void rp_team_single(struct rp_team *team)
{
    static const struct rp_team_calls calls = {
        .sum = keep,
        .max = keep,
        .sum_before = nothing_before,
        .broadcast = keep_bytes,
        .exchange = copy,
    };

    team->parallel = (struct rp_parallel){.process = 0, .processes = 1, .communicator = NULL};
    team->calls = &calls;
}
