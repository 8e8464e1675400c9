/* gpu_counters.c: what a process counts of its tracing of GPUs, and what became of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/gpu/gpu_counters.h"

static uint64_t growth(uint64_t *last, uint64_t now)
{
    const uint64_t before = *last;

    *last = now > before ? now : before;
    return *last - before;
}

/* What the area holds now, by class; those of launches are sums over its shards. */
static void sum_up(const struct rp_gpu_area *now, uint64_t overwritten, uint64_t *counts,
                   uint64_t *times_ns)
{
    const struct {
        enum rp_gpu_time class;
        uint64_t count;
    } counters[] = {
        {RP_GPU_RECORDS, now->records},           {RP_GPU_DROPPED, now->dropped},
        {RP_GPU_UNTIMED, now->untimed},           {RP_GPU_UNATTRIBUTED, now->unattributed},
        {RP_GPU_UNKNOWN, now->unknown},           {RP_GPU_REFUSED, now->refused_operations},
        {RP_GPU_NO_BUFFER, now->refused_buffers}, {RP_GPU_OVERWRITTEN, overwritten},
    };

    for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
        counts[counters[i].class - RP_GPU_LAUNCHES] = counters[i].count;
    for (uint32_t i = 0; i < RP_GPU_SHARDS; i++) {
        counts[0] += now->shards[i].opened;
        counts[RP_GPU_GRAPH_CAPTURED - RP_GPU_LAUNCHES] += now->shards[i].captured;
        times_ns[RP_GPU_COST_LAUNCH - RP_GPU_LAUNCHES] += now->shards[i].work_ns;
    }
    times_ns[RP_GPU_COST_RECORDS - RP_GPU_LAUNCHES] = now->records_ns;
}

static enum rp_status tell_counters(struct rp_gpu_counters *last, const struct rp_gpu_area *now,
                                    uint64_t overwritten, struct rp_gpus *gpus)
{
    uint64_t counts[RP_GPU_COUNTERS] = {0};
    uint64_t times_ns[RP_GPU_COUNTERS] = {0};
    enum rp_status status = RP_OK;

    _Static_assert(RP_GPU_TIME_COUNT - RP_GPU_LAUNCHES <= RP_GPU_COUNTERS, "room for each class");
    sum_up(now, overwritten, counts, times_ns);
    for (uint32_t i = 0; status == RP_OK && i < RP_GPU_COUNTERS; i++) {
        const uint64_t grown = growth(&last->counters[i], counts[i] + times_ns[i]);

        status = rp_gpus_count(gpus, RP_GPU_LAUNCHES + i, 0, counts[i] ? grown : 0,
                               times_ns[i] ? grown : 0);
    }
    return status;
}

static enum rp_status tell_overheads(struct rp_gpu_counters *last, const struct rp_gpu_area *now,
                                     struct rp_gpus *gpus)
{
    enum rp_status status = RP_OK;

    for (uint32_t i = 0; status == RP_OK && i < RP_GPU_OVERHEADS; i++)
        status = rp_gpus_count(gpus, RP_GPU_COST_CUPTI, i,
                               growth(&last->overheads[i], now->overheads[i]),
                               growth(&last->overhead_times[i], now->overhead_times[i]));
    return status;
}

static enum rp_status add_state(const struct rp_gpu_area *now, enum rp_gpu_state state,
                                const char *reason, const struct rp_gpu_source *source)
{
    struct rp_rank_writer *const writer = rp_unify_writer(source->unify);
    struct rp_rank_gpu_state row = {.process = source->process,
                                    .state = (uint16_t)state,
                                    .level = (uint16_t)now->level,
                                    .cupti_version = now->cupti_version,
                                    .driver_version = now->driver_version};
    const enum rp_status status = rp_rank_writer_string(writer, reason, &row.reason);

    return status == RP_OK ? rp_rank_writer_add_gpu_state(writer, &row) : status;
}

static enum rp_status tell_state(struct rp_gpu_counters *last, const struct rp_gpu_area *now,
                                 const struct rp_gpu_source *source)
{
    if ((now->state == last->state && now->level == last->level) ||
        now->state >= RP_GPU_STATE_COUNT || now->state == RP_GPU_NOT_USED)
        return RP_OK;
    last->state = now->state;
    last->level = now->level;
    return add_state(now, now->state, rp_segment_texts_at(source->texts, now->reason), source);
}

enum rp_status rp_gpu_counters_end(struct rp_gpu_counters *counters, const struct rp_gpu_area *now,
                                   const struct rp_gpu_source *source)
{
    uint64_t opened = 0;

    for (uint32_t i = 0; i < RP_GPU_SHARDS; i++)
        opened += now->shards[i].opened;
    if (counters->state != RP_GPU_TRACED || opened == 0 || now->records > 0)
        return RP_OK;
    return add_state(now, RP_GPU_YIELDED, "a tool within the program, which took all records",
                     source);
}

enum rp_status rp_gpu_counters_tell(struct rp_gpu_counters *counters, const struct rp_gpu_area *now,
                                    uint64_t overwritten, const struct rp_gpu_source *source)
{
    enum rp_status status = tell_counters(counters, now, overwritten, source->gpus);

    if (status == RP_OK)
        status = tell_overheads(counters, now, source->gpus);
    return status == RP_OK ? tell_state(counters, now, source) : status;
}
