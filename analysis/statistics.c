/* statistics.c: makes the table of statistics, each context with the member that keeps it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/spread.h"
#include "analysis/values.h"

#define BATCH_ROWS ((size_t)1 << 20)

struct statistics {
    const struct rp_roster *roster;
    uint64_t contexts; /* in the job */
    unsigned members;
    uint64_t first; /* context of this member */
    uint64_t count;
    size_t metrics;
    struct rp_spread *spreads; /* [context - first][metric] */
};

static uint32_t keeper(const void *row, const void *context)
{
    const struct statistics *it = context;

    return rp_share_owner(it->contexts, it->members,
                          ((const struct rp_cluster_value *)row)->context);
}

static void take(struct statistics *it, const struct rp_mail *mail)
{
    const struct rp_cluster_value *rows = mail->rows;

    for (size_t i = 0; i < mail->count; i++)
        rp_spread_add(&it->spreads[(rows[i].context - it->first) * it->metrics + rows[i].metric],
                      rows[i].rank, rows[i].value);
}

/* Sends all values, some at a time, until no member has any left. */
static enum rp_status send_values(struct statistics *it, struct rp_team *team,
                                  const struct rp_rows *values, struct rp_error *error)
{
    uint64_t longest = values->count;
    enum rp_status status = RP_OK;

    team->calls->max(team, &longest, 1);
    for (size_t done = 0; status == RP_OK && done < longest; done += BATCH_ROWS) {
        const size_t begin = done < values->count ? done : values->count;
        const size_t left = values->count - begin;
        const struct rp_letters letters = {
            .rows = (const struct rp_cluster_value *)values->rows + begin,
            .row_bytes = sizeof(struct rp_cluster_value),
            .count = left < BATCH_ROWS ? left : BATCH_ROWS,
            .owner = keeper,
            .context = it,
        };
        struct rp_mail mail = {0};

        status = rp_mail_send(&mail, team, &letters, RP_OK, error);
        if (status == RP_OK)
            take(it, &mail);
        rp_mail_release(&mail);
    }
    return status;
}

static enum rp_status add_row(const struct statistics *it, size_t place, struct rp_rows *table)
{
    const struct rp_spread *spread = &it->spreads[place];
    const struct rp_roster_entry *ranks = it->roster->ranks.rows;
    const uint32_t count = (uint32_t)it->roster->ranks.count;
    const struct rp_cluster_statistic row = {
        .context = (uint32_t)(it->first + place / it->metrics),
        .metric = (uint16_t)(place % it->metrics),
        .sum = rp_spread_sum(spread),
        .mean = rp_spread_mean(spread, count),
        .min = rp_spread_min(spread, count),
        .max = spread->largest,
        .stddev = rp_spread_deviation(spread, count),
        .max_rank = ranks[spread->largest_rank].rank,
        .ranks = spread->count,
    };

    return rp_rows_add(table, &row);
}

static enum rp_status add_rows(const struct statistics *it, struct rp_rows *table)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->count * it->metrics; i++) {
        if (it->spreads[i].count > 0)
            status = add_row(it, i, table);
    }
    return status;
}

enum rp_status rp_statistics_make(struct rp_team *team, struct rp_share *share,
                                  const struct rp_roster *roster, uint64_t contexts, size_t metrics,
                                  struct rp_error *error)
{
    const unsigned self = (unsigned)team->parallel.process;
    struct statistics it = {.roster = roster,
                            .contexts = contexts,
                            .members = (unsigned)team->parallel.processes,
                            .metrics = metrics};
    enum rp_status status = RP_OK;

    it.first = rp_share_first(contexts, it.members, self);
    it.count = rp_share_first(contexts, it.members, self + 1) - it.first;
    it.spreads = calloc(it.count * metrics + 1, sizeof(*it.spreads));
    status = rp_team_agree(team, it.spreads ? RP_OK : RP_E_NOMEM, error);
    if (status == RP_OK)
        status = send_values(&it, team, &share->tables[RP_CLUSTER_TABLE_value], error);
    if (status == RP_OK)
        status =
            rp_team_agree(team, add_rows(&it, &share->tables[RP_CLUSTER_TABLE_statistic]), error);
    free(it.spreads);
    return status;
}
