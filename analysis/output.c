/* output.c: writes the cluster file out of the parts that the members hold.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/output.h"

#include "analysis/interrupt.h"

static void times(struct rp_team *team, const struct rp_share *share,
                  struct rp_cluster_session *session)
{
    const struct rp_rows *ranks = &share->tables[RP_CLUSTER_TABLE_rank];
    uint64_t ends[2] = {0, 0}; /* UINT64_MAX - earliest, latest */

    for (size_t i = 0; i < ranks->count; i++) {
        const struct rp_cluster_rank *row = (const struct rp_cluster_rank *)ranks->rows + i;

        if (row->start_ns == 0) /* could not be read any more */
            continue;
        if (UINT64_MAX - row->start_ns > ends[0])
            ends[0] = UINT64_MAX - row->start_ns;
        if (row->start_ns + row->wall_ns > ends[1])
            ends[1] = row->start_ns + row->wall_ns;
    }
    team->calls->max(team, ends, 2);
    session->start_ns = ends[0] > 0 ? UINT64_MAX - ends[0] : 0;
    session->end_ns = ends[1];
}

/* What all ranks were told alike is taken from the lowest. */
static struct rp_cluster_session session_of(struct rp_team *team, const struct rp_share *share,
                                            const struct rp_roster *roster)
{
    const struct rp_roster_entry *lowest = roster->ranks.rows;
    struct rp_cluster_session session = {
        .ranks_expected = roster->expected,
        .ranks_merged = (uint32_t)roster->ranks.count,
        .files_left_out = roster->left_out,
        .slice_ns = lowest->slice_ns,
        .rate_millihertz = lowest->rate_millihertz,
        .budget_millionths = lowest->budget_millionths,
    };

    times(team, share, &session);
    return session;
}

static enum rp_status write_tables(struct rp_cluster_writer *writer, struct rp_team *team,
                                   const struct rp_share *share, const struct rp_heap *heap,
                                   struct rp_error *error)
{
    enum { PARTS = RP_CLUSTER_TABLE_COUNT + 1 }; /* the heap is the last */
    uint64_t counts[PARTS];
    uint64_t firsts[PARTS];
    uint64_t totals[PARTS];
    enum rp_status status = RP_OK;

    for (size_t i = 0; i < PARTS; i++)
        counts[i] = totals[i] =
            i < RP_CLUSTER_TABLE_COUNT ? share->tables[i].count : heap->bytes.count;
    team->calls->sum_before(team, counts, firsts, PARTS);
    team->calls->sum(team, totals, PARTS);
    for (size_t i = 0; status == RP_OK && i < PARTS; i++) {
        const bool table = i < RP_CLUSTER_TABLE_COUNT;
        const void *const rows = table ? share->tables[i].rows : heap->bytes.rows;
        const struct rp_cluster_part part = {rows, counts[i], firsts[i], totals[i]};

        status = table ? rp_cluster_writer_table(writer, (enum rp_cluster_table)i, &part, error)
                       : rp_cluster_writer_strings(writer, &part, error);
    }
    return status;
}

static enum rp_status write_file(struct rp_team *team, const struct rp_share *share,
                                 const struct rp_heap *heap, const struct rp_roster *roster,
                                 const char *path, struct rp_error *error)
{
    const struct rp_roster_entry *lowest = roster->ranks.rows;
    const struct rp_identity_entry texts[] = {
        {"job", rp_text_pool_at(&share->texts, roster->job)},
        {"command", rp_text_pool_at(&share->texts, lowest->command)},
    };
    const struct rp_cluster_heading heading = {session_of(team, share, roster), texts, 2};
    struct rp_cluster_writer *writer = NULL;
    enum rp_status status = rp_cluster_writer_open(&writer, path, &team->parallel, &heading, error);

    if (status != RP_OK)
        return status;
    status = write_tables(writer, team, share, heap, error);
    if (status != RP_OK) {
        rp_cluster_writer_abandon(writer);
        return status;
    }
    return rp_cluster_writer_close(writer, error);
}

enum rp_status rp_output_write(struct rp_team *team, const struct rp_share *share,
                               const struct rp_heap *heap, const struct rp_roster *roster,
                               const char *path, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    rp_interrupt_guard(team->parallel.process == 0 ? path : NULL);
    status = write_file(team, share, heap, roster, path, error);
    rp_interrupt_release();
    return rp_team_agree(team, status, error);
}
