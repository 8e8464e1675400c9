/* stacks.c: asks a job where its threads are, and shows the answer.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/live/stacks.h"

#include <stdlib.h>

#include "analysis/input/rank_paths.h"
#include "analysis/live/ctl.h"
#include "common/segment_mpi.h"
#include "common/segment_tick.h"

/* ---- words ---- */

static void put_awaited(const struct rp_stacks *stacks, const struct rp_stack_thread *of, FILE *out)
{
    const bool is_send = of->awaits == RP_TICK_SEND;

    if (of->number > 0)
        fprintf(out, ", call %llu", (unsigned long long)of->number);
    if (of->awaits == RP_TICK_SEND || of->awaits == RP_TICK_RECEIVE) {
        if (of->peer < RP_PEER_ANY)
            fprintf(out, " %s rank %u", is_send ? "to" : "from", (unsigned)of->peer);
        else
            fprintf(out, " %s %s", is_send ? "to" : "from",
                    of->peer == RP_PEER_ANY ? "any rank" : "a process outside of the job");
        if (of->tag >= 0)
            fprintf(out, ", tag %d,", (int)of->tag);
        else
            fputs(", any tag,", out);
    }
    if (of->awaits != 0)
        fprintf(out, " of %s", rp_stacks_name(stacks, of->communicator));
}

char *rp_stack_doing(const struct rp_stacks *stacks, const struct rp_stack_thread *thread)
{
    const uint32_t *const frames = stacks->frames.rows;
    char *text = NULL;
    size_t bytes = 0;
    FILE *const out = open_memstream(&text, &bytes);

    if (!out)
        return NULL;
    if (thread->call != 0) {
        fprintf(out, "in %s", rp_stacks_name(stacks, thread->call));
        put_awaited(stacks, thread, out);
    } else if (thread->frame_count > 0) {
        fprintf(out, "%s %s", thread->state == 'R' ? "at work in" : "last seen in",
                rp_stacks_name(stacks, frames[thread->first_frame + thread->frame_count - 1]));
    }
    return fclose(out) == 0 ? text : NULL;
}

/* ---- all of it ---- */

static bool is_running(const char *directory, struct rp_error *error, enum rp_status *status)
{
    struct rp_rank_paths paths = {0};
    bool found = false;

    *status = rp_rank_paths_list(&paths, directory, error);
    for (size_t i = 0; i < paths.count && !found; i++)
        found = paths.items[i].is_written;
    rp_rank_paths_release(&paths);
    return found;
}

/* Of a job that runs no longer, what was noted last is all there is. */
static enum rp_status gather(struct rp_stacks *out, const struct rp_stacks_settings *settings,
                             FILE *messages, struct rp_error *error)
{
    struct rp_ctl_command command = {.kind = RP_CTL_STACKS};
    struct rp_ctl_answer answer;
    enum rp_status status = RP_OK;

    if (settings->last)
        return rp_stacks_gather(out, settings->directory, 0, error);
    if (!is_running(settings->directory, error, &status)) {
        if (status != RP_OK)
            return status;
        fprintf(messages, "rankprof stacks: no rank is running; this is what was noted last\n");
        return rp_stacks_gather(out, settings->directory, 0, error);
    }
    status = rp_ctl_send(settings->directory, &command, settings->wait_s, &answer, error);
    return status == RP_OK ? rp_stacks_gather(out, settings->directory, command.id, error) : status;
}

static enum rp_status show(const struct rp_stacks *stacks,
                           const struct rp_stacks_settings *settings, FILE *out)
{
    struct rp_rows waits = {0}, nodes = {0};
    enum rp_status status = rp_stack_waits(stacks, &waits);

    if (status == RP_OK)
        status = rp_stack_tree(stacks, &nodes);
    if (status == RP_OK && settings->json)
        rp_stacks_json(stacks, &waits, out);
    else if (status == RP_OK)
        rp_stacks_text(stacks, &waits, &nodes, settings->color, out);
    rp_stack_waits_release(&waits);
    rp_stack_tree_release(&nodes);
    return status;
}

enum rp_status rp_stacks_show(const struct rp_stacks_settings *settings, FILE *out, FILE *messages,
                              bool *partial, struct rp_error *error)
{
    struct rp_stacks stacks = {.silent = 0};
    enum rp_status status = gather(&stacks, settings, messages, error);

    if (status != RP_OK)
        return status;
    *partial = stacks.silent > 0 || stacks.unreadable > 0;
    status = show(&stacks, settings, out);
    rp_stacks_release(&stacks);
    return status == RP_OK ? RP_OK
                           : rp_error_set(error, status, "cannot show the stacks of '%s': %s",
                                          settings->directory, rp_status_text(status));
}
