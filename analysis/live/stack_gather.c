/* stack_gather.c: reads where the threads of a job are from its rank files.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/input/rank_input.h"
#include "analysis/input/rank_paths.h"
#include "analysis/live/stack_names.h"
#include "analysis/live/stacks.h"
#include "common/context_kind.h"
#include "common/segment_mpi.h"
#include "format/rank_reader.h"

#define NS 1e-9

/* One rank file that is being read. */
struct gathering {
    struct rp_stacks *out;
    struct rp_stack_names names;
    uint64_t command;
    const struct rp_rank_file *file;
};

static enum rp_status add_name(struct gathering *it, uint32_t text, uint32_t *out)
{
    return rp_text_pool_add(&it->out->names, rp_rank_file_text(it->file, text), out);
}

/* ---- threads ---- */

static void turn_round(uint32_t *frames, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        const uint32_t kept = frames[i];

        frames[i] = frames[count - 1 - i];
        frames[count - 1 - i] = kept;
    }
}

/* From the context up to the root; parents stand before their children. */
static enum rp_status add_frames(struct gathering *it, uint32_t context,
                                 struct rp_stack_thread *thread)
{
    struct rp_rows *const frames = &it->out->frames;
    enum rp_status status = RP_OK;

    thread->first_frame = frames->count;
    while (status == RP_OK && context != 0) {
        const char *name = NULL;
        uint32_t number = 0;

        status = rp_stack_names_find(&it->names, it->file, context, &name);
        if (status == RP_OK)
            status = rp_text_pool_add(&it->out->names, name, &number);
        if (status == RP_OK)
            status = rp_rows_add(frames, &number);
        context = it->file->contexts[context].parent;
    }
    thread->frame_count = frames->count - thread->first_frame;
    if (frames->rows)
        turn_round((uint32_t *)frames->rows + thread->first_frame, thread->frame_count);
    return status;
}

static enum rp_status add_thread(struct gathering *it, const struct rp_rank_stack *row)
{
    const struct rp_rank_file *const file = it->file;
    const struct rp_rank_context *const context = &file->contexts[row->context];
    struct rp_stack_thread thread = {
        .rank = file->session.rank,
        .tid = file->threads[row->thread].tid,
        .kind = row->kind,
        .state = row->state,
        .for_s = row->time_ns > row->since_ns ? (double)(row->time_ns - row->since_ns) * NS : 0,
        .awaits = row->awaits,
        .number = row->number,
        .peer = row->peer,
        .tag = row->tag,
    };
    enum rp_status status = add_name(it, file->threads[row->thread].name, &thread.name);

    if (status == RP_OK && context->kind == RP_CONTEXT_MPI)
        status = add_name(it, (uint32_t)context->offset, &thread.call);
    if (status == RP_OK)
        status = add_name(it, row->communicator, &thread.communicator);
    if (status == RP_OK)
        status = add_frames(it, row->context, &thread);
    return status == RP_OK ? rp_rows_add(&it->out->threads, &thread) : status;
}

/* Those of the command; without one, those of the last slice that has any, for the last reason. */
static void find_rows(const struct gathering *it, size_t *first, size_t *end, uint16_t *kind)
{
    const struct rp_rank_file *const file = it->file;

    *first = *end = 0;
    *kind = RP_STACK_ASKED;
    if (it->command != 0) {
        *end = file->stack_count;
        return;
    }
    for (size_t i = file->slice_count; i > 0 && *end == 0; i--) {
        const struct rp_rank_slice *const slice = &file->slices[i - 1];

        if (slice->stacks_count == 0)
            continue;
        *first = slice->stacks_first;
        *end = slice->stacks_first + slice->stacks_count;
        *kind = file->stacks[*end - 1].kind;
    }
}

static enum rp_status read_threads(struct gathering *it, size_t *found)
{
    const size_t before = it->out->threads.count;
    size_t first, end;
    uint16_t kind;
    enum rp_status status = RP_OK;

    find_rows(it, &first, &end, &kind);
    for (size_t i = first; status == RP_OK && i < end; i++) {
        const struct rp_rank_stack *const row = &it->file->stacks[i];

        if (row->kind == kind && (it->command == 0 || row->command == it->command))
            status = add_thread(it, row);
    }
    *found = it->out->threads.count - before;
    return status;
}

/* ---- communicators ---- */

static struct rp_stack_group *find_group(struct rp_stacks *out, size_t first, uint32_t name)
{
    struct rp_stack_group *const groups = out->groups.rows;

    for (size_t i = first; i < out->groups.count; i++)
        if (groups[i].communicator == name)
            return &groups[i];
    return NULL;
}

/* A communicator has a row in each slice in which its members met. */
static enum rp_status read_groups(struct gathering *it)
{
    const size_t first = it->out->groups.count;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->mpi_traffic_count; i++) {
        const struct rp_rank_mpi_traffic *const row = &it->file->mpi_traffic[i];
        struct rp_stack_group made = {.rank = it->file->session.rank, .size = row->number};
        struct rp_stack_group *known;

        if (row->kind != RP_TRAFFIC_COMMUNICATOR)
            continue;
        status = add_name(it, row->communicator, &made.communicator);
        if (status != RP_OK)
            break;
        known = find_group(it->out, first, made.communicator);
        if (!known) {
            status = rp_rows_add(&it->out->groups, &made);
            known = find_group(it->out, first, made.communicator);
        }
        if (known)
            known->done += row->receives;
    }
    return status;
}

/* ---- ranks ---- */

/* The first process that a signal ended. */
static void read_death(const struct rp_rank_file *file, struct rp_stack_rank *rank)
{
    for (size_t i = 0; i < file->end_count; i++) {
        const struct rp_rank_end *const end = &file->ends[i];

        if (end->how != RP_END_SIGNAL || (rank->signal != 0 && end->end_ns >= rank->run_ns))
            continue;
        rank->signal = end->status;
        rank->pid = file->processes[end->process].pid;
        rank->run_ns = end->end_ns;
        rank->death_ns = file->session.start_realtime_ns + end->end_ns;
        rank->oom_kills = end->oom_kills;
    }
    for (size_t i = 0; i < file->slice_count && rank->signal != 0; i++)
        if (file->slices[i].resident_bytes != 0 && file->slices[i].start_ns < rank->run_ns)
            rank->resident_bytes = file->slices[i].resident_bytes;
}

static enum rp_status read_rank(struct gathering *it, bool is_running)
{
    struct rp_stack_rank rank = {
        .rank = it->file->session.rank,
        .is_running = is_running,
        .is_ended = it->file->closed,
    };
    size_t found = 0;
    enum rp_status status = rp_text_pool_add(
        &it->out->names, rp_rank_input_identity(it->file, "host.name"), &rank.node);

    read_death(it->file, &rank);
    if (status == RP_OK)
        status = rp_rows_add(&it->out->ranks, &rank);
    if (status == RP_OK)
        status = read_threads(it, &found);
    if (status == RP_OK)
        status = read_groups(it);
    it->out->silent += is_running && found == 0;
    return status;
}

static enum rp_status read_file(struct gathering *it, const struct rp_rank_path *path)
{
    struct rp_rank_reader *reader = NULL;
    struct rp_error unused;
    enum rp_status status = rp_rank_reader_open(&reader, path->path, &unused);

    if (status == RP_E_NOMEM)
        return status;
    if (status != RP_OK) {
        it->out->unreadable++;
        return RP_OK;
    }
    it->file = rp_rank_reader_file(reader);
    status = read_rank(it, path->is_written);
    rp_rank_reader_close(reader);
    return status;
}

/* Each table begins with the rank, and holds the ranks in the order in which they were read. */
static int compare_ranks(const void *left, const void *right)
{
    const struct rp_stack_rank *const a = left;
    const struct rp_stack_rank *const b = right;

    return a->rank == b->rank ? 0 : a->rank < b->rank ? -1 : 1;
}

static enum rp_status start(struct rp_stacks *out)
{
    out->threads.row_bytes = sizeof(struct rp_stack_thread);
    out->frames.row_bytes = sizeof(uint32_t);
    out->groups.row_bytes = sizeof(struct rp_stack_group);
    out->ranks.row_bytes = sizeof(struct rp_stack_rank);
    return rp_text_pool_init(&out->names);
}

enum rp_status rp_stacks_gather(struct rp_stacks *out, const char *directory, uint64_t command,
                                struct rp_error *error)
{
    struct rp_stacks found = {.silent = 0};
    struct gathering it = {.out = &found, .command = command};
    struct rp_rank_paths paths = {0};
    enum rp_status status = rp_rank_paths_list(&paths, directory, error);

    if (status != RP_OK)
        return status;
    rp_stack_names_init(&it.names);
    status = start(&found);
    for (size_t i = 0; status == RP_OK && i < paths.count; i++)
        status = read_file(&it, &paths.items[i]);
    if (status == RP_OK && found.ranks.count > 0)
        qsort(found.ranks.rows, found.ranks.count, found.ranks.row_bytes, compare_ranks);
    rp_stack_names_release(&it.names);
    rp_rank_paths_release(&paths);
    if (status != RP_OK) {
        rp_stacks_release(&found);
        return rp_error_set(error, status, "cannot read the stacks of '%s': %s", directory,
                            rp_status_text(status));
    }
    *out = found;
    return RP_OK;
}

void rp_stacks_release(struct rp_stacks *stacks)
{
    rp_text_pool_release(&stacks->names);
    rp_rows_release(&stacks->threads);
    rp_rows_release(&stacks->frames);
    rp_rows_release(&stacks->groups);
    rp_rows_release(&stacks->ranks);
    *stacks = (struct rp_stacks){.silent = 0};
}

const char *rp_stacks_name(const struct rp_stacks *stacks, uint32_t name)
{
    return rp_text_pool_at(&stacks->names, name);
}
