/* budget.c: what our own work costs, and what we leave undone when it costs too much.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The cost is our work at launches (measured at some of them), our work on records, and what CUPTI
 * says that it took itself, in relation to the wall time. It is never taken up again: with graphs,
 * a CUPTI before 13.1 mixes correlation ids up after a pause.
 */
#include "gpu/budget.h"

#include "common/clock.h"

#define PASSES_ALLOWED 3u /* one after the other, for a start always costs more */

/* Of CUPTI: flushing, instrumentation, resources, requests for buffers. */
static const uint8_t own_overheads[] = {1, 2, 3, 7};

struct looking {
    uint64_t last_ns;
    uint64_t last_cost_ns;
    uint32_t passes;
};

static uint64_t load(_Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static uint64_t cost_so_far(struct rp_gpu_area *area)
{
    uint64_t cost_ns = load(&area->records_ns);

    for (uint32_t i = 0; i < RP_GPU_SHARDS; i++)
        cost_ns += load(&area->shards[i].work_ns);
    for (size_t i = 0; i < sizeof(own_overheads); i++)
        cost_ns += load(&area->overhead_times[own_overheads[i]]);
    return cost_ns;
}

static void compare(struct rp_trace *trace, struct looking *looking, uint64_t passed_ns)
{
    const uint64_t cost_ns = cost_so_far(trace->area);
    const double share = (double)(cost_ns - looking->last_cost_ns) / (double)passed_ns;
    const uint32_t level = atomic_load_explicit(&trace->area->level, memory_order_relaxed);

    looking->last_cost_ns = cost_ns;
    looking->passes = share > trace->settings.budget ? looking->passes + 1 : 0;
    if (looking->passes < PASSES_ALLOWED || level == RP_BUDGET_NOTHING)
        return;
    looking->passes = 0;
    atomic_store_explicit(&trace->area->level, level + 1, memory_order_relaxed);
}

/* Whoever comes while another looks goes on. */
void rp_budget_look(struct rp_trace *trace, uint64_t now_ns)
{
    static atomic_flag is_looking = ATOMIC_FLAG_INIT;
    static struct looking looking;

    if (trace->settings.budget <= 0 ||
        atomic_flag_test_and_set_explicit(&is_looking, memory_order_acquire))
        return;
    if (now_ns >= looking.last_ns + RP_NS_PER_SECOND) {
        if (looking.last_ns > 0)
            compare(trace, &looking, now_ns - looking.last_ns);
        else
            looking.last_cost_ns = cost_so_far(trace->area);
        looking.last_ns = now_ns;
    }
    atomic_flag_clear_explicit(&is_looking, memory_order_release);
}
