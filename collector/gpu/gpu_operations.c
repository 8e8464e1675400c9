/* gpu_operations.c: the sums of a process's operations, as values of calling contexts.
 * SPDX-License-Identifier: Apache-2.0
 *
 * An operation is a context of its own, below that of its launch. So its sums are merged, and shown
 * in trees, as those of code are.
 */
#include "collector/gpu/gpu_operations.h"

#include <stdlib.h>
#include <string.h>

#include "collector/reader/segment_copy.h"
#include "common/context_kind.h"

#define NAMELESS "[no room for the name]"

/* More than anything grows in a slice. What is above was written over. */
#define GROWTH_LIMIT (UINT64_C(1) << 60)

void rp_gpu_operations_release(struct rp_gpu_operations *operations)
{
    free(operations->rows);
    free(operations->told);
    *operations = (struct rp_gpu_operations){0};
}

static bool reserve(struct rp_gpu_operations *operations)
{
    if (!operations->rows)
        operations->rows = calloc(RP_GPU_OPERATIONS, sizeof(*operations->rows));
    if (!operations->told)
        operations->told = calloc(RP_GPU_OPERATIONS, sizeof(*operations->told));
    return operations->rows && operations->told;
}

enum rp_status rp_gpu_operations_fetch(struct rp_gpu_operations *operations,
                                       const struct rp_gpu_source *source)
{
    const uint64_t at = source->layout->gpu_offset + RP_GPU_ROWS_AT;

    if (!reserve(operations))
        return RP_E_NOMEM;
    source->ledger->damaged += !rp_segment_fetch(source->segment, operations->rows, at,
                                                 RP_GPU_OPERATIONS * sizeof(*operations->rows));
    return RP_OK;
}

/* ---- places ---- */

static void find_launch(const struct rp_gpu_source *source, uint32_t path, struct rp_gpu_place *out)
{
    const uint32_t slot = rp_gpu_path_slot(path);
    const uint32_t context = rp_gpu_path_context(path);

    *out = (struct rp_gpu_place){.thread = RP_NO_ROW};
    if (path == RP_GPU_NO_PATH || slot >= source->layout->thread_capacity ||
        source->threads[slot].last.generation == 0)
        return;
    out->thread = source->threads[slot].row;
    if (context < source->threads[slot].mapped)
        out->launch_context = source->threads[slot].rows[context];
}

enum rp_status rp_gpu_operation_place(const struct rp_gpu_source *source,
                                      const struct rp_gpu_operation_key *key,
                                      struct rp_gpu_place *out)
{
    const char *const name = rp_segment_texts_at(source->texts, key->name);
    struct rp_rank_context context = {.kind = RP_CONTEXT_GPU, .module = RP_NO_ROW};
    uint32_t text;
    enum rp_status status;

    find_launch(source, key->path, out);
    status = rp_rank_writer_string(rp_unify_writer(source->unify), *name ? name : NAMELESS, &text);
    context.parent = out->launch_context;
    context.offset = text;
    return status == RP_OK ? rp_unify_context(source->unify, &context, &out->context) : status;
}

/* False: the thread's contexts were read before this launch. The next slice has it. */
static bool is_known(const struct rp_gpu_source *source, uint32_t path)
{
    const uint32_t slot = rp_gpu_path_slot(path);

    return path == RP_GPU_NO_PATH || slot >= source->layout->thread_capacity ||
           rp_gpu_path_context(path) < source->threads[slot].mapped;
}

/* ---- values ---- */

static const struct rp_unify_metric metrics[] = {
    {"gpu_operations", "count", "cupti", "", RP_METRIC_COUNTED, 0},
    {"gpu_time", "ns", "cupti", "", RP_METRIC_COUNTED, 0},
    {"gpu_bytes", "bytes", "cupti", "", RP_METRIC_COUNTED, 0},
    {"gpu_wait", "ns", "cupti", "", RP_METRIC_COUNTED, 0},
};
enum { OPERATIONS, TIME, BYTES, WAIT };

static enum rp_status add_value(const struct rp_gpu_source *source, unsigned metric,
                                struct rp_rank_value *value, uint64_t delta)
{
    uint32_t row;
    enum rp_status status;

    if (delta == 0)
        return RP_OK;
    status = rp_unify_metric(source->unify, &metrics[metric], &row);
    value->metric = (uint16_t)row;
    value->delta = delta;
    return status == RP_OK ? rp_rank_writer_add_value(rp_unify_writer(source->unify), value)
                           : status;
}

/* A value needs a thread: for launches that are not known, the process's first. */
static enum rp_status add_values(const struct rp_gpu_source *source,
                                 const struct rp_rank_gpu_operation *row)
{
    struct rp_rank_value value = {.thread = row->thread == RP_NO_ROW ? source->threads[0].row
                                                                     : row->thread,
                                  .context = row->context};
    const bool is_wait = row->kind == RP_GPU_WAIT;
    enum rp_status status = add_value(source, OPERATIONS, &value, row->count);

    if (status == RP_OK)
        status = add_value(source, is_wait ? WAIT : TIME, &value, row->time_ns);
    return status == RP_OK ? add_value(source, BYTES, &value, row->bytes) : status;
}

static uint64_t growth(uint64_t *last, uint64_t now, struct rp_rank_slice *ledger)
{
    const uint64_t before = *last;

    if (now <= before)
        return 0;
    *last = now;
    if (now - before <= GROWTH_LIMIT)
        return now - before;
    ledger->damaged++;
    return 0;
}

static enum rp_status tell(const struct rp_gpu_operation *now, struct rp_gpu_told *last,
                           const struct rp_gpu_source *source, const struct rp_gpu_devices *devices)
{
    const uint32_t gpu = devices->numbers[now->key.device];
    struct rp_rank_gpu_operation row = {
        .gpu = now->key.kind == RP_GPU_WAIT ? RP_NO_ROW : rp_gpus_row(source->gpus, gpu),
        .kind = now->key.kind,
        .count = growth(&last->count, now->count, source->ledger),
        .time_ns = growth(&last->time_ns, now->time_ns, source->ledger),
        .bytes = growth(&last->bytes, now->bytes, source->ledger),
        .latency_ns = growth(&last->latency_ns, now->latency_ns, source->ledger),
        .least_ns = now->least_ns > 0 ? now->least_ns - 1 : 0,
        .most_ns = now->most_ns,
        .most_latency_ns = now->most_latency_ns,
    };
    struct rp_gpu_place place;
    enum rp_status status;

    if (row.count + row.time_ns + row.bytes == 0)
        return RP_OK;
    status = rp_gpu_operation_place(source, &now->key, &place);
    row.thread = place.thread;
    row.context = place.context;
    if (status == RP_OK)
        status = rp_rank_writer_add_gpu_operation(rp_unify_writer(source->unify), &row);
    return status == RP_OK ? add_values(source, &row) : status;
}

static bool is_true(const struct rp_gpu_operation *row)
{
    return row->key.kind > 0 && row->key.kind < RP_GPU_KIND_COUNT &&
           row->key.device < RP_GPU_DEVICES;
}

enum rp_status rp_gpu_operations_tell(struct rp_gpu_operations *operations,
                                      const struct rp_gpu_source *source,
                                      const struct rp_gpu_devices *devices)
{
    enum rp_status status = RP_OK;

    if (source->threads[0].last.generation == 0) /* no thread has a row: what never happens */
        return RP_OK;
    for (uint32_t i = 0; status == RP_OK && i < RP_GPU_OPERATIONS; i++) {
        const struct rp_gpu_operation *const row = &operations->rows[i];

        if (row->state != RP_GPU_ROW_READY || !is_known(source, row->key.path))
            continue;
        if (!is_true(row))
            source->ledger->damaged++;
        else if (row->key.kind == RP_GPU_WAIT || rp_gpu_devices_has(devices, row->key.device))
            status = tell(row, &operations->told[i], source, devices);
    }
    return status;
}
