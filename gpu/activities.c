/* activities.c: which records CUPTI makes.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Few kinds, for each costs the program something: no records of calls (the callbacks tell us),
 * none of external correlations, none of synchronisation. The clock is given once and never again:
 * giving it anew shifts times.
 */
#include "gpu/activities.h"

#include "common/clock.h"
#include "gpu/buffers.h"

#define FLUSH_MS       1000u
#define DEVICE_BUFFERS 64u /* of 3.2 MB, in the memory of the GPU, at most */

static const struct {
    enum rp_cupti_kind kind;
    bool needed;
} kinds[] = {
    {RP_CUPTI_KIND_KERNEL, true},  {RP_CUPTI_KIND_COPY, false},  {RP_CUPTI_KIND_PEER_COPY, false},
    {RP_CUPTI_KIND_MEMSET, false}, {RP_CUPTI_KIND_GRAPH, false}, {RP_CUPTI_KIND_OVERHEAD, false},
};

static void set_attribute(struct rp_trace *trace, int attribute, void *value, size_t bytes)
{
    trace->cupti.cuptiActivitySetAttribute(attribute, &bytes,
                                           value); /* refused: the default stays */
}

static void set_attributes(struct rp_trace *trace)
{
    size_t limit = DEVICE_BUFFERS;
    uint8_t yes = 1;

    set_attribute(trace, RP_CUPTI_PER_THREAD_BUFFER, &yes, sizeof(yes));
    set_attribute(trace, RP_CUPTI_ZEROED_OUT_BUFFER, &yes, sizeof(yes));
    set_attribute(trace, RP_CUPTI_DEVICE_BUFFER_POOL_LIMIT, &limit, sizeof(limit));
}

/* With the records of each kernel of a graph, those of graphs would tell the same twice. */
rp_cupti_result rp_activities_enable(struct rp_trace *trace, bool enable)
{
    rp_cupti_result result = RP_CUPTI_OK;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        rp_cupti_result done;

        if (kinds[i].kind == RP_CUPTI_KIND_GRAPH && trace->settings.graph_nodes)
            continue;
        done = enable ? trace->cupti.cuptiActivityEnable(kinds[i].kind)
                      : trace->cupti.cuptiActivityDisable(kinds[i].kind);
        if (kinds[i].needed && done != RP_CUPTI_OK)
            result = done;
    }
    return result;
}

rp_cupti_result rp_activities_start(struct rp_trace *trace)
{
    const struct rp_cupti *const cupti = &trace->cupti;
    rp_cupti_result result;

    set_attributes(trace);
    result = cupti->cuptiActivityRegisterTimestampCallback(rp_clock_monotonic);
    if (result == RP_CUPTI_OK)
        result = cupti->cuptiActivityRegisterCallbacks(rp_buffers_request, rp_buffers_complete);
    if (result == RP_CUPTI_OK)
        result = rp_activities_enable(trace, true);
    if (result == RP_CUPTI_OK)
        cupti->cuptiActivityFlushPeriod(FLUSH_MS);
    return result;
}
