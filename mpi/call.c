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

#define SHORT_NS 10000u

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
static uint32_t name_of(const struct rp_recorder_interface *agent, struct rp_segment_header *header,
                        enum rp_mpi_call number)
{
    static _Atomic uint32_t names[RP_MPI_CALLS];
    static int32_t named_pid;
    uint32_t name;

    if (named_pid != header->pid) {
        memset(names, 0, sizeof(names));
        named_pid = header->pid;
    }
    name = atomic_load_explicit(&names[number], memory_order_relaxed);
    if (name == RP_STRING_NONE) {
        name = agent->text(header, rp_mpi_call_kinds[number].name);
        atomic_store_explicit(&names[number], name, memory_order_relaxed);
    }
    return name;
}

bool rp_call_takes_names(void)
{
    const struct rp_recorder_interface *const agent = find_agent();

    return agent && agent->pcontrol_names();
}

uint32_t rp_call_name(const struct rp_call *call)
{
    return name_of(find_agent(), call->header, call->number);
}

uint32_t rp_call_text(const struct rp_call *call, const char *text)
{
    return find_agent()->text(call->header, text);
}

static uint32_t find_context(const struct rp_recorder_interface *agent,
                             struct rp_recorder *recorder, enum rp_mpi_call number,
                             const struct rp_caller *caller)
{
    const struct rp_segment_context child = {.kind = RP_CONTEXT_MPI,
                                             .module = RP_MODULE_NONE,
                                             .offset = name_of(agent, recorder->header, number)};

    return rp_context_tree_child(recorder->tree, agent->caller(recorder, caller), &child);
}

bool rp_call_begin(struct rp_call *call, enum rp_mpi_call number, const struct rp_caller *caller)
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
        call->header = recorder->header;
        call->ledger = recorder->ledger;
        call->ticks = recorder->ticks;
        call->starts_span = false;
        call->context = find_context(agent, recorder, number, caller);
        /* At once: MPI_Abort never returns, and what a rank was killed in is worth knowing. */
        rp_context_tree_add(recorder->tree, call->context,
                            recorder->call_metric + RP_CALL_mpi_calls, 1);
        call->sent = 0;
        call->received = 0;
        call->awaited = (struct rp_awaited){.kind = 0};
        call->places = 0;
        call->part_count = 0;
        call->part_room = RP_CALL_PLACES;
        call->parts = call->own_parts;
        atomic_store_explicit(&recorder->header->mpi_called, 1, memory_order_relaxed);
        outer = frame;
    }
    agent->end(recorder);
    return outer == frame;
}

void rp_call_start(struct rp_call *call)
{
    call->start_ns = rp_clock_monotonic();
    rp_ledger_enter(call->ledger,
                    &(struct rp_ledger_call){.class = rp_mpi_call_kinds[call->number].class,
                                             .context = call->context,
                                             .now_ns = call->start_ns,
                                             .awaited = call->awaited});
}

void rp_call_stop(struct rp_call *call)
{
    call->stop_ns = rp_clock_monotonic();
}

static void record(const struct rp_call *call, struct rp_recorder *recorder)
{
    const struct rp_ledger_entry entry = {.class = rp_mpi_call_kinds[call->number].class,
                                          .time_ns = call->stop_ns - call->start_ns,
                                          .sent = call->sent,
                                          .received = call->received};
    const uint64_t values[RP_CALL_METRICS] = {
        [RP_CALL_mpi_time] = entry.time_ns,
        [RP_CALL_mpi_sent] = entry.sent,
        [RP_CALL_mpi_received] = entry.received,
    };

    for (uint32_t i = 0; i < RP_CALL_METRICS; i++)
        if (values[i] > 0)
            rp_context_tree_add(recorder->tree, call->context, recorder->call_metric + i,
                                values[i]);
    rp_ledger_leave(call->ledger, &entry);
    if (call->starts_span)
        rp_ledger_start_span(call->ledger, call->stop_ns);
}

void rp_call_add_part(struct rp_call *call, const struct rp_call_part *part)
{
    if (call->part_count < call->part_room)
        call->parts[call->part_count++] = *part;
}

/* ---- the tick log ---- */

/* A collective is also chosen by its own hash: then it is by all members, whatever their clocks. */
static bool is_chosen(const struct rp_call *call)
{
    const struct rp_call_part *const part = &call->parts[0];

    return call->part_count == 1 && rp_tick_is_collective(part->kind) &&
           rp_tick_is_chosen(rp_tick_mix(part->group, part->number), call->ticks->level);
}

static void add_tick(const struct rp_call *call, const struct rp_call_part *part)
{
    const struct rp_segment_tick row = {
        .kind = (uint16_t)part->kind,
        .start_ns = call->start_ns,
        .end_ns = call->stop_ns,
        .posted_ns = part->posted_ns ? part->posted_ns : call->start_ns,
        .group = part->group,
        .number = part->number,
        .context = call->context,
        .peer = part->peer,
        .tag = part->tag,
    };

    rp_tick_log_add(call->ticks, &row);
}

static void add_ticks(const struct rp_call *call)
{
    static const struct rp_call_part nothing = {.kind = RP_TICK_CALL};

    for (int i = 0; i < call->part_count; i++)
        add_tick(call, &call->parts[i]);
    if (call->part_count == 0)
        add_tick(call, &nothing);
}

/* Short calls that wait for nobody are taken as a part of what the thread does between others. */
static void log_ticks(const struct rp_call *call)
{
    if (!call->ticks->is_on)
        rp_tick_log_switch_on(call->ticks, call->start_ns);
    if (call->part_count == 0 && call->stop_ns - call->start_ns < SHORT_NS)
        return;
    if (rp_tick_log_wants(call->ticks, call->stop_ns) || is_chosen(call))
        add_ticks(call);
    rp_tick_log_end_call(call->ticks, call->stop_ns);
}

/* After a fork within the call, or when the thread is no longer profiled, it is lost. */
void rp_call_end(struct rp_call *call)
{
    const struct rp_recorder_interface *const agent = find_agent();
    struct rp_recorder *const recorder = agent->begin();

    outer = NULL;
    if (!recorder)
        return;
    if (call->life == recorder->life) {
        record(call, recorder);
        log_ticks(call);
    }
    agent->end(recorder);
}
