/* agent.h: what the agent keeps for one process.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_AGENT_H
#define RANKPROF_AGENT_AGENT_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "collector/agent/counters/counters.h"
#include "collector/agent/modules/module.h"
#include "collector/agent/python/python.h"
#include "collector/agent/sampling/trigger.h"
#include "collector/agent/settings.h"
#include "collector/agent/thread.h"
#include "common/clock.h"
#include "common/segment.h"

#define RP_OWN_MODULES 4u /* agent, mpi, mpich, gpu */

struct rp_agent {
    struct rp_segment_header *header; /* the segment; NULL: not attached */
    /* Its layout: what stands in the segment the application may write over by mistake. */
    struct rp_segment_header layout;
    _Atomic(char *) trees[RP_SEGMENT_THREADS]; /* of the slots; NULL: not mapped yet */
    void *gpu_page;                            /* of the area for GPUs; NULL: there is none */
    _Atomic uint32_t lowest_free;              /* slot from which on a free one is looked for */
    struct rp_modules *modules;
    /* Of rankprof: their frames are left out of stacks. The agent's own is the first. */
    const struct rp_module *_Atomic own_modules[RP_OWN_MODULES];
    struct rp_python *python;
    struct rp_thread *threads; /* one a slot */
    struct rp_agent_settings settings;
    struct rp_counters counters;
    struct rp_tick_budget ticks;
    struct rp_regions regions;
    clockid_t clock; /* the sampling clock: of a thread that reads it, or of the wall */
    struct rp_trigger_choice triggers;
    int signal;            /* real-time, and ours alone */
    unsigned long signals; /* all that our handler has: a mask as the kernel writes it */
    /*
     * On a page that a forked child sees as zero (MADV_WIPEONFORK), so that a child made behind
     * the C library's back never writes its parent's segment.
     */
    volatile bool *alive;
    bool is_withdrawn; /* rp_withdraw() was called: nothing is ever done again */
    char socket_name[RP_SOCKET_NAME_BYTES];
    char executable[PATH_MAX];
};

/* Row of the first metric of regions (RP_REGION_METRICS), which follow the events. */
static inline uint32_t rp_agent_region_metric(const struct rp_agent *agent)
{
    return RP_METRIC_EVENTS + agent->counters.count;
}

/* Row of the first metric of calls (RP_CALL_METRICS), which follow the regions; 0: none. */
static inline uint32_t rp_agent_call_metric(const struct rp_agent *agent)
{
    return agent->settings.mpi ? rp_agent_region_metric(agent) + RP_REGION_METRICS : 0;
}

/* Is this a module of rankprof's? */
static inline bool rp_agent_is_own(const struct rp_agent *agent, const struct rp_module *module)
{
    for (unsigned i = 0; module && i < RP_OWN_MODULES; i++)
        if (agent->own_modules[i] == module)
            return true;
    return false;
}

/* The sampling clock of the calling thread, ns. Async-signal-safe. */
static inline uint64_t rp_agent_now(const struct rp_agent *agent)
{
    return rp_clock_read(agent->clock);
}

static inline bool rp_agent_alive(const struct rp_agent *agent)
{
    return agent->alive && *agent->alive;
}

#endif
