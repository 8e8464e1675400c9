/* region.c: which region a thread is in, and how long.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/regions/region.h"

#include "collector/agent/agent.h"
#include "collector/agent/heap.h"
#include "common/clock.h"

static uint32_t path_of(const struct rp_thread *thread)
{
    if (thread->region.own != 0)
        return thread->region.own;
    return atomic_load_explicit(&thread->agent->regions.current, memory_order_relaxed);
}

/* Two threads may write it both: the collector takes equal texts for one. */
static uint32_t text_of(struct rp_agent *agent, struct rp_region *region)
{
    uint32_t text = atomic_load_explicit(&region->text, memory_order_relaxed);

    if (text == RP_STRING_NONE) {
        text = rp_heap_add_text(agent->header, region->name);
        atomic_store_explicit(&region->text, text, memory_order_relaxed);
    }
    return text;
}

static uint32_t find_node(struct rp_thread *thread, uint32_t path)
{
    struct rp_region *const rows = thread->agent->regions.rows;
    uint32_t names[RP_REGION_DEPTH];
    uint32_t depth = 0;
    uint32_t node = 0;

    for (; path != 0 && depth < RP_REGION_DEPTH; path = rows[path].parent)
        names[depth++] = path;
    while (depth > 0) {
        const struct rp_segment_context context = {0, RP_CONTEXT_REGION, RP_MODULE_NONE,
                                                   text_of(thread->agent, &rows[names[--depth]])};

        /* Without room for the name it is left out. */
        if (context.offset != RP_STRING_NONE)
            node = rp_context_tree_child(&thread->tree, node, &context);
    }
    return node;
}

void rp_region_follow(struct rp_thread *thread)
{
    const uint32_t path = path_of(thread);

    if (path == thread->region.path)
        return;
    thread->region.node = find_node(thread, path);
    thread->region.path = path;
}

bool rp_region_has_moved(struct rp_thread *thread)
{
    struct rp_thread_region *const region = &thread->region;
    const uint32_t before = region->walked;

    rp_region_follow(thread);
    region->walked = region->path;
    return region->walked != before;
}

/* The thread's time in MPI up to now. */
static uint64_t mpi_time(const struct rp_segment_ledger *ledger, uint64_t now_ns)
{
    const uint64_t entered_ns = atomic_load_explicit(&ledger->entered_ns, memory_order_relaxed);
    uint64_t sum = entered_ns != 0 && entered_ns < now_ns ? now_ns - entered_ns : 0;

    for (unsigned i = 0; i < RP_MPI_CLASSES; i++)
        sum += atomic_load_explicit(&ledger->classes[i].time_ns, memory_order_relaxed);
    return sum;
}

void rp_region_book(struct rp_thread *thread)
{
    struct rp_thread_region *const region = &thread->region;
    const uint64_t now_ns = rp_clock_monotonic();
    const uint64_t mpi_ns = mpi_time(thread->recorder.ledger, now_ns);
    const uint32_t metric = rp_agent_region_metric(thread->agent);

    if (region->began > 0 && region->path == region->own && region->node != 0) {
        rp_context_tree_add(&thread->tree, region->node, metric + RP_REGION_region_time,
                            now_ns - region->booked_ns);
        /* A call that runs may have been booked some ns longer than it took. */
        if (mpi_ns > region->booked_mpi_ns)
            rp_context_tree_add(&thread->tree, region->node, metric + RP_REGION_region_mpi,
                                mpi_ns - region->booked_mpi_ns);
    }
    region->booked_ns = now_ns;
    if (mpi_ns > region->booked_mpi_ns)
        region->booked_mpi_ns = mpi_ns;
}

void rp_regions_forked(struct rp_regions *regions)
{
    for (uint32_t i = 0; i < RP_REGIONS; i++)
        atomic_store_explicit(&regions->rows[i].text, RP_STRING_NONE, memory_order_relaxed);
}
