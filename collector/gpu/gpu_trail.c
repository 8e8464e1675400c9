/* gpu_trail.c: the last operations of the rank's GPUs with their moments, or all of them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/gpu/gpu_trail.h"

#include <stdlib.h>

#include "common/clock.h"

#define KEPT      (UINT64_C(1) << 17) /* operations at most, a power of two: 7 MiB */
#define KEPT_NS   (60 * RP_NS_PER_SECOND)
#define SPAN_KIND 100u /* and the class of the span */

void rp_gpu_trail_init(struct rp_gpu_trail *trail, uint64_t session_ns, uint64_t all)
{
    *trail = (struct rp_gpu_trail){.session_ns = session_ns, .all = all, .keeps_last = all == 0};
}

void rp_gpu_trail_release(struct rp_gpu_trail *trail)
{
    free(trail->last);
    trail->last = NULL;
}

static uint64_t since_session(const struct rp_gpu_trail *trail, uint64_t time_ns)
{
    return time_ns > trail->session_ns ? time_ns - trail->session_ns : 0;
}

static struct rp_rank_gpu_event row_of(const struct rp_gpu_trail *trail, uint32_t gpu,
                                       const struct rp_gpu_event *event)
{
    return (struct rp_rank_gpu_event){
        .gpu = gpu,
        .thread = event->thread,
        .context = event->context,
        .kind = event->kind,
        .stream = event->stream,
        .start_ns = since_session(trail, event->start_ns),
        .end_ns = since_session(trail, event->end_ns),
        .launch_ns = event->launch_ns ? since_session(trail, event->launch_ns) : 0,
        .bytes = event->bytes,
    };
}

/* Memory is taken when it is needed first: most ranks use no GPU. */
static enum rp_status keep(struct rp_gpu_trail *trail, const struct rp_rank_gpu_event *row)
{
    if (!trail->last)
        trail->last = malloc(KEPT * sizeof(*trail->last));
    if (!trail->last)
        return RP_E_NOMEM;
    trail->last[trail->count++ & (KEPT - 1)] = *row;
    return RP_OK;
}

enum rp_status rp_gpu_trail_add(struct rp_gpu_trail *trail, uint32_t gpu,
                                const struct rp_gpu_event *event, struct rp_rank_writer *writer)
{
    const struct rp_rank_gpu_event row = row_of(trail, gpu, event);

    if (trail->keeps_last)
        return keep(trail, &row);
    if (trail->all == 0) {
        trail->cut++;
        return RP_OK;
    }
    trail->all--;
    return rp_rank_writer_add_gpu_event(writer, &row);
}

enum rp_status rp_gpu_trail_span(const struct rp_gpu_trail *trail, uint32_t gpu,
                                 const struct rp_gpu_span *span, struct rp_rank_writer *writer)
{
    const struct rp_rank_gpu_event row = {
        .gpu = gpu,
        .thread = span->thread,
        .context = span->context,
        .kind = (uint16_t)(SPAN_KIND + span->class),
        .start_ns = since_session(trail, span->start_ns),
        .end_ns = since_session(trail, span->end_ns),
    };

    return rp_rank_writer_add_gpu_event(writer, &row);
}

enum rp_status rp_gpu_trail_finish(struct rp_gpu_trail *trail, struct rp_rank_writer *writer)
{
    const uint64_t first = trail->count > KEPT ? trail->count - KEPT : 0;
    uint64_t last_ns = 0;
    enum rp_status status = RP_OK;

    for (uint64_t i = first; i < trail->count; i++)
        if (trail->last[i & (KEPT - 1)].end_ns > last_ns)
            last_ns = trail->last[i & (KEPT - 1)].end_ns;
    for (uint64_t i = first; status == RP_OK && i < trail->count; i++) {
        const struct rp_rank_gpu_event *const row = &trail->last[i & (KEPT - 1)];

        if (row->end_ns + KEPT_NS >= last_ns)
            status = rp_rank_writer_add_gpu_event(writer, row);
    }
    trail->count = 0;
    return status;
}
