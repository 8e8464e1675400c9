/* pour.c: writes a table of the cluster file from rows that come in batches.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/pour.h"

#include "analysis/team/spool.h"

/* What was written of the member's rows, and what comes next. */
struct state {
    uint64_t first; /* row of the table */
    const void *rows;
    size_t count;
    bool ended;
};

static enum rp_status take(const struct rp_pouring *pouring, const struct rp_source *source,
                           struct state *state, struct rp_error *error)
{
    const enum rp_status status = source->next(source->context, &state->rows, &state->count);

    if (status != RP_OK) {
        state->count = 0;
        if (error && pouring->spill->error.status == status)
            *error = pouring->spill->error;
    }
    return status;
}

/* One batch of each member; stores whether anybody had rows. */
static enum rp_status pour_batch(const struct rp_pouring *pouring, struct rp_team *team,
                                 struct rp_cluster_stream *stream, const struct rp_source *source,
                                 struct state *state, struct rp_error *error)
{
    const enum rp_status mine = take(pouring, source, state, error);
    enum rp_status status = rp_team_agree(team, mine, error);
    uint64_t longest = state->count;

    team->calls->max(team, &longest, 1);
    state->ended = longest == 0;
    if (status != RP_OK || state->ended)
        return status;
    status = rp_cluster_stream_write(stream, state->rows, state->first, state->count, error);
    if (status == RP_OK && source->between)
        status = source->between(source->context, team, error);
    state->first += state->count;
    rp_progress_advance(pouring->progress, state->count);
    return status;
}

enum rp_status rp_pour(const struct rp_pouring *pouring, struct rp_team *team,
                       enum rp_cluster_table table, const struct rp_source *source,
                       struct rp_error *error)
{
    struct rp_cluster_stream *stream = NULL;
    struct state state = {0};
    uint64_t total = source->count;
    enum rp_status status = RP_OK;

    team->calls->sum_before(team, &source->count, &state.first, 1);
    team->calls->sum(team, &total, 1);
    status = rp_cluster_stream_begin(&stream, pouring->writer, table, total, error);
    while (status == RP_OK && !state.ended)
        status = pour_batch(pouring, team, stream, source, &state, error);
    rp_cluster_stream_end(stream);
    return status;
}
