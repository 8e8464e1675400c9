/* recorder.c: what the agent offers to rankprof's other modules in this process.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/recorder.h"

#include "collector/agent/heap.h"
#include "collector/agent/process.h"
#include "collector/agent/sampling/sample.h"
#include "collector/agent/space.h"
#include "collector/agent/unwind/call_path.h"

/* `inside` is volatile and the handler runs in this thread: the compiler's order is enough. */
struct rp_thread *rp_recorder_begin(void)
{
    struct rp_thread *const thread = rp_thread_self();

    if (!thread || thread->inside)
        return NULL;
    thread->inside = true; /* before the look at `alive`: withdraw.c */
    atomic_signal_fence(memory_order_seq_cst);
    if (rp_agent_alive(thread->agent))
        return thread;
    thread->inside = false;
    return NULL;
}

void rp_recorder_end(struct rp_thread *thread)
{
    if (rp_sample_is_postponed(thread))
        rp_sample_take_postponed(thread);
    atomic_signal_fence(memory_order_seq_cst);
    thread->inside = false;
}

static struct rp_thread *thread_of(struct rp_recorder *recorder)
{
    return (struct rp_thread *)(void *)((char *)recorder - offsetof(struct rp_thread, recorder));
}

static struct rp_recorder *begin(void)
{
    struct rp_thread *const thread = rp_recorder_begin();

    return thread ? &thread->recorder : NULL;
}

static uint32_t path(struct rp_recorder *recorder)
{
    enum rp_unwind_end unused;

    return rp_call_path_here(thread_of(recorder), &unused);
}

static uint32_t caller_of(struct rp_recorder *recorder, const struct rp_caller *caller)
{
    struct rp_thread *const thread = thread_of(recorder);

    if (thread->agent->settings.mpi_stacks)
        return rp_call_path_from(thread, caller);
    rp_region_follow(thread);
    return thread->region.node;
}

static void end(struct rp_recorder *recorder)
{
    rp_recorder_end(thread_of(recorder));
}

static void own(const void *address)
{
    struct rp_agent *const agent = rp_process_agent();
    const struct rp_module *const module =
        agent ? rp_module_find(agent->modules, (uintptr_t)address) : NULL;

    for (size_t i = 0; module && i < RP_OWN_MODULES; i++) {
        const struct rp_module *present = NULL;

        if (atomic_compare_exchange_strong(&agent->own_modules[i], &present, module) ||
            present == module)
            return;
    }
}

static uint16_t module_number(const void *address)
{
    struct rp_agent *const agent = rp_process_agent();
    const struct rp_module *const module =
        agent ? rp_module_find(agent->modules, (uintptr_t)address) : NULL;

    return module && module->id < RP_SEGMENT_MODULES ? (uint16_t)module->id : RP_MODULE_NONE;
}

static const struct rp_gpu_settings *gpu_settings(void)
{
    const struct rp_agent *const agent = rp_process_agent();

    return agent ? &agent->settings.gpu : NULL;
}

static struct rp_gpu_area *gpu_area(struct rp_segment_header **header)
{
    struct rp_agent *const agent = rp_process_agent();

    if (!agent)
        return NULL;
    *header = agent->header;
    return rp_space_gpu(agent);
}

static bool pcontrol_names(void)
{
    const struct rp_agent *const agent = rp_process_agent();

    return agent && agent->settings.pcontrol_names;
}

__attribute__((visibility("default"))) const struct rp_recorder_interface *
rankprof_recorder(uint32_t version)
{
    static const struct rp_recorder_interface interface = {RP_RECORDER_VERSION,
                                                           sizeof(interface),
                                                           begin,
                                                           caller_of,
                                                           end,
                                                           own,
                                                           rp_heap_add_text,
                                                           path,
                                                           gpu_settings,
                                                           module_number,
                                                           gpu_area,
                                                           pcontrol_names};

    return version == RP_RECORDER_VERSION && rp_process_agent() ? &interface : NULL;
}
