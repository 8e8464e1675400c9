/* share.c: what one process of a merge holds of rank files and of the cluster file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/share.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/input/gpu_union.h"
#include "analysis/input/tick.h"
#include "common/context_kind.h"
#include "common/segment.h"

#define SPOOL_BYTES ((size_t)8 << 20)

static void init_tables(struct rp_share *share)
{
    for (size_t i = 0; i < RP_CLUSTER_TABLE_COUNT; i++) {
        const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, i);

        share->tables[i].row_bytes = schema->row_bytes;
        rp_spool_init(&share->by_rank[i], &share->spill, schema->row_bytes, SPOOL_BYTES);
        rp_references_of(&share->references[i], schema);
        share->is_by_rank[i] = rp_is_by_rank(schema);
    }
}

enum rp_status rp_share_init(struct rp_share *share, const char *output)
{
    const struct rp_share_context top = {.kind = RP_CONTEXT_ROOT, .module = RP_NO_ROW};
    uint32_t number = 0;
    enum rp_status status = RP_OK;

    *share = (struct rp_share){.contexts.row_bytes = sizeof(struct rp_share_context),
                               .modules.row_bytes = sizeof(struct rp_share_module),
                               .metrics.row_bytes = sizeof(struct rp_share_metric),
                               .names.row_bytes = sizeof(struct rp_share_name),
                               .nodes.row_bytes = sizeof(struct rp_share_name),
                               .rank_nodes.row_bytes = sizeof(uint32_t),
                               .gpus.row_bytes = sizeof(struct rp_share_gpu),
                               .ticks.row_bytes = sizeof(struct rp_tick),
                               .unread.row_bytes = sizeof(struct rp_share_unread),
                               .totals.start_ns = UINT64_MAX};
    init_tables(share);
    rp_spool_init(&share->gpu_letters, &share->spill, sizeof(struct rp_gpu_letter), SPOOL_BYTES);
    if (rp_spill_init(&share->spill, output) != RP_OK)
        return RP_E_NOMEM;
    status = rp_text_pool_init(&share->texts);
    return status == RP_OK ? rp_share_context(share, &top, &number) : status;
}

void rp_share_release(struct rp_share *share)
{
    rp_text_pool_release(&share->texts);
    rp_key_table_release(&share->context_keys);
    rp_key_table_release(&share->module_keys);
    rp_key_table_release(&share->metric_keys);
    rp_key_table_release(&share->name_keys);
    rp_key_table_release(&share->node_keys);
    rp_key_table_release(&share->gpu_keys);
    rp_rows_release(&share->contexts);
    rp_rows_release(&share->modules);
    rp_rows_release(&share->metrics);
    rp_rows_release(&share->names);
    rp_rows_release(&share->nodes);
    rp_rows_release(&share->rank_nodes);
    rp_rows_release(&share->gpus);
    rp_spool_release(&share->gpu_letters);
    rp_rows_release(&share->ticks);
    rp_rows_release(&share->unread);
    for (size_t i = 0; i < RP_CLUSTER_TABLE_COUNT; i++) {
        rp_rows_release(&share->tables[i]);
        rp_spool_release(&share->by_rank[i]);
    }
    rp_spill_release(&share->spill);
}

/* Stores the row of the thing with `key`: zeroed, but for the key, when it is new. */
static enum rp_status find(struct rp_key_table *keys, struct rp_rows *rows,
                           const struct rp_key *key, uint32_t *number, void **row)
{
    enum rp_status status = rp_key_table_number(keys, key, number);

    if (status == RP_OK && *number == rows->count) {
        status = rp_rows_extend(rows, 1, row);
        if (status == RP_OK)
            memcpy(*row, key, sizeof(*key)); /* the first member of each */
    } else if (status == RP_OK) {
        *row = (char *)rows->rows + *number * rows->row_bytes;
    }
    return status;
}

/* ---- contexts ---- */

void rp_share_place_context(const struct rp_share *share, struct rp_share_context *context)
{
    struct {
        struct rp_key parent;
        struct rp_key module;
        uint64_t kind;
        uint64_t offset;
    } content = {.kind = context->kind, .offset = context->offset};
    const struct rp_share_context *contexts = share->contexts.rows;

    context->depth = 0;
    if (context->kind != RP_CONTEXT_ROOT) {
        content.parent = contexts[context->parent].key;
        context->depth = contexts[context->parent].depth + 1;
    }
    if (rp_context_is_named(context->kind)) {
        content.module = ((const struct rp_share_name *)share->names.rows)[context->offset].key;
        content.offset = 0;
    } else if (context->module != RP_NO_ROW) {
        content.module = ((const struct rp_share_module *)share->modules.rows)[context->module].key;
    }
    context->key = rp_key_of(&content, sizeof(content));
}

enum rp_status rp_share_context(struct rp_share *share, const struct rp_share_context *context,
                                uint32_t *out)
{
    struct rp_share_context placed = *context;
    struct rp_share_context *found = NULL;
    uint32_t number = 0;
    void *row = NULL;
    enum rp_status status = RP_OK;

    rp_share_place_context(share, &placed);
    status = find(&share->context_keys, &share->contexts, &placed.key, &number, &row);
    if (status != RP_OK)
        return status;
    found = row;
    if (found->depth == 0) /* it is new, or the root */
        *found = placed;
    *out = number;
    return RP_OK;
}

/* ---- modules ---- */

/* A build-id is the same thing at any path; without one the path has to do. */
static struct rp_key module_key(const char *path, const char *build_id)
{
    struct rp_key key =
        *build_id ? rp_key_of(build_id, strlen(build_id)) : rp_key_of(path, strlen(path));

    key.low ^= *build_id ? 0 : 1;
    return key;
}

enum rp_status rp_share_module(struct rp_share *share, const char *path, const char *build_id,
                               uint32_t rank, uint32_t *out)
{
    const struct rp_key key = module_key(path, build_id);
    struct rp_share_module *module = NULL;
    void *row = NULL;
    uint32_t number = 0;
    enum rp_status status = find(&share->module_keys, &share->modules, &key, &number, &row);

    module = row;
    if (status == RP_OK && module->ranks == 0)
        status = rp_text_pool_add(&share->texts, path, &module->path);
    if (status == RP_OK && module->ranks == 0)
        status = rp_text_pool_add(&share->texts, build_id, &module->build_id);
    if (status != RP_OK)
        return status;
    if (module->last_rank != rank + 1)
        module->ranks++;
    module->last_rank = rank + 1;
    *out = number;
    return RP_OK;
}

/* ---- names ---- */

static struct rp_key name_key(const char *name, const char *file, uint32_t line)
{
    const struct {
        struct rp_key name, file;
        uint64_t line;
    } content = {rp_key_of(name, strlen(name)), rp_key_of(file, strlen(file)), line};

    return rp_key_of(&content, sizeof(content));
}

static enum rp_status add_name(struct rp_text_pool *texts, const char *name, const char *file,
                               struct rp_share_name *out)
{
    const enum rp_status status = rp_text_pool_add(texts, name, &out->text);

    return status == RP_OK ? rp_text_pool_add(texts, file, &out->file) : status;
}

enum rp_status rp_share_name(struct rp_share *share, const char *name, const char *file,
                             uint32_t line, uint32_t *out)
{
    const struct rp_key key = name_key(name, file, line);
    void *row = NULL;
    uint32_t number = 0;
    enum rp_status status = find(&share->name_keys, &share->names, &key, &number, &row);

    if (status == RP_OK)
        status = add_name(&share->texts, name, file, row);
    if (status != RP_OK)
        return status;
    ((struct rp_share_name *)row)->line = line;
    *out = number;
    return RP_OK;
}

enum rp_status rp_share_node(struct rp_share *share, const char *name, uint32_t *out)
{
    const struct rp_key key = name_key(name, "", 0);
    void *row = NULL;
    uint32_t number = 0;
    enum rp_status status = find(&share->node_keys, &share->nodes, &key, &number, &row);

    if (status == RP_OK)
        status = add_name(&share->texts, name, "", row);
    if (status == RP_OK)
        *out = number;
    return status;
}

/* ---- GPUs ---- */

static enum rp_status name_gpu(struct rp_share *share, struct rp_share_gpu *gpu,
                               const struct rp_gpu_claim *claim)
{
    const struct {
        const char *text;
        uint32_t *number;
    } texts[] = {{claim->uuid, &gpu->uuid},
                 {claim->name, &gpu->name},
                 {claim->bus, &gpu->bus},
                 {claim->node, &gpu->node}};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < sizeof(texts) / sizeof(texts[0]); i++)
        status = rp_text_pool_add(&share->texts, texts[i].text, texts[i].number);
    gpu->memory_bytes = claim->memory_bytes;
    gpu->processors = claim->processors;
    gpu->capability = claim->capability;
    gpu->clock_khz = claim->clock_khz;
    return status;
}

enum rp_status rp_share_gpu(struct rp_share *share, const struct rp_gpu_claim *claim, uint32_t *out)
{
    const struct rp_key key = rp_key_of(claim->uuid, strlen(claim->uuid));
    struct rp_share_gpu *gpu = NULL;
    void *row = NULL;
    uint32_t number = 0;
    enum rp_status status = find(&share->gpu_keys, &share->gpus, &key, &number, &row);

    gpu = row;
    if (status == RP_OK && gpu->ranks == 0)
        status = name_gpu(share, gpu, claim);
    if (status != RP_OK)
        return status;
    gpu->ranks += gpu->last_rank != claim->rank + 1;
    gpu->last_rank = claim->rank + 1;
    *out = number;
    return RP_OK;
}

/* ---- metrics ---- */

static void count_rank(struct rp_share_metric *metric, size_t which, uint32_t rank, uint32_t *count)
{
    if (metric->last_rank[which] != rank + 1)
        ++*count;
    metric->last_rank[which] = rank + 1;
}

static bool is_new(const struct rp_share_metric *metric)
{
    return metric->counted_ranks + metric->refused_ranks + metric->dead_ranks == 0;
}

static void count_claim(struct rp_share_metric *metric, const struct rp_metric_claim *claim)
{
    if (claim->state == RP_METRIC_COUNTED)
        count_rank(metric, 0, claim->rank, &metric->counted_ranks);
    else if (claim->state == RP_METRIC_DEAD)
        count_rank(metric, 3, claim->rank, &metric->dead_ranks);
    else
        count_rank(metric, 1, claim->rank, &metric->refused_ranks);
    if (claim->state == RP_METRIC_COUNTED && claim->multiplexed)
        count_rank(metric, 2, claim->rank, &metric->multiplexed_ranks);
}

/* Texts of `claim` that stand for the metric until a lower rank, or one that counts it, has said
 * otherwise. */
static enum rp_status take_texts(struct rp_share *share, struct rp_share_metric *metric,
                                 const struct rp_metric_claim *claim)
{
    const bool first = is_new(metric);
    const bool counted = claim->state == RP_METRIC_COUNTED;
    enum rp_status status = rp_text_pool_add(&share->texts, claim->name, &metric->name);
    uint32_t *reason = counted ? &metric->remark : &metric->refusal;

    if (status == RP_OK && (first || (counted && metric->counted_ranks == 0))) {
        status = rp_text_pool_add(&share->texts, claim->unit, &metric->unit);
        if (status == RP_OK)
            status = rp_text_pool_add(&share->texts, claim->source, &metric->source);
    }
    if (status == RP_OK && *reason == 0)
        status = rp_text_pool_add(&share->texts, claim->reason, reason);
    return status;
}

enum rp_status rp_share_metric(struct rp_share *share, const struct rp_metric_claim *claim,
                               uint32_t *out)
{
    const struct rp_key key = rp_key_of(claim->name, strlen(claim->name));
    struct rp_share_metric *metric = NULL;
    void *row = NULL;
    uint32_t number = 0;
    enum rp_status status = find(&share->metric_keys, &share->metrics, &key, &number, &row);

    metric = row;
    if (status == RP_OK)
        status = take_texts(share, metric, claim);
    if (status != RP_OK)
        return status;
    if (is_new(metric) || claim->position < metric->position)
        metric->position = claim->position;
    count_claim(metric, claim);
    *out = number;
    return RP_OK;
}

/* ---- rows ---- */

enum rp_status rp_share_add(struct rp_share *share, enum rp_cluster_table table, const void *row)
{
    const struct rp_references *const references = &share->references[table];

    for (size_t i = 0; i < references->count; i++) {
        if (references->columns[i].named == RP_NAMED_TEXT)
            rp_text_pool_use(&share->texts, rp_reference_get(references, i, row));
    }
    return share->is_by_rank[table] ? rp_spool_add(&share->by_rank[table], row, 1)
                                    : rp_rows_add(&share->tables[table], row);
}

enum rp_status rp_share_add_sums(struct rp_share *share, enum rp_cluster_table table,
                                 struct rp_rows *rows, const struct rp_summing *how)
{
    enum rp_status status = RP_OK;

    rp_rows_sum(rows, how);
    for (size_t i = 0; status == RP_OK && i < rows->count; i++)
        status = rp_share_add(share, table, (char *)rows->rows + i * rows->row_bytes);
    return status;
}
