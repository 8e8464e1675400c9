/* output.c: writes the cluster file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/output.h"

#include <stdlib.h>

#include "analysis/merge/by_rank.h"
#include "analysis/merge/interrupt.h"
#include "analysis/merge/summary.h"
#include "analysis/merge/weights.h"

/* ---- values: by rank, and from there by what they are of ---- */

static uint64_t own_context_values(const struct rp_job *job, const struct rp_tally *tally)
{
    const uint64_t contexts = job->links.count;
    uint64_t first = 0;
    uint64_t end = 0;
    uint64_t values = 0;

    rp_tally_range(tally, &first, &end);
    for (uint64_t i = first; i < end && i < contexts; i++)
        values += job->context_values[i];
    return values;
}

static enum rp_status write_values(const struct rp_output *it, const struct rp_pouring *pouring,
                                   struct rp_team *team, struct rp_tally *tally,
                                   struct rp_error *error)
{
    const struct rp_summary_settings summary = {.subjects = &it->job->subjects,
                                                .ranks = it->job->ranks,
                                                .tally = tally,
                                                .context_values =
                                                    own_context_values(it->job, tally)};
    struct rp_by_rank by_rank = {.share = it->share, .numbers = &it->numbers, .tally = tally};
    enum rp_status status =
        rp_rank_tally_new(&by_rank.rank_tally, tally, &it->job->subjects, it->job->links.rows);

    status = rp_team_agree(team, status, error);
    rp_progress_phase(it->progress, "writing values by rank",
                      it->share->by_rank[RP_CLUSTER_TABLE_value].count);
    if (status == RP_OK)
        status = rp_by_rank_write(&by_rank, pouring, team, error);
    rp_rank_tally_free(by_rank.rank_tally);
    rp_progress_phase(it->progress, "writing values by context", summary.context_values);
    return status == RP_OK ? rp_summary_write(&summary, pouring, team, error) : status;
}

static enum rp_status write_by_rank(const struct rp_output *it, const struct rp_pouring *pouring,
                                    struct rp_team *team, struct rp_error *error)
{
    struct rp_tally_plan plan = {.subjects = &it->job->subjects, .spill = pouring->spill};
    struct rp_tally *tally = NULL;
    uint64_t *weights = NULL;
    enum rp_status status =
        rp_weights_of(&weights, &it->job->subjects, it->job->links.rows, it->job->context_values);

    plan.weights = weights;
    if (status == RP_OK)
        status = rp_tally_new(&tally, team, &plan, error);
    free(weights);
    status = rp_team_agree(team, status, error);
    if (status == RP_OK)
        status = write_values(it, pouring, team, tally, error);
    rp_tally_free(tally);
    return status;
}

/* ---- tables of the job ---- */

/* All that is not by rank and not made of values by rank. */
static const enum rp_cluster_table job_tables[] = {
    RP_CLUSTER_TABLE_context,  RP_CLUSTER_TABLE_function, RP_CLUSTER_TABLE_node,
    RP_CLUSTER_TABLE_remark,   RP_CLUSTER_TABLE_metric,   RP_CLUSTER_TABLE_module,
    RP_CLUSTER_TABLE_mpi_wait, RP_CLUSTER_TABLE_mpi_late, RP_CLUSTER_TABLE_clock,
    RP_CLUSTER_TABLE_gpu,      RP_CLUSTER_TABLE_gpu_idle,
};

static struct rp_cluster_part part_of(struct rp_team *team, const struct rp_rows *rows)
{
    const uint64_t count = rows->count;
    struct rp_cluster_part part = {.rows = rows->rows, .count = rows->count, .total = count};

    team->calls->sum_before(team, &count, &part.first, 1);
    team->calls->sum(team, &part.total, 1);
    return part;
}

static enum rp_status write_job(const struct rp_output *it, struct rp_cluster_writer *writer,
                                struct rp_team *team, struct rp_error *error)
{
    const struct rp_cluster_part heap = part_of(team, &it->heap->bytes);
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < sizeof(job_tables) / sizeof(job_tables[0]); i++) {
        const struct rp_cluster_part part = part_of(team, &it->share->tables[job_tables[i]]);

        status = rp_cluster_writer_table(writer, job_tables[i], &part, error);
    }
    return status == RP_OK ? rp_cluster_writer_strings(writer, &heap, error) : status;
}

/* ---- the file ---- */

static enum rp_status write_tables(const struct rp_output *it, struct rp_cluster_writer *writer,
                                   struct rp_team *team, struct rp_error *error)
{
    const struct rp_pouring pouring = {writer, it->progress, &it->share->spill};
    const enum rp_status status = write_job(it, writer, team, error);

    return status == RP_OK ? write_by_rank(it, &pouring, team, error) : status;
}

static enum rp_status write_file(const struct rp_output *it, struct rp_team *team, const char *path,
                                 struct rp_error *error)
{
    const struct rp_text_pool *const texts = &it->share->texts;
    const struct rp_roster_entry *const lowest = it->roster->ranks.rows;
    const struct rp_identity_entry entries[] = {
        {"job", rp_text_pool_at(texts, it->roster->job)},
        {"command", rp_text_pool_at(texts, lowest->command)},
    };
    const struct rp_cluster_heading heading = {it->job->session, entries, 2};
    struct rp_cluster_writer *writer = NULL;
    enum rp_status status = rp_cluster_writer_open(&writer, path, &team->parallel, &heading, error);

    if (status != RP_OK)
        return status;
    status = write_tables(it, writer, team, error);
    if (status != RP_OK) {
        rp_cluster_writer_abandon(writer);
        return status;
    }
    return rp_cluster_writer_close(writer, error);
}

enum rp_status rp_output_write(const struct rp_output *output, struct rp_team *team,
                               const char *path, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    rp_interrupt_guard(team->parallel.process == 0 ? path : NULL);
    status = write_file(output, team, path, error);
    rp_interrupt_release();
    return rp_team_agree(team, status, error);
}
