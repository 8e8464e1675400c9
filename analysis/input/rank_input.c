/* rank_input.c: reads a rank file into a share.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/rank_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/input/rank_mpi.h"
#include "analysis/input/rank_values.h"
#include "analysis/input/remarks.h"
#include "common/ctl_command.h"

#define PART_ENDING ".part"

/* ---- opening ---- */

typedef enum rp_status open_call(void *out, const char *path, struct rp_error *error);

static enum rp_status open_reader(void *out, const char *path, struct rp_error *error)
{
    return rp_rank_reader_open(out, path, error);
}

static enum rp_status open_look(void *out, const char *path, struct rp_error *error)
{
    return rp_rank_look(out, path, error);
}

static enum rp_status open_input(open_call *open, void *out, const struct rp_inputs *inputs,
                                 size_t file, struct rp_error *error)
{
    char *path = rp_inputs_path(inputs, file);
    const size_t length = path ? strlen(path) : 0;
    const size_t ending = strlen(PART_ENDING);
    enum rp_status status = path ? open(out, path, error) : RP_E_NOMEM;

    if (status != RP_OK && length > ending && strcmp(path + length - ending, PART_ENDING) == 0) {
        struct rp_error second;

        path[length - ending] = '\0';
        if (open(out, path, &second) == RP_OK)
            status = RP_OK;
    }
    free(path);
    return status;
}

enum rp_status rp_rank_input_open(struct rp_rank_reader **out, const struct rp_inputs *inputs,
                                  size_t file, struct rp_error *error)
{
    return open_input(open_reader, out, inputs, file, error);
}

enum rp_status rp_rank_input_look(struct rp_rank_look *out, const struct rp_inputs *inputs,
                                  size_t file, struct rp_error *error)
{
    return open_input(open_look, out, inputs, file, error);
}

const char *rp_rank_input_identity(const struct rp_rank_file *file, const char *key)
{
    for (size_t i = 0; i < file->identity_count; i++) {
        if (strcmp(file->identity[i].key, key) == 0)
            return file->identity[i].value;
    }
    return "";
}

/* ---- small tables ---- */

static enum rp_status add_text(struct rp_share *share, const char *text, uint32_t *out)
{
    return rp_text_pool_add(&share->texts, text, out);
}

static enum rp_status read_identity(struct rp_share *share, const struct rp_rank_file *file,
                                    uint32_t rank)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < file->identity_count; i++) {
        struct rp_cluster_identity row = {.rank = rank};

        status = add_text(share, file->identity[i].key, &row.key);
        if (status == RP_OK)
            status = add_text(share, file->identity[i].value, &row.value);
        if (status == RP_OK)
            status = rp_share_add(share, RP_CLUSTER_TABLE_identity, &row);
    }
    return status;
}

static const struct rp_rank_end *end_of(const struct rp_rank_file *file, size_t process)
{
    for (size_t i = 0; i < file->end_count; i++) {
        if (file->ends[i].how != 0 && file->ends[i].process == process)
            return &file->ends[i];
    }
    return NULL;
}

static enum rp_status read_process(struct rp_share *share, const struct rp_rank_file *file,
                                   size_t number, uint32_t rank)
{
    const struct rp_rank_process *it = &file->processes[number];
    const struct rp_rank_end *end = end_of(file, number);
    struct rp_cluster_process row = {.rank = rank,
                                     .pid = it->pid,
                                     .parent_pid = it->parent_pid,
                                     .start_ns = it->start_ns,
                                     .status = -1};
    enum rp_status status =
        add_text(share, rp_rank_file_text(file, it->executable), &row.executable);

    if (end) {
        row.end_ns = end->end_ns;
        row.how = end->how;
        row.status = end->status;
        row.kernel_cpu_ns = end->kernel_cpu_ns;
    }
    if (status == RP_OK)
        status = add_text(share, rp_rank_file_text(file, it->command), &row.command);
    if (status == RP_OK)
        status = add_text(share, rp_rank_file_text(file, it->source), &row.source);
    if (status == RP_OK)
        status = add_text(share, rp_rank_file_text(file, it->remark), &row.remark);
    return status == RP_OK ? rp_share_add(share, RP_CLUSTER_TABLE_process, &row) : status;
}

static enum rp_status read_processes(struct rp_share *share, const struct rp_rank_file *file,
                                     uint32_t rank)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < file->process_count; i++) {
        if (file->processes[i].pid != 0)
            status = read_process(share, file, i, rank);
    }
    return status;
}

static enum rp_status read_marks(struct rp_share *share, const struct rp_rank_file *file,
                                 uint32_t rank)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < file->mark_count; i++) {
        const struct rp_rank_mark *it = &file->marks[i];
        struct rp_cluster_mark row = {.rank = rank,
                                      .time_ns = file->session.start_realtime_ns + it->time_ns,
                                      .kind = it->kind,
                                      .command = it->command,
                                      .value = it->value};

        if (it->kind == 0 || it->kind >= RP_CTL_KIND_COUNT)
            continue;
        status = add_text(share, rp_rank_file_text(file, it->text), &row.text);
        if (status == RP_OK)
            status = rp_share_add(share, RP_CLUSTER_TABLE_mark, &row);
    }
    return status;
}

/* ---- the rank itself ---- */

/* Fields of a slice record that are added up over slices under the same name. */
#define LEDGER(_)                                                                                  \
    _(samples)                                                                                     \
    _(partial)                                                                                     \
    _(blocked)                                                                                     \
    _(unnamed)                                                                                     \
    _(overruns)                                                                                    \
    _(spared)                                                                                      \
    _(overflow_samples)                                                                            \
    _(sampled_ns)                                                                                  \
    _(refused_contexts)                                                                            \
    _(refused_threads)                                                                             \
    _(refused_events)                                                                              \
    _(refused_processes)                                                                           \
    _(damaged)                                                                                     \
    _(handler_ns)                                                                                  \
    _(collector_cpu_ns)                                                                            \
    _(kernel_cpu_ns)                                                                               \
    _(off_cpu_ns)                                                                                  \
    _(refused_traffic)                                                                             \
    _(refused_ticks)

static void add_slices(struct rp_cluster_rank *row, const struct rp_rank_file *file)
{
    row->slices = file->slice_count;
    for (size_t i = 0; i < file->slice_count; i++) {
        const struct rp_rank_slice *slice = &file->slices[i];

#define ADD(field) row->field += slice->field;
        LEDGER(ADD)
#undef ADD
        if (slice->end_ns > row->wall_ns)
            row->wall_ns = slice->end_ns;
    }
}

/* What the kernel accounted, slice by slice. */
static enum rp_status read_usage(struct rp_share *share, const struct rp_rank_file *file,
                                 uint32_t rank)
{
    const uint64_t start_ns = file->session.start_realtime_ns;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < file->slice_count; i++) {
        const struct rp_rank_slice *slice = &file->slices[i];
        const struct rp_cluster_usage row = {.rank = rank,
                                             .start_ns = start_ns + slice->start_ns,
                                             .end_ns = start_ns + slice->end_ns,
                                             .kernel_cpu_ns = slice->kernel_cpu_ns,
#define COPY(field, ctype, type, unit, meaning) .field = slice->field,
                                             RP_RANK_USAGE(COPY)
#undef COPY
        };

        status = rp_share_add(share, RP_CLUSTER_TABLE_usage, &row);
    }
    return status;
}

static void add_processes(struct rp_cluster_rank *row, const struct rp_rank_file *file)
{
    bool first = true;

    row->end_status = -1;
    for (size_t i = 0; i < file->process_count; i++) {
        const struct rp_rank_end *end = end_of(file, i);

        if (file->processes[i].pid == 0)
            continue;
        if (first && end) {
            row->end_how = end->how;
            row->end_status = end->status;
        }
        first = false;
        row->processes++;
    }
    for (size_t i = 0; i < file->thread_count; i++)
        row->threads += file->threads[i].threads;
}

static enum rp_status fill_rank(struct rp_share *share, struct rp_cluster_rank *row,
                                const struct rp_rank_file *file)
{
    const char *node = rp_rank_input_identity(file, "job.node");

    row->local_rank = file->session.local_rank;
    row->start_ns = file->session.start_realtime_ns;
    row->state = file->closed ? RP_RANK_COMPLETE : RP_RANK_PARTIAL;
    add_slices(row, file);
    add_processes(row, file);
    return rp_share_node(share, *node ? node : rp_rank_input_identity(file, "host.name"),
                         &row->node);
}

static enum rp_status remark_partial(struct rp_share *share, const char *name,
                                     const struct rp_cluster_rank *row, size_t dropped)
{
    const char *const why = dropped > 0 ? "a slice is damaged, and what follows it is left out"
                                        : "its collector was killed or is still writing";
    char text[256];

    if (row->state == RP_RANK_COMPLETE)
        return RP_OK;
    snprintf(text, sizeof(text), "%s: it ends after %.3f s with slice %llu", why,
             (double)row->wall_ns / 1e9, (unsigned long long)row->slices);
    return rp_share_remark(share, name, false, text);
}

static enum rp_status read_file(struct rp_share *share, struct rp_rank_reader *reader,
                                struct rp_cluster_rank *row, uint32_t rank, const char *name)
{
    const struct rp_rank_file *file = rp_rank_reader_file(reader);
    enum rp_status status = fill_rank(share, row, file);

    if (status == RP_OK)
        status = read_identity(share, file, rank);
    if (status == RP_OK)
        status = read_processes(share, file, rank);
    if (status == RP_OK)
        status = read_marks(share, file, rank);
    if (status == RP_OK)
        status = rp_rank_values_read(share, reader, row, rank, name);
    if (status == RP_OK)
        status = rp_rank_mpi_read(share, file, rank);
    if (status == RP_OK)
        status = read_usage(share, file, rank);
    return status == RP_OK ? remark_partial(share, name, row, rp_rank_reader_dropped(reader))
                           : status;
}

static enum rp_status add_unread(struct rp_share *share, uint32_t rank, const char *reason)
{
    struct rp_share_unread row = {.rank = rank};
    const enum rp_status status = rp_text_pool_add(&share->texts, reason, &row.reason);

    return status == RP_OK ? rp_rows_add(&share->unread, &row) : status;
}

static enum rp_status add_rank(struct rp_share *share, const struct rp_cluster_rank *row)
{
    struct rp_share_totals *const totals = &share->totals;
    const uint64_t end_ns = row->start_ns + row->wall_ns;

    totals->partial += row->state == RP_RANK_PARTIAL;
    totals->start_ns = row->start_ns < totals->start_ns ? row->start_ns : totals->start_ns;
    totals->end_ns = end_ns > totals->end_ns ? end_ns : totals->end_ns;
    return rp_rows_add(&share->rank_nodes, &row->node) == RP_OK
               ? rp_share_add(share, RP_CLUSTER_TABLE_rank, row)
               : RP_E_NOMEM;
}

enum rp_status rp_rank_input_read(struct rp_share *share, const struct rp_inputs *inputs,
                                  const struct rp_roster *roster, uint32_t rank)
{
    const struct rp_roster_entry *entry = (struct rp_roster_entry *)roster->ranks.rows + rank;
    const char *name = rp_inputs_name(inputs, entry->file);
    struct rp_cluster_rank row = {.rank = entry->rank, .state = RP_RANK_PARTIAL, .end_status = -1};
    struct rp_rank_reader *reader = NULL;
    struct rp_error error = {0};
    enum rp_status status = rp_rank_input_open(&reader, inputs, entry->file, &error);

    if (status != RP_OK)
        return status == RP_E_NOMEM ? status : add_unread(share, rank, error.text);
    status = add_text(share, name, &row.path);
    if (status == RP_OK)
        status = read_file(share, reader, &row, rank, name);
    rp_rank_reader_close(reader);
    return status == RP_OK ? add_rank(share, &row) : status;
}
