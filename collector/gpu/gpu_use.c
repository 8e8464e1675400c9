/* gpu_use.c: how one GPU was used over time: busy with what, and idle why.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Why a GPU was idle is told by the operation that ended it. If it was launched after the one
 * before had ended, the host was late: as far as the launching thread was in MPI, or had still been
 * synchronising, that is told apart. What is left until the start is the latency of the launch. If
 * it was in the queue already, it waited for other work, but for the short time that two operations
 * are apart in any case. The distinction of late hosts from waiting work is that of Holistic Trace
 * Analysis (Meta, 2022).
 */
#include "collector/gpu/gpu_use.h"

#include "common/clock.h"

#define APART_NS 1500u /* between two operations that follow each other */

static enum rp_status add(struct rp_gpu_use *use, enum rp_gpu_time class, uint64_t time_ns)
{
    const struct rp_rank_gpu_time row = {.gpu = use->gpu,
                                         .thread = RP_NO_ROW,
                                         .class = (uint16_t) class,
                                         .count = 1,
                                         .time_ns = time_ns};

    return time_ns > 0 ? rp_gpu_sums_add(&use->sums, &row) : RP_OK;
}

static enum rp_status tell(struct rp_gpu_use *use, const struct rp_gpu_span *span)
{
    return use->tell && span->end_ns > span->start_ns ? use->tell(use->listener, span) : RP_OK;
}

/* ---- idle ---- */

/* Part of a gap, from *at on. */
static enum rp_status add_idle(struct rp_gpu_use *use, const struct rp_gpu_event *event,
                               enum rp_gpu_time class, uint64_t *at, uint64_t until_ns)
{
    const struct rp_gpu_span span = {.start_ns = *at,
                                     .end_ns = until_ns,
                                     .thread = event->thread,
                                     .context = event->launch_context,
                                     .class = (uint16_t) class};
    const struct rp_rank_gpu_time row = {.gpu = use->gpu,
                                         .thread = event->thread,
                                         .context = event->launch_context,
                                         .class = (uint16_t) class,
                                         .count = 1,
                                         .time_ns = until_ns - *at};

    if (until_ns <= *at)
        return RP_OK;
    *at = until_ns;
    if (rp_gpu_sums_add(&use->sums, &row) != RP_OK)
        return RP_E_NOMEM;
    return tell(use, &span);
}

static uint64_t least(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

/* From the end of the work before to the launch. */
static enum rp_status blame_host(struct rp_gpu_use *use, const struct rp_gpu_event *event,
                                 uint64_t *at)
{
    const uint64_t launch_ns = event->launch_ns;
    enum rp_status status = RP_OK;

    if (event->since_sync_ns != UINT32_MAX)
        status = add_idle(use, event, RP_GPU_IDLE_SYNC, at,
                          least(launch_ns - event->since_sync_ns, launch_ns));
    if (status == RP_OK)
        status = add_idle(use, event, RP_GPU_IDLE_MPI, at, least(*at + event->mpi_ns, launch_ns));
    return status == RP_OK ? add_idle(use, event, RP_GPU_IDLE_HOST, at, launch_ns) : status;
}

static enum rp_status blame(struct rp_gpu_use *use, const struct rp_gpu_event *event)
{
    const uint64_t gap_ns = event->start_ns - use->ends[RP_GPU_UNION_ALL];
    const bool is_late =
        event->launch_ns > use->ends[RP_GPU_UNION_ALL] && event->launch_ns < event->start_ns;
    uint64_t at = use->ends[RP_GPU_UNION_ALL];
    enum rp_status status = is_late ? blame_host(use, event, &at) : RP_OK;

    if (status != RP_OK)
        return status;
    return add_idle(use, event,
                    is_late || gap_ns <= APART_NS ? RP_GPU_IDLE_LAUNCH : RP_GPU_IDLE_DEPENDENCY,
                    &at, event->start_ns);
}

/* ---- busy ---- */

/* By how much the union grows. */
static uint64_t join(struct rp_gpu_use *use, enum rp_gpu_union which, uint64_t start_ns,
                     uint64_t end_ns)
{
    const uint64_t before_ns = use->ends[which];

    if (end_ns <= before_ns)
        return 0;
    use->ends[which] = end_ns;
    return end_ns - (start_ns > before_ns ? start_ns : before_ns);
}

/* What `one` and `other` have in common grows by what they grow, less what their union does. */
static enum rp_status add_common(struct rp_gpu_use *use, const struct rp_gpu_event *event,
                                 enum rp_gpu_union both, enum rp_gpu_time class, uint64_t grown_ns)
{
    const uint64_t union_ns = join(use, both, event->start_ns, event->end_ns);

    return add(use, class, grown_ns - union_ns);
}

static enum rp_status take_work(struct rp_gpu_use *use, const struct rp_gpu_event *event)
{
    static const struct {
        enum rp_gpu_union own;
        enum rp_gpu_time class;
    } works[RP_GPU_WORKS] = {
        [RP_GPU_WORK_COMPUTE] = {RP_GPU_UNION_COMPUTE, RP_GPU_BUSY_COMPUTE},
        [RP_GPU_WORK_COMMUNICATION] = {RP_GPU_UNION_COMMUNICATION, RP_GPU_BUSY_COMMUNICATION},
        [RP_GPU_WORK_COPY] = {RP_GPU_UNION_COPY, RP_GPU_BUSY_COPY},
    };
    const enum rp_gpu_work work = rp_gpu_kind_work(event->kind);
    const uint64_t grown_ns = join(use, works[work].own, event->start_ns, event->end_ns);
    enum rp_status status = add(use, works[work].class, grown_ns);

    if (status == RP_OK && work != RP_GPU_WORK_COPY)
        status = add_common(use, event, RP_GPU_UNION_COMPUTE_COMMUNICATION,
                            RP_GPU_COMMUNICATION_HIDDEN, grown_ns);
    if (status == RP_OK && work != RP_GPU_WORK_COMMUNICATION)
        status = add_common(use, event, RP_GPU_UNION_COMPUTE_COPY, RP_GPU_COPY_HIDDEN, grown_ns);
    return status;
}

/* Where this one meets any before it. */
static enum rp_status take_concurrency(struct rp_gpu_use *use, const struct rp_gpu_event *event)
{
    const uint64_t until_ns = least(event->end_ns, use->ends[RP_GPU_UNION_ALL]);

    if (until_ns <= event->start_ns)
        return RP_OK;
    return add(use, RP_GPU_CONCURRENT, join(use, RP_GPU_UNION_TWICE, event->start_ns, until_ns));
}

static enum rp_status add_stream(struct rp_gpu_use *use, const struct rp_gpu_event *event)
{
    const struct rp_rank_gpu_time row = {.gpu = use->gpu,
                                         .thread = RP_NO_ROW,
                                         .class = RP_GPU_STREAM,
                                         .number = event->stream,
                                         .count = 1,
                                         .time_ns = event->end_ns - event->start_ns};

    return rp_gpu_sums_add(&use->sums, &row);
}

/* The size classes are those of messages: n from 2^(n-1) ns to below 2^n. */
static enum rp_status add_latency(struct rp_gpu_use *use, const struct rp_gpu_event *event)
{
    const uint64_t latency_ns = event->start_ns - event->launch_ns;
    const struct rp_rank_gpu_time row = {
        .gpu = use->gpu,
        .thread = RP_NO_ROW,
        .class = RP_GPU_LATENCY,
        .number = latency_ns ? 64u - (uint32_t)__builtin_clzll(latency_ns) : 0,
        .count = 1,
        .time_ns = latency_ns};

    return event->launch_ns > 0 && event->launch_ns <= event->start_ns
               ? rp_gpu_sums_add(&use->sums, &row)
               : RP_OK;
}

static enum rp_status end_busy(struct rp_gpu_use *use)
{
    const struct rp_gpu_span span = {.start_ns = use->busy_since_ns,
                                     .end_ns = use->ends[RP_GPU_UNION_ALL],
                                     .thread = RP_NO_ROW,
                                     .class = RP_GPU_BUSY};

    use->busy_since_ns = use->ends[RP_GPU_UNION_ALL];
    return tell(use, &span);
}

static enum rp_status take_gap(struct rp_gpu_use *use, const struct rp_gpu_event *event)
{
    enum rp_status status;

    if (event->start_ns <= use->ends[RP_GPU_UNION_ALL])
        return RP_OK;
    status = end_busy(use);
    if (status == RP_OK)
        status = blame(use, event);
    use->busy_since_ns = event->start_ns;
    return status;
}

static enum rp_status count_late(struct rp_gpu_use *use)
{
    const struct rp_rank_gpu_time row = {
        .gpu = use->gpu, .thread = RP_NO_ROW, .class = RP_GPU_LATE, .count = 1};

    return rp_gpu_sums_add(&use->sums, &row);
}

/* One that comes too late counts as far as it goes beyond what is known. */
enum rp_status rp_gpu_use_take(struct rp_gpu_use *use, const struct rp_gpu_event *event)
{
    enum rp_status status = RP_OK;

    rp_gpu_use_start(use, event->start_ns);
    if (event->start_ns < use->last_start_ns)
        status = count_late(use);
    else
        use->last_start_ns = event->start_ns;
    if (status == RP_OK)
        status = take_gap(use, event);
    if (status == RP_OK)
        status = take_concurrency(use, event);
    if (status == RP_OK)
        status = add(use, RP_GPU_BUSY, join(use, RP_GPU_UNION_ALL, event->start_ns, event->end_ns));
    if (status == RP_OK)
        status = take_work(use, event);
    if (status == RP_OK)
        status = add_stream(use, event);
    return status == RP_OK ? add_latency(use, event) : status;
}

/* ---- observation ---- */

void rp_gpu_use_start(struct rp_gpu_use *use, uint64_t now_ns)
{
    if (use->is_observed)
        return;
    use->is_observed = true;
    use->observed_ns = now_ns;
    use->last_start_ns = now_ns;
    use->busy_since_ns = now_ns;
    for (size_t i = 0; i < RP_GPU_UNIONS; i++)
        if (use->ends[i] < now_ns)
            use->ends[i] = now_ns;
}

enum rp_status rp_gpu_use_observe(struct rp_gpu_use *use, uint64_t until_ns)
{
    const uint64_t from_ns = use->observed_ns;

    if (!use->is_observed || until_ns <= from_ns)
        return RP_OK;
    use->observed_ns = until_ns;
    return add(use, RP_GPU_OBSERVED, until_ns - from_ns);
}

enum rp_status rp_gpu_use_stop(struct rp_gpu_use *use, uint64_t now_ns)
{
    struct rp_gpu_span span = {.start_ns = use->ends[RP_GPU_UNION_ALL],
                               .end_ns = now_ns,
                               .thread = RP_NO_ROW,
                               .class = RP_GPU_IDLE_END};
    enum rp_status status;

    if (!use->is_observed)
        return RP_OK;
    if (now_ns <
        span.start_ns) /* what was told to end later was cut off by the end of the process */
        span.end_ns = now_ns = span.start_ns;
    status = rp_gpu_use_observe(use, now_ns);
    if (status == RP_OK)
        status = end_busy(use);
    if (status == RP_OK)
        status = add(use, RP_GPU_IDLE_END, span.end_ns - span.start_ns);
    if (status == RP_OK)
        status = tell(use, &span);
    use->is_observed = false;
    return status;
}
