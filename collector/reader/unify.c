/* unify.c: one row for equal contexts, modules and metrics.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/unify.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/context_kind.h"
#include "common/segment.h"
#include "common/text_map.h"

#define FIRST_CAPACITY 4096u /* places of the contexts' hash table, a power of two */
#define TEXT_BYTES     8192  /* a path, a build-id and a separator */

struct place {
    struct rp_rank_context context;
    uint32_t row; /* RP_NO_ROW: empty */
};

struct rp_unify {
    struct rp_rank_writer *writer;
    struct place *places;
    size_t used, capacity;
    struct rp_text_map modules, metrics;
    struct rp_unify_refusal refusals[RP_SEGMENT_METRICS];
    size_t refused;
    char *source_remark;
};

struct rp_rank_writer *rp_unify_writer(struct rp_unify *unify)
{
    return unify->writer;
}

/* The finaliser of MurmurHash3, by A. Appleby. */
static uint64_t mix(uint64_t bits)
{
    bits ^= bits >> 33;
    bits *= UINT64_C(0xff51afd7ed558ccd);
    bits ^= bits >> 33;
    bits *= UINT64_C(0xc4ceb9fe1a85ec53);
    return bits ^ bits >> 33;
}

static uint64_t hash_of(const struct rp_rank_context *context)
{
    const uint64_t place = mix((uint64_t)context->parent << 32 | context->module);
    const uint64_t source = (uint64_t)context->file << 32 | context->line;

    return mix(mix(place ^ source) ^ context->offset ^ (uint64_t)context->kind << 56);
}

static bool same(const struct rp_rank_context *left, const struct rp_rank_context *right)
{
    return left->offset == right->offset && left->parent == right->parent &&
           left->module == right->module && left->kind == right->kind &&
           left->file == right->file && left->line == right->line;
}

/* The place that holds `context`, or the empty one where it belongs. */
static struct place *place_of(struct place *places, size_t capacity,
                              const struct rp_rank_context *context)
{
    size_t at = hash_of(context) & (capacity - 1);

    while (places[at].row != RP_NO_ROW && !same(&places[at].context, context))
        at = (at + 1) & (capacity - 1);
    return &places[at];
}

static enum rp_status grow(struct rp_unify *unify)
{
    const size_t capacity = unify->capacity ? unify->capacity * 2 : FIRST_CAPACITY;
    struct place *const places = malloc(capacity * sizeof(*places));

    if (!places)
        return RP_E_NOMEM;
    for (size_t i = 0; i < capacity; i++)
        places[i].row = RP_NO_ROW;
    for (size_t i = 0; i < unify->capacity; i++)
        if (unify->places[i].row != RP_NO_ROW)
            *place_of(places, capacity, &unify->places[i].context) = unify->places[i];
    free(unify->places);
    unify->places = places;
    unify->capacity = capacity;
    return RP_OK;
}

enum rp_status rp_unify_context(struct rp_unify *unify, const struct rp_rank_context *context,
                                uint32_t *row)
{
    struct place *place;
    enum rp_status status;

    if ((unify->used + 1) * 2 > unify->capacity && grow(unify) != RP_OK)
        return RP_E_NOMEM;
    place = place_of(unify->places, unify->capacity, context);
    if (place->row == RP_NO_ROW) {
        uint32_t added;

        status = rp_rank_writer_add_context(unify->writer, context, &added);
        if (status != RP_OK)
            return status;
        place->context = *context;
        place->row = added;
        unify->used++;
    }
    *row = place->row;
    return RP_OK;
}

enum rp_status rp_unify_module(struct rp_unify *unify, const char *path, const char *build_id,
                               uint32_t *row)
{
    struct rp_rank_module module = {0};
    char key[TEXT_BYTES];
    uint32_t added;
    enum rp_status status;

    snprintf(key, sizeof(key), "%s %s", build_id, path);
    if (rp_text_map_find(&unify->modules, key, row))
        return RP_OK;
    status = rp_rank_writer_string(unify->writer, path, &module.path);
    if (status == RP_OK)
        status = rp_rank_writer_string(unify->writer, build_id, &module.build_id);
    if (status == RP_OK)
        status = rp_rank_writer_add_module(unify->writer, &module, &added);
    if (status == RP_OK)
        status = rp_text_map_add(&unify->modules, key, added);
    if (status == RP_OK)
        *row = added;
    return status;
}

static enum rp_status add_metric(struct rp_unify *unify, const struct rp_unify_metric *metric,
                                 uint32_t *row)
{
    struct rp_rank_metric added = {.state = metric->state, .multiplexed = metric->multiplexed};
    const struct {
        const char *text;
        uint32_t *offset;
    } texts[] = {{metric->name, &added.name},
                 {metric->unit, &added.unit},
                 {metric->source, &added.source},
                 {metric->reason, &added.reason}};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const enum rp_status status =
            rp_rank_writer_string(unify->writer, texts[i].text, texts[i].offset);

        if (status != RP_OK)
            return status;
    }
    return rp_rank_writer_add_metric(unify->writer, &added, row);
}

static void note_refusal(struct rp_unify *unify, const struct rp_unify_metric *metric)
{
    struct rp_unify_refusal *const refusal = &unify->refusals[unify->refused];
    const bool is_dead = metric->state == RP_METRIC_DEAD;

    if ((metric->state != RP_METRIC_REFUSED && !is_dead) || unify->refused == RP_SEGMENT_METRICS)
        return;
    refusal->is_dead = is_dead;
    refusal->name = strdup(metric->name);
    refusal->reason = strdup(metric->reason);
    unify->refused++;
}

const struct rp_unify_refusal *rp_unify_refusals(const struct rp_unify *unify, size_t *count)
{
    *count = unify->refused;
    return unify->refusals;
}

void rp_unify_note_source(struct rp_unify *unify, const char *remark)
{
    if (!unify->source_remark && *remark)
        unify->source_remark = strdup(remark);
}

const char *rp_unify_source_remark(const struct rp_unify *unify)
{
    return unify->source_remark ? unify->source_remark : "";
}

enum rp_status rp_unify_metric(struct rp_unify *unify, const struct rp_unify_metric *metric,
                               uint32_t *row)
{
    char key[TEXT_BYTES];
    uint32_t added;
    enum rp_status status;

    snprintf(key, sizeof(key), "%u %s", metric->state, metric->name);
    if (rp_text_map_find(&unify->metrics, key, row))
        return RP_OK;
    status = add_metric(unify, metric, &added);
    if (status == RP_OK)
        status = rp_text_map_add(&unify->metrics, key, added);
    if (status != RP_OK)
        return status;
    note_refusal(unify, metric);
    *row = added;
    return RP_OK;
}

enum rp_status rp_unify_new(struct rp_unify **out, struct rp_rank_writer *writer)
{
    const struct rp_rank_context root = {.kind = RP_CONTEXT_ROOT, .module = RP_NO_ROW};
    struct rp_unify *const unify = calloc(1, sizeof(*unify));
    enum rp_status status = RP_E_NOMEM;
    uint32_t row;

    if (!unify)
        return status;
    unify->writer = writer;
    status = rp_unify_context(unify, &root, &row);
    if (status != RP_OK) {
        rp_unify_free(unify);
        return status;
    }
    *out = unify;
    return RP_OK;
}

void rp_unify_free(struct rp_unify *unify)
{
    if (!unify)
        return;
    rp_text_map_release(&unify->modules);
    rp_text_map_release(&unify->metrics);
    for (size_t i = 0; i < unify->refused; i++) {
        free(unify->refusals[i].name);
        free(unify->refusals[i].reason);
    }
    free(unify->source_remark);
    free(unify->places);
    free(unify);
}
