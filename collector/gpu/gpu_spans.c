/* gpu_spans.c: the spans of a GPU in one slice, as few as may be.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/gpu/gpu_spans.h"

#include <stdlib.h>

#define FIRST_GAP_NS 1000u

/* Busy spans that follow each other are one, and so are those with but a short gap between them. */
static bool joins(const struct rp_gpu_spans *spans, const struct rp_gpu_span *last,
                  const struct rp_gpu_span *span)
{
    const bool is_short = span->end_ns - span->start_ns < spans->least_gap_ns;

    return last->class == RP_GPU_BUSY && last->end_ns == span->start_ns &&
           (span->class == RP_GPU_BUSY || is_short);
}

static void put(struct rp_gpu_spans *spans, struct rp_gpu_span *all, const struct rp_gpu_span *span)
{
    if (spans->count > 0 && joins(spans, &all[spans->count - 1], span))
        all[spans->count - 1].end_ns = span->end_ns;
    else
        all[spans->count++] = *span;
}

/* Doubles the shortest gap that counts until half of the room is free. */
static void make_room(struct rp_gpu_spans *spans)
{
    while (spans->count > RP_GPU_SPANS / 2) {
        const size_t count = spans->count;

        spans->least_gap_ns = spans->least_gap_ns ? 2 * spans->least_gap_ns : FIRST_GAP_NS;
        spans->count = 0;
        for (size_t i = 0; i < count; i++) {
            const struct rp_gpu_span span = spans->all[i];

            put(spans, spans->all, &span);
        }
    }
}

enum rp_status rp_gpu_spans_take(void *listener, const struct rp_gpu_span *span)
{
    struct rp_gpu_spans *const spans = listener;

    if (!spans->all)
        spans->all = calloc(RP_GPU_SPANS, sizeof(*spans->all));
    if (!spans->all)
        return RP_E_NOMEM;
    if (spans->count == RP_GPU_SPANS)
        make_room(spans);
    put(spans, spans->all, span);
    return RP_OK;
}

void rp_gpu_spans_release(struct rp_gpu_spans *spans)
{
    free(spans->all);
    *spans = (struct rp_gpu_spans){0};
}
