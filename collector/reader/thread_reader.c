/* thread_reader.c: turns one thread slot of a segment into rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/thread_reader.h"

#include <stdlib.h>
#include <string.h>

#include "collector/reader/plausible.h"
#include "common/context_tree.h"

#define THREADS_LIMIT (UINT32_C(1) << 24) /* more threads than one slot serves in a slice */

static uint64_t time_since(uint64_t now_ns, uint64_t start_ns)
{
    return now_ns > start_ns ? now_ns - start_ns : 0;
}

/* By how much a cumulative value grew, no more than `limit`; takes *last to `now` in any case. */
static uint64_t growth(uint64_t *last, uint64_t now, uint64_t limit, struct rp_rank_slice *ledger)
{
    const uint64_t before = *last;

    *last = now;
    if (now < before || now - before > limit) {
        ledger->damaged++;
        return 0;
    }
    return now - before;
}

/* The slot's counters, and where their growth is added in the ledger. */
static const struct {
    size_t counter, sum;
    enum rp_quantity quantity;
} counters[] = {
#define ENTRY(counter, sum, quantity)                                                              \
    {                                                                                              \
        offsetof(struct rp_segment_thread, counter), offsetof(struct rp_rank_slice, sum), quantity \
    }
#define COUNTER(counter, sum) ENTRY(counter, sum, RP_QUANTITY_EVENTS)
#define TIME(counter, sum)    ENTRY(counter, sum, RP_QUANTITY_TIME)
    COUNTER(samples, samples),
    COUNTER(overruns, overruns),
    COUNTER(spared, spared),
    COUNTER(overflow_samples, overflow_samples),
    TIME(sampled_ns, sampled_ns),
    COUNTER(blocked, blocked),
    COUNTER(unnamed, unnamed),
    COUNTER(refused_contexts, refused_contexts),
    TIME(handler_ns, handler_ns),
    /* Reason 0 is a stack that was followed to its end. */
    COUNTER(partial[1], partial),
    COUNTER(partial[2], partial),
    COUNTER(partial[3], partial),
    COUNTER(partial[4], partial),
    COUNTER(partial[5], partial),
    COUNTER(partial[6], partial),
    COUNTER(partial[7], partial),
#undef TIME
#undef COUNTER
#undef ENTRY
};
_Static_assert(RP_PARTIAL_REASONS == 8, "the table above names every reason");

static void add_counters(struct rp_thread_reader *reader, const struct rp_segment_thread *now,
                         const struct rp_thread_source *source)
{
    for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
        uint64_t last, current, sum;
        char *const sum_at = (char *)source->ledger + counters[i].sum;
        const uint64_t most = rp_most_of(counters[i].quantity, source->time_limit_ns);

        memcpy(&last, (const char *)&reader->last + counters[i].counter, sizeof(last));
        memcpy(&current, (const char *)now + counters[i].counter, sizeof(current));
        memcpy(&sum, sum_at, sizeof(sum));
        sum += growth(&last, current, most, source->ledger);
        memcpy(sum_at, &sum, sizeof(sum));
    }
}

/* A slot that was taken by other threads since the last slice gets a new row. */
static enum rp_status add_thread(struct rp_thread_reader *reader,
                                 const struct rp_segment_thread *now,
                                 const struct rp_thread_source *source)
{
    struct rp_rank_writer *const writer = rp_unify_writer(source->unify);
    const uint32_t generations = now->generation - reader->last.generation;
    struct rp_rank_thread row = {
        .process = source->process,
        .tid = now->tid,
        .threads = generations,
        .start_ns = time_since(now->start_ns, source->start_ns),
    };
    char name[sizeof(now->name) + 1] = "";
    enum rp_status status;

    memcpy(name, now->name, sizeof(now->name));
    status = rp_rank_writer_string(writer, name, &row.name);
    if (status == RP_OK)
        status = rp_rank_writer_add_thread(writer, &row, &reader->row);
    return status;
}

static enum rp_status reserve(struct rp_thread_reader *reader, uint32_t count, uint32_t metrics)
{
    uint32_t capacity = reader->capacity ? reader->capacity : 256;
    uint32_t *rows;
    uint64_t *values;

    if (count <= reader->capacity)
        return RP_OK;
    while (capacity < count)
        capacity *= 2;
    rows = realloc(reader->rows, capacity * sizeof(*rows));
    if (!rows)
        return RP_E_NOMEM;
    reader->rows = rows;
    values = realloc(reader->values, (size_t)capacity * metrics * sizeof(*values));
    if (!values)
        return RP_E_NOMEM;
    memset(values + (size_t)reader->capacity * metrics, 0,
           (size_t)(capacity - reader->capacity) * metrics * sizeof(*values));
    reader->values = values;
    reader->capacity = capacity;
    return RP_OK;
}

static enum rp_status add_text(const char *text, const struct rp_thread_source *source,
                               uint32_t *out)
{
    return rp_rank_writer_string(rp_unify_writer(source->unify), text, out);
}

/* From the segment's text to the file's; a text that is not there is damage and "". */
static enum rp_status name_context(struct rp_rank_context *row,
                                   const struct rp_thread_source *source)
{
    const bool has_source = row->kind == RP_CONTEXT_INTERPRETED;
    const uint32_t line = rp_context_line(row->offset);
    const uint32_t text = line > 0 && !has_source ? UINT32_MAX : rp_context_text(row->offset);
    const char *const name = rp_segment_texts_at(source->texts, text);
    uint32_t offset = 0;
    enum rp_status status = add_text(name, source, &offset);

    source->ledger->damaged += !*name;
    if (status == RP_OK && has_source && *name) {
        const uint32_t file = text + (uint32_t)strlen(name) + 1;

        row->line = line;
        status = add_text(rp_segment_texts_at(source->texts, file), source, &row->file);
    }
    row->offset = offset;
    return status;
}

/* What the row says beside its place in the tree. */
static enum rp_status complete_context(struct rp_rank_context *row,
                                       const struct rp_segment_context *context,
                                       const struct rp_thread_source *source)
{
    if (rp_context_is_named(context->kind))
        return name_context(row, source);
    if (context->kind == RP_CONTEXT_CODE && context->module == RP_MODULE_NONE)
        return rp_generated_module(source->generated, context->offset, &row->module);
    return RP_OK;
}

/* The row for context `number`; one that cannot be true stands for a partial stack. */
static enum rp_status map_context(struct rp_thread_reader *reader,
                                  const struct rp_context_tree *tree, uint32_t number,
                                  const struct rp_thread_source *source)
{
    struct rp_rank_context row = {.kind = RP_CONTEXT_PARTIAL, .module = RP_NO_ROW};
    struct rp_segment_context context;
    enum rp_status status = RP_OK;

    if (number == 0) {
        reader->rows[0] = 0;
        source->ledger->damaged += !rp_context_tree_get(tree, 0, &context);
        return RP_OK;
    }
    if (rp_context_tree_get(tree, number, &context) &&
        (context.module < RP_SEGMENT_MODULES || context.module == RP_MODULE_NONE)) {
        row.parent = reader->rows[context.parent];
        row.kind = context.kind;
        row.offset = context.offset;
        if (context.module != RP_MODULE_NONE)
            row.module = source->modules[context.module];
        status = complete_context(&row, &context, source);
    } else {
        source->ledger->damaged++;
    }
    return status == RP_OK ? rp_unify_context(source->unify, &row, &reader->rows[number]) : status;
}

static enum rp_status map_new_contexts(struct rp_thread_reader *reader,
                                       struct rp_context_tree *tree, uint32_t count,
                                       uint64_t tree_at, const struct rp_thread_source *source)
{
    const size_t row_bytes = sizeof(struct rp_segment_context);
    const uint32_t first = reader->mapped;

    if (count <= first)
        return RP_OK;
    if (reserve(reader, count, tree->metrics) != RP_OK)
        return RP_E_NOMEM;
    tree->contexts = rp_scratch_get(source->contexts, count * row_bytes);
    if (!tree->contexts)
        return RP_E_NOMEM;
    if (!rp_segment_fetch(source->segment, tree->contexts + first, tree_at + first * row_bytes,
                          (count - first) * row_bytes)) {
        source->ledger->damaged++;
        return RP_OK;
    }
    for (uint32_t number = first; number < count; number++) {
        const enum rp_status status = map_context(reader, tree, number, source);

        if (status != RP_OK)
            return status;
        reader->mapped = number + 1;
    }
    return RP_OK;
}

static enum rp_quantity quantity_of(uint32_t metric)
{
    if (metric == RP_METRIC_TIME)
        return RP_QUANTITY_TIME;
    return metric == RP_METRIC_SAMPLES ? RP_QUANTITY_EVENTS : RP_QUANTITY_UNITS;
}

/* The values of one context, `now` as they stand in the segment. */
static enum rp_status add_values(struct rp_thread_reader *reader, uint32_t context,
                                 const uint64_t *now, const struct rp_thread_source *source)
{
    const uint32_t metrics = source->layout->metric_count;
    uint64_t *const last = reader->values + (size_t)context * metrics;

    for (uint32_t metric = 0; metric < metrics; metric++) {
        const uint64_t most = rp_most_of(quantity_of(metric), source->time_limit_ns);
        struct rp_rank_value row = {.thread = reader->row, .context = reader->rows[context]};
        enum rp_status status;

        if (now[metric] == last[metric])
            continue;
        row.delta = growth(&last[metric], now[metric], most, source->ledger);
        if (row.delta == 0)
            continue;
        if (metric == RP_METRIC_TIME)
            *source->time_ns += row.delta;
        status = rp_metric_reader_row(source->metrics, metric, &row.metric);
        if (status == RP_OK)
            status = rp_rank_writer_add_value(rp_unify_writer(source->unify), &row);
        if (status != RP_OK)
            return status;
    }
    return RP_OK;
}

static enum rp_status add_all_values(struct rp_thread_reader *reader, uint64_t tree_at,
                                     const struct rp_thread_source *source)
{
    const struct rp_segment_header *const layout = source->layout;
    const size_t row_words = layout->metric_count;
    const size_t bytes = reader->mapped * row_words * sizeof(uint64_t);
    const uint64_t values_at =
        tree_at + (uint64_t)layout->context_capacity * sizeof(struct rp_segment_context);
    const uint64_t *const values = rp_scratch_get(source->values, bytes + 1);

    if (!values)
        return RP_E_NOMEM;
    if (!rp_segment_fetch(source->segment, source->values->memory, values_at, bytes)) {
        source->ledger->damaged++;
        return RP_OK;
    }
    for (uint32_t context = 0; context < reader->mapped; context++) {
        const enum rp_status status =
            add_values(reader, context, values + context * row_words, source);

        if (status != RP_OK)
            return status;
    }
    return RP_OK;
}

/* The slot has no padding (its size is asserted), so bytes say all. */
static bool is_same(const void *now, const void *last)
{
    return memcmp(now, last, sizeof(struct rp_segment_thread)) == 0;
}

enum rp_status rp_thread_reader_drain(struct rp_thread_reader *reader, uint32_t slot,
                                      const struct rp_segment_thread *now,
                                      const struct rp_thread_source *source)
{
    const struct rp_segment_header *const layout = source->layout;
    const uint64_t tree_at = layout->trees_offset + layout->tree_bytes * slot;
    struct rp_segment_thread copy = *now; /* the tree's functions want it writable */
    struct rp_context_tree tree = {
        .thread = &copy, .capacity = layout->context_capacity, .metrics = layout->metric_count};
    enum rp_status status = RP_OK;

    source->ledger->live_threads += now->state == RP_THREAD_LIVE;
    /* Nobody writes to a slot without a thread, so one that looks as before is as before. */
    if (now->state != RP_THREAD_LIVE && is_same(now, &reader->last))
        return RP_OK;
    if (now->generation - reader->last.generation > THREADS_LIMIT) {
        source->ledger->damaged++; /* it went back, or far ahead */
        copy.generation = reader->last.generation;
    } else if (now->generation != reader->last.generation) {
        status = add_thread(reader, now, source);
    }
    if (status != RP_OK)
        return status;
    add_counters(reader, now, source);
    reader->last = copy;
    if (copy.generation == 0)
        return RP_OK;
    status = map_new_contexts(reader, &tree, rp_context_tree_count(&tree), tree_at, source);
    return status == RP_OK ? add_all_values(reader, tree_at, source) : status;
}

void rp_thread_reader_release(struct rp_thread_reader *reader)
{
    free(reader->rows);
    free(reader->values);
    memset(reader, 0, sizeof(*reader));
}
