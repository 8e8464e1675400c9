/* sample.c: from an interrupted thread to its calling context and what it used.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/sampling/sample.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "collector/agent/agent.h"
#include "collector/agent/control.h"
#include "collector/agent/unwind/call_path.h"
#include "common/clock.h"

#define NAME_EVERY 128u /* samples: threads name themselves after they start */

static void count(_Atomic uint64_t *counter, uint64_t number)
{
    const uint64_t before = atomic_load_explicit(counter, memory_order_relaxed);

    atomic_store_explicit(counter, before + number, memory_order_relaxed);
}

static void add_used(struct rp_thread *thread, uint32_t context, uint64_t now_ns)
{
    const struct rp_agent *const agent = thread->agent;
    uint64_t deltas[RP_EVENTS_MAX];

    rp_context_tree_add(&thread->tree, context, RP_METRIC_TIME, now_ns - thread->last_ns);
    thread->last_ns = now_ns;
    rp_counters_take(&agent->counters, &thread->counters, deltas);
    for (uint32_t i = 0; i < agent->counters.count; i++) {
        if (deltas[i] > 0)
            rp_context_tree_add(&thread->tree, context, RP_METRIC_EVENTS + i, deltas[i]);
    }
}

/*
 * Where the thread is, for whoever asks for its stack now; and what is recorded of the moment, for
 * the merge to know what ranks did while others waited.
 */
static void note_place(struct rp_thread *thread, uint32_t context, uint64_t used_ns)
{
    struct rp_segment_thread *const slot = thread->tree.thread;
    const uint64_t now_ns = rp_clock_monotonic();
    const struct rp_segment_tick row = {.kind = RP_TICK_SAMPLE,
                                        .start_ns = now_ns,
                                        .end_ns = now_ns,
                                        .posted_ns = now_ns,
                                        .number = used_ns,
                                        .context = context};

    atomic_store_explicit(&slot->seen_context, context, memory_order_relaxed);
    atomic_store_explicit(&slot->seen_ns, now_ns, memory_order_relaxed);
    if (thread->ticks.is_on)
        rp_tick_log_sample(&thread->ticks, &row);
}

/* Not prctl(): the agent stands in front of it. */
static void read_name(char *name)
{
    syscall(SYS_prctl, PR_GET_NAME, name, 0, 0, 0);
}

static void refresh_name(struct rp_thread *thread)
{
    struct rp_segment_thread *const slot = thread->tree.thread;

    if (atomic_load_explicit(&slot->samples, memory_order_relaxed) % NAME_EVERY == 0)
        read_name(slot->name);
}

static void take_clock(struct rp_thread *thread, uint32_t node, uint64_t now_ns, uint32_t overruns)
{
    struct rp_segment_thread *const slot = thread->tree.thread;

    note_place(thread, node, now_ns - thread->last_ns);
    count(&slot->sampled_ns, now_ns - thread->last_ns);
    add_used(thread, node, now_ns);
    if (thread->region.began > 0)
        rp_region_book(thread);
    rp_context_tree_add(&thread->tree, node, RP_METRIC_SAMPLES, 1);
    refresh_name(thread);
    count(&slot->samples, 1);
    count(&slot->overruns, overruns);
    count(&slot->unnamed, thread->interpreted.is_missing);
    count(&slot->spared, rp_budget_stands_for(&thread->clock_budget) - 1);
}

/* A sample of events adds what they counted, and no time: that is the clock's to tell. */
static bool take_events(struct rp_thread *thread, uint32_t node)
{
    const struct rp_overflows *const overflows = &thread->agent->counters.overflows;
    struct rp_segment_thread *const slot = thread->tree.thread;
    const uint64_t periods = rp_overflow_take(&thread->overflows, overflows,
                                              thread->event_budget.level, &thread->tree, node);

    if (periods == 0)
        return false;
    count(&slot->overflow_samples, 1);
    count(&slot->spared, thread->event_budget.level > 0 ? periods - 1 : 0);
    return true;
}

static void pace_clock(struct rp_thread *thread)
{
    if (thread->triggered)
        thread->trigger.source->pace(&thread->trigger, rp_control_period_ns(thread));
}

static void pace_events(struct rp_thread *thread)
{
    if (thread->overflows.running)
        rp_overflow_pace(&thread->overflows, &thread->agent->counters.overflows,
                         rp_control_event_level(thread));
}

void rp_sample_pace(struct rp_thread *thread)
{
    pace_clock(thread);
    pace_events(thread);
}

/* In millionths, of the clock and of events. */
static uint32_t budget_share(const struct rp_agent *agent)
{
    const bool is_shared = agent->counters.overflows.count > 0;

    return agent->settings.budget / (is_shared ? 2 : 1);
}

static void settle(struct rp_thread *thread, const struct rp_cause *cause, uint64_t now_ns,
                   uint64_t spent_ns)
{
    const uint32_t share = budget_share(thread->agent);

    if (cause->clock && rp_budget_book(&thread->clock_budget, share, now_ns, spent_ns))
        pace_clock(thread);
    else if (!cause->clock && rp_budget_book(&thread->event_budget, share, now_ns, spent_ns))
        pace_events(thread);
}

/* `node`, with a stack of that end, was found between `now_ns`, when the sample began, and now. */
static void finish(struct rp_thread *thread, uint32_t node, enum rp_unwind_end end, uint64_t now_ns,
                   const struct rp_cause *cause)
{
    struct rp_segment_thread *const slot = thread->tree.thread;
    const bool has_events = cause->events && take_events(thread, node);
    uint64_t spent_ns;

    if (cause->clock)
        take_clock(thread, node, now_ns, cause->overruns);
    if (cause->clock || has_events)
        count(&slot->partial[(unsigned)end % RP_PARTIAL_REASONS], 1);
    spent_ns = rp_agent_now(thread->agent) - now_ns;
    count(&slot->handler_ns, spent_ns);
    if (cause->clock || has_events)
        settle(thread, cause, now_ns, spent_ns + cause->delivery_ns);
}

/*
 * A sample longer than the period leaves a queue of signals behind, sent before the period was
 * lengthened. Taken, each would find the account empty and lengthen it again.
 */
static bool is_early(const struct rp_thread *thread, const struct rp_cause *cause, uint64_t now_ns)
{
    return cause->clock &&
           rp_budget_is_early(&thread->clock_budget, rp_control_period_ns(thread), now_ns);
}

void rp_sample_take(struct rp_thread *thread, const ucontext_t *context,
                    const struct rp_cause *cause)
{
    const uint64_t now_ns = rp_agent_now(thread->agent);
    struct rp_cause due = *cause;
    enum rp_unwind_end end;
    uint32_t node;

    if (!rp_control_look(thread))
        return;
    if (is_early(thread, cause, now_ns)) {
        count(&thread->tree.thread->spared, 1 + cause->overruns);
        due.clock = false;
    }
    if (!due.clock && !due.events)
        return;
    node = rp_call_path_of(thread, context, &end);
    finish(thread, node, end, now_ns, &due);
}

void rp_sample_take_postponed(struct rp_thread *thread)
{
    const uint32_t samples = atomic_exchange_explicit(&thread->postponed, 0, memory_order_relaxed);
    const bool events =
        atomic_exchange_explicit(&thread->events_postponed, false, memory_order_relaxed);
    const struct rp_cause cause = {
        .clock = samples > 0,
        .events = events,
        .overruns = samples > 0 ? samples - 1 : 0,
        .delivery_ns = (samples + events) * RP_DELIVERY_NS,
    };
    const uint64_t now_ns = rp_agent_now(thread->agent);
    enum rp_unwind_end end;
    uint32_t node;

    if (!rp_control_look(thread))
        return;
    node = rp_call_path_here(thread, &end);
    finish(thread, node, end, now_ns, &cause);
}

void rp_sample_pass(struct rp_thread *thread)
{
    static const struct rp_segment_context unsampled = {0, RP_CONTEXT_UNSAMPLED, RP_MODULE_NONE, 0};
    const uint32_t node = rp_context_tree_child(&thread->tree, 0, &unsampled);

    add_used(thread, node, rp_agent_now(thread->agent));
    rp_overflow_rest(&thread->overflows, &thread->agent->counters.overflows, &thread->tree, node);
}

void rp_sample_rest(struct rp_thread *thread)
{
    rp_sample_pass(thread);
    read_name(thread->tree.thread->name);
}
