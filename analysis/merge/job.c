/* job.c: what every process of a merge knows of the whole job before the cluster file is written.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/job.h"

#include <stdlib.h>

/* ---- session ---- */

/* What all ranks were told alike is taken from the lowest. */
static struct rp_cluster_session session_of(struct rp_team *team, const struct rp_share *share,
                                            const struct rp_roster *roster)
{
    const struct rp_roster_entry *const lowest = roster->ranks.rows;
    uint64_t ends[2] = {UINT64_MAX - share->totals.start_ns, share->totals.end_ns};

    team->calls->max(team, ends, 2);
    return (struct rp_cluster_session){
        .ranks_expected = roster->expected,
        .ranks_merged = (uint32_t)roster->ranks.count,
        .files_left_out = roster->left_out,
        .start_ns = ends[0] > 0 ? UINT64_MAX - ends[0] : 0,
        .end_ns = ends[1],
        .slice_ns = lowest->slice_ns,
        .rate_millihertz = lowest->rate_millihertz,
        .budget_millionths = lowest->budget_millionths,
    };
}

/* ---- contexts ---- */

static enum rp_status gather_links(struct rp_job *job, struct rp_team *team,
                                   const struct rp_share *share, struct rp_error *error)
{
    const struct rp_rows *const table = &share->tables[RP_CLUSTER_TABLE_context];
    const struct rp_cluster_context *const rows = table->rows;
    struct rp_rows own = {.row_bytes = sizeof(struct rp_context_link)};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < table->count; i++) {
        const struct rp_context_link link = {rows[i].parent, rows[i].function};

        status = rp_rows_add(&own, &link);
    }
    status = rp_team_gather(team, &own, &job->links, status, error);
    rp_rows_release(&own);
    return status;
}

static enum rp_status count_values(struct rp_job *job, struct rp_team *team,
                                   const struct rp_share *share, const struct rp_catalog *catalog,
                                   struct rp_error *error)
{
    const struct rp_share_context *const contexts = share->contexts.rows;
    enum rp_status status = RP_OK;

    job->context_values = calloc(job->links.count + 1, sizeof(*job->context_values));
    status = rp_team_agree(team, job->context_values ? RP_OK : RP_E_NOMEM, error);
    if (status != RP_OK)
        return status;
    for (size_t i = 0; i < share->contexts.count; i++)
        job->context_values[catalog->context_numbers[i]] += contexts[i].values;
    team->calls->sum(team, job->context_values, job->links.count);
    return RP_OK;
}

/* ---- ranks ---- */

static enum rp_status number_ranks(struct rp_job *job, const struct rp_roster *roster,
                                   const struct rp_catalog *catalog)
{
    const struct rp_roster_entry *const entries = roster->ranks.rows;
    const uint32_t *const nodes = catalog->rank_nodes.rows;

    job->ranks = calloc(roster->ranks.count + 1, sizeof(*job->ranks));
    job->node_ranks = calloc(catalog->nodes.count + 1, sizeof(*job->node_ranks));
    if (!job->ranks || !job->node_ranks)
        return RP_E_NOMEM;
    for (size_t i = 0; i < roster->ranks.count; i++)
        job->ranks[i] = entries[i].rank;
    for (size_t i = 0; i < catalog->rank_nodes.count; i++)
        job->node_ranks[nodes[i]]++;
    return RP_OK;
}

/* ---- all ---- */

static void name_subjects(struct rp_job *job, struct rp_team *team, const struct rp_share *share,
                          const struct rp_catalog *catalog)
{
    uint64_t functions = share->tables[RP_CLUSTER_TABLE_function].count;

    team->calls->sum(team, &functions, 1);
    const struct rp_subject_counts counts = {
        .contexts = job->links.count,
        .functions = functions,
        .nodes = catalog->nodes.count,
        .ranks = job->session.ranks_merged,
        .metrics = catalog->metrics.count,
    };

    rp_subjects_init(&job->subjects, &counts, &job->session);
    job->subjects.rank_nodes = catalog->rank_nodes.rows;
    job->subjects.node_ranks = job->node_ranks;
}

enum rp_status rp_job_make(struct rp_job *out, struct rp_team *team, const struct rp_share *share,
                           const struct rp_catalog *catalog, const struct rp_roster *roster,
                           struct rp_error *error)
{
    enum rp_status status = RP_OK;

    *out = (struct rp_job){.session = session_of(team, share, roster),
                           .links.row_bytes = sizeof(struct rp_context_link)};
    status = gather_links(out, team, share, error);
    if (status == RP_OK)
        status = count_values(out, team, share, catalog, error);
    if (status == RP_OK)
        status = rp_team_agree(team, number_ranks(out, roster, catalog), error);
    if (status == RP_OK)
        name_subjects(out, team, share, catalog);
    return status;
}

void rp_job_release(struct rp_job *job)
{
    rp_rows_release(&job->links);
    free(job->context_values);
    free(job->ranks);
    free(job->node_ranks);
    *job = (struct rp_job){0};
}
