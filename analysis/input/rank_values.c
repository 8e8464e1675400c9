/* rank_values.c: reads the contexts and values of a rank file into a share.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/rank_values.h"

#include <stdio.h>
#include <stdlib.h>

#include "analysis/input/generated_index.h"
#include "analysis/input/rank_gpu.h"
#include "analysis/input/rank_ticks.h"
#include "analysis/input/remarks.h"
#include "common/context_kind.h"
#include "common/segment.h"

/* A rank file while it is read. The arrays give the share's numbers of the file's rows. */
struct reading {
    struct rp_share *share;
    struct rp_rank_reader *reader;
    const struct rp_rank_file *file;
    struct rp_cluster_rank *row;
    uint32_t rank;
    uint32_t *contexts;
    uint32_t *modules; /* RP_NO_ROW: a map of generated code, which is no file */
    struct rp_generated_index generated;
    uint32_t *metrics;
    uint32_t *context_of; /* the first row of the file that is the same for the share */
    uint32_t *metric_of;
    uint64_t *sums;        /* [context][metric], over all slices and threads */
    uint64_t *slice_sums;  /* [metric], over the contexts of one slice */
    size_t unreadable;     /* slices whose values cannot be read */
    struct rp_error error; /* of the first of them */
};

static enum rp_status prepare(struct reading *it)
{
    const size_t contexts = it->file->context_count;
    const size_t metrics = it->file->metric_count;

    it->contexts = calloc(contexts + 1, sizeof(*it->contexts));
    it->modules = calloc(it->file->module_count + 1, sizeof(*it->modules));
    it->metrics = calloc(metrics + 1, sizeof(*it->metrics));
    it->context_of = calloc(contexts + 1, sizeof(*it->context_of));
    it->metric_of = calloc(metrics + 1, sizeof(*it->metric_of));
    it->sums = calloc(contexts * metrics + 1, sizeof(*it->sums));
    it->slice_sums = calloc(metrics + 1, sizeof(*it->slice_sums));
    return it->contexts && it->modules && it->metrics && it->context_of && it->metric_of &&
                   it->sums && it->slice_sums
               ? RP_OK
               : RP_E_NOMEM;
}

static void forget(struct reading *it)
{
    free(it->contexts);
    rp_generated_index_release(&it->generated);
    free(it->modules);
    free(it->metrics);
    free(it->context_of);
    free(it->metric_of);
    free(it->sums);
    free(it->slice_sums);
}

/* ---- what values refer to ---- */

static enum rp_status index_generated(struct reading *it)
{
    return rp_generated_index_init(&it->generated, it->file);
}

static enum rp_status read_module(struct reading *it, size_t number)
{
    const struct rp_rank_module *row = &it->file->modules[number];
    const char *path = rp_rank_file_text(it->file, row->path);
    struct rp_cluster_rank_module own = {.rank = it->rank};
    enum rp_status status = rp_share_module(
        it->share, path, rp_rank_file_text(it->file, row->build_id), it->rank, &own.module);

    it->modules[number] = own.module;
    if (status == RP_OK)
        status = rp_text_pool_add(&it->share->texts, path, &own.path);
    return status == RP_OK ? rp_share_add(it->share, RP_CLUSTER_TABLE_rank_module, &own) : status;
}

static enum rp_status read_modules(struct reading *it)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->module_count; i++) {
        const struct rp_rank_module *row = &it->file->modules[i];

        it->modules[i] = RP_NO_ROW;
        if (row->path != 0 && !rp_generated_is_map(it->file, row))
            status = read_module(it, i);
    }
    return status;
}

/* A counter that one process of the rank proved is not dead, whatever a short one saw of it. */
static bool is_alive_elsewhere(const struct rp_rank_file *file, const struct rp_rank_metric *dead)
{
    for (size_t i = 0; dead->state == RP_METRIC_DEAD && i < file->metric_count; i++)
        if (file->metrics[i].state == RP_METRIC_COUNTED && file->metrics[i].name == dead->name)
            return true;
    return false;
}

static enum rp_status read_metrics(struct reading *it)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->metric_count; i++) {
        const struct rp_rank_metric *row = &it->file->metrics[i];
        const bool alive = is_alive_elsewhere(it->file, row);
        const struct rp_metric_claim claim = {
            .name = rp_rank_file_text(it->file, row->name),
            .unit = rp_rank_file_text(it->file, row->unit),
            .source = rp_rank_file_text(it->file, row->source),
            .reason = alive ? "" : rp_rank_file_text(it->file, row->reason),
            .rank = it->rank,
            .position = (uint32_t)i,
            .state = alive ? RP_METRIC_COUNTED : row->state,
            .multiplexed = row->multiplexed != 0,
        };

        if (row->state != 0)
            status = rp_share_metric(it->share, &claim, &it->metrics[i]);
    }
    return status;
}

static enum rp_status name_context(struct reading *it, const struct rp_rank_context *row,
                                   struct rp_share_context *context)
{
    const uint32_t text = row->offset < it->file->string_bytes ? (uint32_t)row->offset : 0;
    uint32_t name = 0;
    const enum rp_status status =
        rp_share_name(it->share, rp_rank_file_text(it->file, text),
                      rp_rank_file_text(it->file, row->file), row->line, &name);

    context->module = RP_NO_ROW;
    context->offset = name;
    return status;
}

/* One for each function, wherever in it the address is. */
static enum rp_status generate_context(struct reading *it, const struct rp_rank_context *row,
                                       struct rp_share_context *context)
{
    const struct rp_rank_generated *function = rp_generated_index_find(&it->generated, row);
    uint32_t name = 0;
    enum rp_status status = RP_OK;

    if (!function)
        return RP_OK;
    status = rp_share_name(it->share, rp_rank_file_text(it->file, function->name), "", 0, &name);
    context->kind = RP_CONTEXT_GENERATED;
    context->offset = name;
    return status;
}

/* Addresses in no module mean nothing in another process: they are one place for all. */
static enum rp_status read_contexts(struct reading *it)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->context_count; i++) {
        const struct rp_rank_context *row = &it->file->contexts[i];
        const bool placed = row->module != RP_NO_ROW && it->modules[row->module] != RP_NO_ROW;
        struct rp_share_context context = {
            .parent = i > 0 ? it->contexts[row->parent] : 0,
            .kind = row->kind,
            .module = placed ? it->modules[row->module] : RP_NO_ROW,
            .offset = placed || row->kind != RP_CONTEXT_CODE ? row->offset : 0,
        };

        if (rp_context_is_named(row->kind))
            status = name_context(it, row, &context);
        else if (row->kind == RP_CONTEXT_CODE && row->module != RP_NO_ROW && !placed)
            status = generate_context(it, row, &context);
        if (status == RP_OK && row->kind != RP_CONTEXT_NONE &&
            (i == 0) == (row->kind == RP_CONTEXT_ROOT))
            status = rp_share_context(it->share, &context, &it->contexts[i]);
        else if (row->kind != RP_CONTEXT_NONE)
            it->row->damaged++; /* a second root: its values go to the first one */
    }
    return status;
}

/* Rows of a file may be one for the share: addresses outside of all modules are. */
static enum rp_status find_equals(const uint32_t *numbers, uint32_t *first, size_t count,
                                  size_t most)
{
    uint32_t *const rows = calloc(most + 1, sizeof(*rows)); /* row + 1, by number of the share */

    if (!rows)
        return RP_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        uint32_t *const row = &rows[numbers[i]];

        *row = *row ? *row : (uint32_t)i + 1;
        first[i] = *row - 1;
    }
    free(rows);
    return RP_OK;
}

static enum rp_status find_all_equals(struct reading *it)
{
    const enum rp_status status = find_equals(it->contexts, it->context_of, it->file->context_count,
                                              it->share->contexts.count);

    return status == RP_OK ? find_equals(it->metrics, it->metric_of, it->file->metric_count,
                                         it->share->metrics.count)
                           : status;
}

/* ---- values ---- */

/* True for the first of the rows of a metric, when any of them was counted. */
static bool is_counted(const struct reading *it, size_t metric)
{
    for (size_t i = metric; i < it->file->metric_count && it->metric_of[metric] == metric; i++) {
        if (it->metric_of[i] == metric && it->file->metrics[i].state == RP_METRIC_COUNTED)
            return true;
    }
    return false;
}

static enum rp_status add_series(struct reading *it, const struct rp_rank_slice *slice)
{
    const uint64_t start_ns = it->file->session.start_realtime_ns;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->metric_count; i++) {
        const struct rp_cluster_series row = {.rank = it->rank,
                                              .start_ns = start_ns + slice->start_ns,
                                              .end_ns = start_ns + slice->end_ns,
                                              .metric = (uint16_t)it->metrics[i],
                                              .value = it->slice_sums[i]};

        if (is_counted(it, i))
            status = rp_share_add(it->share, RP_CLUSTER_TABLE_series, &row);
        it->slice_sums[i] = 0;
    }
    return status;
}

static enum rp_status read_slice(struct reading *it, size_t slice)
{
    const struct rp_rank_value *rows = NULL;
    struct rp_slice_rows found = {0};
    struct rp_error error = {0};
    const enum rp_status status = rp_rank_reader_values(it->reader, slice, &rows, &found, &error);

    if (status != RP_OK && status != RP_E_NOMEM) {
        if (it->unreadable++ == 0)
            it->error = error;
        return RP_OK;
    }
    if (status != RP_OK)
        return status;
    it->row->damaged += found.damaged;
    for (size_t i = 0; i < found.count; i++) {
        const size_t context = it->context_of[rows[i].context];
        const size_t metric = it->metric_of[rows[i].metric];

        it->sums[context * it->file->metric_count + metric] += rows[i].delta;
        it->slice_sums[metric] += rows[i].delta;
    }
    return add_series(it, &it->file->slices[slice]);
}

static enum rp_status add_values(struct reading *it)
{
    const size_t metrics = it->file->metric_count;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->context_count * metrics; i++) {
        const struct rp_cluster_value row = {.rank = it->rank,
                                             .context = it->contexts[i / metrics],
                                             .metric = (uint16_t)it->metrics[i % metrics],
                                             .value = it->sums[i]};

        if (it->sums[i] == 0)
            continue;
        status = rp_share_add(it->share, RP_CLUSTER_TABLE_value, &row);
        ((struct rp_share_context *)it->share->contexts.rows)[row.context].values++;
    }
    return status;
}

static enum rp_status remark(struct reading *it, const char *name)
{
    char text[RP_ERROR_TEXT_BYTES + 128];

    if (it->unreadable == 0)
        return RP_OK;
    it->row->state = RP_RANK_PARTIAL;
    snprintf(text, sizeof(text), "the values of %zu of %zu slices are left out; the first: %s",
             it->unreadable, it->file->slice_count, it->error.text);
    return rp_share_remark(it->share, name, false, text);
}

enum rp_status rp_rank_values_read(struct rp_share *share, struct rp_rank_reader *reader,
                                   struct rp_cluster_rank *row, uint32_t rank, const char *name)
{
    struct reading it = {.share = share,
                         .reader = reader,
                         .file = rp_rank_reader_file(reader),
                         .row = row,
                         .rank = rank};
    enum rp_status (*const steps[])(struct reading *) = {
        prepare, index_generated, read_modules, read_metrics, read_contexts, find_all_equals};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < sizeof(steps) / sizeof(steps[0]); i++)
        status = steps[i](&it);
    for (size_t i = 0; status == RP_OK && i < it.file->slice_count; i++)
        status = read_slice(&it, i);
    if (status == RP_OK)
        status = add_values(&it);
    if (status == RP_OK)
        status = rp_rank_gpu_read(share, it.file, rank, it.contexts);
    if (status == RP_OK)
        status = rp_rank_ticks_read(&(struct rp_rank_ticks){
            .share = share, .reader = reader, .contexts = it.contexts, .rank = rank});
    if (status == RP_OK)
        status = remark(&it, name);
    forget(&it);
    return status;
}
