/* region_marks.c: what a program calls to say where its regions begin and end (rankprof.h).
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "collector/agent/agent.h"
#include "collector/agent/recorder.h"
#include "include/rankprof/rankprof.h"

#define MOST_NAME (RP_REGION_NAME_BYTES - 1)

static bool is_within(const struct rp_region *region, uint32_t parent, const char *name)
{
    return atomic_load_explicit(&region->is_ready, memory_order_acquire) &&
           region->parent == parent && strncmp(region->name, name, MOST_NAME) == 0;
}

/* A new row; 0: there is none left. */
static uint32_t add(struct rp_regions *regions, uint32_t parent, const char *name)
{
    const uint32_t depth = regions->rows[parent].depth + 1;
    struct rp_region *row;
    uint32_t number;

    if (depth > RP_REGION_DEPTH ||
        atomic_load_explicit(&regions->count, memory_order_relaxed) >= RP_REGIONS - 1)
        return 0;
    number = atomic_fetch_add_explicit(&regions->count, 1, memory_order_relaxed) + 1;
    if (number >= RP_REGIONS)
        return 0;
    row = &regions->rows[number];
    row->parent = parent;
    row->depth = depth;
    memcpy(row->name, name, strnlen(name, MOST_NAME));
    atomic_store_explicit(&row->is_ready, true, memory_order_release);
    return number;
}

/* Two threads that begin the same at the same time may make two rows of it: they are told as one.
 */
static uint32_t find_or_add(struct rp_regions *regions, uint32_t parent, const char *name)
{
    const uint32_t count = atomic_load_explicit(&regions->count, memory_order_relaxed);

    for (uint32_t i = 1; i <= count && i < RP_REGIONS; i++)
        if (is_within(&regions->rows[i], parent, name))
            return i;
    return add(regions, parent, name);
}

static void go_to(struct rp_thread *thread, uint32_t path)
{
    thread->region.own = path;
    if (thread->is_first)
        atomic_store_explicit(&thread->agent->regions.current, path, memory_order_relaxed);
    rp_region_follow(thread);
}

static void refuse(struct rp_thread *thread)
{
    atomic_fetch_add_explicit(&thread->tree.thread->refused_contexts, 1, memory_order_relaxed);
}

static void begin(const char *name, int is_iteration)
{
    struct rp_thread *const thread = name && name[0] ? rp_recorder_begin() : NULL;
    uint32_t path;

    if (!thread)
        return;
    path = find_or_add(&thread->agent->regions, thread->region.own, name);
    if (path != 0) {
        rp_region_book(thread);
        go_to(thread, path);
        thread->region.began++;
        rp_context_tree_add(&thread->tree, thread->region.node,
                            rp_agent_region_metric(thread->agent) +
                                (is_iteration ? RP_REGION_iterations : RP_REGION_region_visits),
                            thread->region.node != 0);
    } else {
        refuse(thread);
    }
    rp_recorder_end(thread);
}

/* How many names of the thread's path end with this one; 0: it is not among them. */
static uint32_t count_ended(const struct rp_thread *thread, const char *name)
{
    const struct rp_region *const rows = thread->agent->regions.rows;
    uint32_t ended = 1;

    for (uint32_t path = thread->region.own; path != 0; path = rows[path].parent, ended++)
        if (strncmp(rows[path].name, name, MOST_NAME) == 0)
            return ended;
    return 0;
}

static void end(const char *name)
{
    struct rp_thread *const thread = name ? rp_recorder_begin() : NULL;
    uint32_t path, ended;

    if (!thread)
        return;
    path = thread->region.own;
    ended = count_ended(thread, name);
    if (ended > 0) {
        rp_region_book(thread);
        for (uint32_t i = 0; i < ended; i++)
            path = thread->agent->regions.rows[path].parent;
        go_to(thread, path);
        thread->region.began -= ended < thread->region.began ? ended : thread->region.began;
    }
    rp_recorder_end(thread);
}

__attribute__((visibility("default")))
const struct rankprof_regions rankprof_regions = {RANKPROF_REGIONS_VERSION, begin, end};
