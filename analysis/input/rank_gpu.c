/* rank_gpu.c: reads what a rank file tells of GPUs and sensors into a share.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Rows name the share's own contexts and GPUs, until the merge has numbered these for all.
 */
#include "analysis/input/rank_gpu.h"

#include <stdlib.h>

#include "analysis/input/gpu_order.h"
#include "analysis/input/gpu_union.h"
#include "analysis/input/rank_input.h"
#include "analysis/input/rank_sensors.h"
#include "common/gpu_kind.h"

#define SPAN_KIND 100u /* of an event: and the class of the span */

struct reading {
    struct rp_share *share;
    const struct rp_rank_file *file;
    uint32_t rank;
    const uint32_t *contexts;
    uint32_t *gpus; /* the share's numbers of the file's GPUs */
};

static uint32_t gpu_of(const struct reading *it, uint32_t row)
{
    return row < it->file->gpu_count ? it->gpus[row] : RP_NO_ROW;
}

/* ---- GPUs and states ---- */

static const char *node_of(const struct rp_rank_file *file)
{
    const char *const node = rp_rank_input_identity(file, "job.node");

    return *node ? node : rp_rank_input_identity(file, "host.name");
}

static enum rp_status read_gpus(struct reading *it)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->gpu_count; i++) {
        const struct rp_rank_gpu *row = &it->file->gpus[i];
        const struct rp_gpu_claim claim = {
            .uuid = rp_rank_file_text(it->file, row->uuid),
            .name = rp_rank_file_text(it->file, row->name),
            .bus = rp_rank_file_text(it->file, row->bus),
            .node = node_of(it->file),
            .memory_bytes = row->memory_bytes,
            .processors = row->processors,
            .capability = row->capability,
            .clock_khz = row->clock_khz,
            .rank = it->rank,
        };

        if (row->uuid != 0)
            status = rp_share_gpu(it->share, &claim, &it->gpus[i]);
    }
    return status;
}

/* Is there a later row of the same process? */
static bool is_replaced(const struct rp_rank_file *file, size_t number)
{
    for (size_t i = number + 1; i < file->gpu_state_count; i++)
        if (file->gpu_states[i].state != 0 &&
            file->gpu_states[i].process == file->gpu_states[number].process)
            return true;
    return false;
}

static enum rp_status read_states(struct reading *it)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->gpu_state_count; i++) {
        const struct rp_rank_gpu_state *state = &it->file->gpu_states[i];
        struct rp_cluster_gpu_state row = {.rank = it->rank,
                                           .state = state->state,
                                           .level = state->level,
                                           .cupti_version = state->cupti_version,
                                           .driver_version = state->driver_version};

        if (state->state == 0 || is_replaced(it->file, i))
            continue;
        row.pid = it->file->processes[state->process].pid;
        status = rp_text_pool_add(&it->share->texts, rp_rank_file_text(it->file, state->reason),
                                  &row.reason);
        if (status == RP_OK)
            status = rp_share_add(it->share, RP_CLUSTER_TABLE_gpu_state, &row);
    }
    return status;
}

/* ---- operations ---- */

/* The rows of one place grow: the last one has the least and the most so far. */
static void add_operation(void *into, const void *from)
{
    struct rp_cluster_gpu_operation *const sum = into;
    const struct rp_cluster_gpu_operation *row = from;

    sum->count += row->count;
    sum->time_ns += row->time_ns;
    sum->bytes += row->bytes;
    sum->latency_ns += row->latency_ns;
    sum->least_ns = row->least_ns < sum->least_ns ? row->least_ns : sum->least_ns;
    sum->most_ns = row->most_ns > sum->most_ns ? row->most_ns : sum->most_ns;
    sum->most_latency_ns =
        row->most_latency_ns > sum->most_latency_ns ? row->most_latency_ns : sum->most_latency_ns;
}

static enum rp_status read_operations(struct reading *it)
{
    static const struct rp_summing summing = {rp_gpu_order_operations, add_operation, NULL};
    struct rp_rows rows = {.row_bytes = sizeof(struct rp_cluster_gpu_operation)};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->gpu_operation_count; i++) {
        const struct rp_rank_gpu_operation *operation = &it->file->gpu_operations[i];
        const struct rp_cluster_gpu_operation row = {
            .rank = it->rank,
            .context = it->contexts[operation->context],
            .gpu = gpu_of(it, operation->gpu),
            .kind = operation->kind,
            .count = operation->count,
            .time_ns = operation->time_ns,
            .bytes = operation->bytes,
            .least_ns = operation->least_ns,
            .most_ns = operation->most_ns,
            .latency_ns = operation->latency_ns,
            .most_latency_ns = operation->most_latency_ns,
        };

        if (operation->kind > 0 && operation->kind < RP_GPU_KIND_COUNT)
            status = rp_rows_add(&rows, &row);
    }
    if (status == RP_OK)
        status = rp_share_add_sums(it->share, RP_CLUSTER_TABLE_gpu_operation, &rows, &summing);
    rp_rows_release(&rows);
    return status;
}

/* ---- times ---- */

static void add_time(void *into, const void *from)
{
    ((struct rp_cluster_gpu_time *)into)->count +=
        ((const struct rp_cluster_gpu_time *)from)->count;
    ((struct rp_cluster_gpu_time *)into)->time_ns +=
        ((const struct rp_cluster_gpu_time *)from)->time_ns;
}

static void add_slice(void *into, const void *from)
{
    ((struct rp_cluster_gpu_series *)into)->time_ns +=
        ((const struct rp_cluster_gpu_series *)from)->time_ns;
}

static bool is_use(unsigned class)
{
    return class == RP_GPU_OBSERVED || class == RP_GPU_BUSY ||
           (class >= RP_GPU_IDLE_HOST && class <= RP_GPU_IDLE_END);
}

static enum rp_status add_letter(struct reading *it, const struct rp_rank_gpu_time *time)
{
    const struct rp_gpu_letter letter = {.end_ns = time->time_ns,
                                         .count = time->count,
                                         .gpu = gpu_of(it, time->gpu),
                                         .rank = it->rank,
                                         .context = it->contexts[time->context],
                                         .class = time->class};

    if (letter.gpu == RP_NO_ROW || !is_use(time->class))
        return RP_OK;
    return rp_spool_add(&it->share->gpu_letters, &letter, 1);
}

static enum rp_status add_series(struct reading *it, const struct rp_rank_gpu_time *time,
                                 struct rp_rows *rows)
{
    const struct rp_rank_slice *const slice = &it->file->slices[time->slice];
    const uint64_t start_ns = it->file->session.start_realtime_ns;
    const struct rp_cluster_gpu_series row = {.rank = it->rank,
                                              .gpu = gpu_of(it, time->gpu),
                                              .start_ns = start_ns + slice->start_ns,
                                              .end_ns = start_ns + slice->end_ns,
                                              .class = time->class,
                                              .time_ns = time->time_ns};

    if (row.gpu == RP_NO_ROW || time->class > RP_GPU_IDLE_END || time->class == RP_GPU_STREAM)
        return RP_OK;
    return rp_rows_add(rows, &row);
}

static enum rp_status read_times(struct reading *it)
{
    static const struct rp_summing summing = {rp_gpu_order_times, add_time, NULL};
    struct rp_rows rows = {.row_bytes = sizeof(struct rp_cluster_gpu_time)};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->gpu_time_count; i++) {
        const struct rp_rank_gpu_time *time = &it->file->gpu_times[i];
        const struct rp_cluster_gpu_time row = {.rank = it->rank,
                                                .gpu = gpu_of(it, time->gpu),
                                                .class = time->class,
                                                .number = time->number,
                                                .count = time->count,
                                                .time_ns = time->time_ns};

        if (time->class == 0 || time->class >= RP_GPU_TIME_COUNT)
            continue;
        status = rp_rows_add(&rows, &row);
        if (status == RP_OK)
            status = add_letter(it, time);
    }
    if (status == RP_OK)
        status = rp_share_add_sums(it->share, RP_CLUSTER_TABLE_gpu_time, &rows, &summing);
    rp_rows_release(&rows);
    return status;
}

static enum rp_status read_series(struct reading *it)
{
    static const struct rp_summing summing = {rp_gpu_order_series, add_slice, NULL};
    struct rp_rows rows = {.row_bytes = sizeof(struct rp_cluster_gpu_series)};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->gpu_time_count; i++) {
        if (it->file->gpu_times[i].class != 0)
            status = add_series(it, &it->file->gpu_times[i], &rows);
    }
    if (status == RP_OK)
        status = rp_share_add_sums(it->share, RP_CLUSTER_TABLE_gpu_series, &rows, &summing);
    rp_rows_release(&rows);
    return status;
}

/* Spans are told by the node's clock, which its ranks have in common. */
static enum rp_status read_spans(struct reading *it)
{
    const uint64_t start_ns = it->file->session.start_monotonic_ns;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->file->gpu_event_count; i++) {
        const struct rp_rank_gpu_event *event = &it->file->gpu_events[i];
        const unsigned class = event->kind - SPAN_KIND;
        const struct rp_gpu_letter letter = {.start_ns = start_ns + event->start_ns,
                                             .end_ns = start_ns + event->end_ns,
                                             .count = 1,
                                             .gpu = gpu_of(it, event->gpu),
                                             .rank = it->rank,
                                             .context = it->contexts[event->context],
                                             .class = (uint16_t) class,
                                             .is_span = 1};

        if (event->kind > SPAN_KIND && is_use(class) && letter.gpu != RP_NO_ROW &&
            event->end_ns > event->start_ns)
            status = rp_spool_add(&it->share->gpu_letters, &letter, 1);
    }
    return status;
}

enum rp_status rp_rank_gpu_read(struct rp_share *share, const struct rp_rank_file *file,
                                uint32_t rank, const uint32_t *contexts)
{
    static enum rp_status (*const steps[])(struct reading *) = {
        read_gpus, read_states, read_operations, read_times, read_series, read_spans};
    struct reading it = {share, file, rank, contexts,
                         calloc(file->gpu_count + 1, sizeof(*it.gpus))};
    enum rp_status status = it.gpus ? RP_OK : RP_E_NOMEM;

    for (size_t i = 0; status == RP_OK && i < sizeof(steps) / sizeof(steps[0]); i++)
        status = steps[i](&it);
    if (status == RP_OK)
        status = rp_rank_sensors_read(share, file, rank, it.gpus);
    free(it.gpus);
    return status;
}
