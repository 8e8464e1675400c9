/* call.c: one recorded call of an MPI function, from its beginning to its end.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/call.h"

#include <stddef.h>
#include <string.h>

#include "common/clock.h"
#include "common/recorder.h"
#include "mpi/library.h"

#pragma weak rankprof_recorder

/*
 * Frame of the recorded call that this thread is in; NULL: it is in none. A stack grows down, so
 * what a call makes has a lower frame; one that is not lower means that the call was left in
 * another way than by returning, as by an exception of an error handler.
 */
static _Thread_local const char *outer __attribute__((tls_model("initial-exec")));

static const struct rp_recorder_interface *find_agent(void)
{
    static const struct rp_recorder_interface *_Atomic known;
    const struct rp_recorder_interface *agent = atomic_load_explicit(&known, memory_order_relaxed);

    if (agent || !rankprof_recorder)
        return agent;
    agent = rankprof_recorder(RP_RECORDER_VERSION);
    if (agent) {
        agent->own((const void *)find_agent);
        atomic_store_explicit(&known, agent, memory_order_relaxed);
    }
    return agent;
}

/* The names of calls in the segment; a forked child has another segment, and but one thread. */
static uint32_t name_of(const struct rp_recorder_interface *agent, struct rp_recorder *recorder,
                        enum rp_mpi_call number)
{
    static _Atomic uint32_t names[RP_MPI_CALLS];
    static int32_t named_pid;
    uint32_t name;

    if (named_pid != recorder->header->pid) {
        memset(names, 0, sizeof(names));
        named_pid = recorder->header->pid;
    }
    name = atomic_load_explicit(&names[number], memory_order_relaxed);
    if (name == RP_STRING_NONE) {
        name = agent->text(recorder, rp_mpi_call_kinds[number].name);
        atomic_store_explicit(&names[number], name, memory_order_relaxed);
    }
    return name;
}

static uint32_t find_context(const struct rp_recorder_interface *agent,
                             struct rp_recorder *recorder, enum rp_mpi_call number)
{
    const struct rp_segment_context child = {.kind = RP_CONTEXT_MPI,
                                             .module = RP_MODULE_NONE,
                                             .offset = name_of(agent, recorder, number)};

    return rp_context_tree_child(recorder->tree, agent->here(recorder), &child);
}

bool rp_call_begin(struct rp_call *call, enum rp_mpi_call number)
{
    const char *const frame = __builtin_frame_address(0);
    const struct rp_recorder_interface *const agent = find_agent();
    struct rp_recorder *recorder;

    if ((outer && frame < outer) || !agent || !rp_mpi_library())
        return false;
    recorder = agent->begin();
    if (!recorder)
        return false;
    if (recorder->call_metric != 0) {
        call->number = number;
        call->life = recorder->life;
        call->context = find_context(agent, recorder, number);
        call->sent = 0;
        call->received = 0;
        call->places = 0;
        outer = frame;
    }
    agent->end(recorder);
    return outer == frame;
}

void rp_call_start(struct rp_call *call)
{
    call->start_ns = rp_clock_monotonic();
}

void rp_call_stop(struct rp_call *call)
{
    call->stop_ns = rp_clock_monotonic();
}

void rp_call_end(struct rp_call *call)
{
    const struct rp_recorder_interface *const agent = find_agent();
    struct rp_recorder *const recorder = agent->begin();
    const uint64_t values[RP_CALL_METRICS] = {
        [RP_CALL_mpi_calls] = 1,
        [RP_CALL_mpi_time] = call->stop_ns - call->start_ns,
        [RP_CALL_mpi_sent] = call->sent,
        [RP_CALL_mpi_received] = call->received,
    };

    outer = NULL;
    if (!recorder)
        return;
    for (uint32_t i = 0; call->life == recorder->life && i < RP_CALL_METRICS; i++)
        if (values[i] > 0)
            rp_context_tree_add(recorder->tree, call->context, recorder->call_metric + i,
                                values[i]);
    agent->end(recorder);
}
