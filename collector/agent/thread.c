/* thread.c: gives threads a slot of the segment, a trigger and a signal stack, and takes them back.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/thread.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "collector/agent/agent.h"
#include "collector/agent/counters/off_cpu.h"
#include "collector/agent/interpose/cancellation.h"
#include "collector/agent/python/python_memory.h"
#include "collector/agent/sampling/sample.h"
#include "collector/agent/slot.h"
#include "collector/agent/space.h"
#include "common/clock.h"

/* Kept for the next thread of the slot. */
static bool map_frames(struct rp_thread *thread)
{
    const size_t memo_bytes = rp_memo_bytes(RP_STACK_DEPTH);
    const size_t interpreted_bytes = rp_interpreted_bytes(RP_STACK_DEPTH);
    const size_t edges_bytes = rp_recent_edges_bytes();
    const size_t bytes = edges_bytes + memo_bytes + interpreted_bytes + RP_PYTHON_PAGE_BYTES +
                         sizeof(struct rp_ranges);
    char *memory;

    if (thread->memo.capacity > 0)
        return true;
    memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                  -1, 0);
    if (memory == MAP_FAILED)
        return false;
    madvise(memory, bytes, MADV_DONTDUMP);
    rp_recent_edges_place(&thread->edges, memory);
    memory += edges_bytes;
    rp_memo_place(&thread->memo, memory, RP_STACK_DEPTH);
    memory += memo_bytes;
    rp_interpreted_place(&thread->interpreted, memory, RP_STACK_DEPTH);
    memory += interpreted_bytes;
    thread->python_page = (uint8_t *)memory;
    thread->ranges = (struct rp_ranges *)(memory + RP_PYTHON_PAGE_BYTES);
    return true;
}

/* False when the system gives no memory. */
static bool furnish(struct rp_agent *agent, struct rp_thread *thread, uint32_t slot)
{
    char *const tree = rp_space_tree(agent, slot);

    if (!tree || !map_frames(thread))
        return false;
    thread->agent = agent;
    thread->slot = slot;
    rp_context_tree_place(&thread->tree, &agent->layout, rp_slot_row(agent, slot), tree);
    rp_tick_log_place(&thread->ticks, &agent->layout, thread->tree.thread,
                      tree + rp_segment_ticks_offset(&agent->layout), &agent->ticks);
    return true;
}

struct rp_thread *rp_thread_claim(struct rp_agent *agent)
{
    uint32_t slot;

    if (rp_slot_take(agent, &slot)) {
        if (furnish(agent, &agent->threads[slot], slot))
            return &agent->threads[slot];
        rp_slot_leave(agent, slot);
    }
    atomic_fetch_add_explicit(&agent->header->refused_threads, 1, memory_order_relaxed);
    return NULL;
}

void rp_thread_unclaim(struct rp_thread *thread)
{
    rp_slot_leave(thread->agent, thread->slot);
}

static void find_stack(struct rp_thread *thread)
{
    pthread_attr_t attributes;
    void *low;
    size_t bytes;

    thread->stack = (struct rp_stack_bounds){0, 0};
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        return;
    if (pthread_attr_getstack(&attributes, &low, &bytes) == 0)
        thread->stack = (struct rp_stack_bounds){(uintptr_t)low, (uintptr_t)low + bytes};
    pthread_attr_destroy(&attributes);
}

static void let_signal_through(int signal)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, signal);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static void introduce(struct rp_thread *thread)
{
    struct rp_segment_thread *const row = thread->tree.thread;

    thread->is_first = gettid() == getpid();
    atomic_store_explicit(&row->tid, gettid(), memory_order_relaxed);
    atomic_store_explicit(&row->start_ns, rp_clock_monotonic(), memory_order_relaxed);
    atomic_store_explicit(&row->seen_ns, 0, memory_order_relaxed);
    rp_off_cpu_start(thread);
    atomic_fetch_add_explicit(&row->generation, 1, memory_order_release);
    atomic_fetch_add_explicit(&thread->agent->header->started_threads, 1, memory_order_relaxed);
}

/*
 * From when on the thread's time is ours to attribute. Starting a thread costs time too: its CPU
 * clock began at 0. What the first thread used before us is the process's attach_cpu_ns.
 */
static uint64_t first_ns(const struct rp_agent *agent, const struct rp_thread *thread)
{
    const bool from_birth = !agent->settings.wall_clock && !thread->is_first;

    return from_birth ? 0 : rp_agent_now(agent);
}

static void start_recorder(struct rp_thread *thread)
{
    static _Atomic uint64_t lives;

    struct rp_segment_ledger *const ledgers =
        (void *)((char *)thread->agent->header + thread->agent->layout.ledgers_offset);

    thread->recorder = (struct rp_recorder){
        .ledger = &ledgers[thread->slot],
        .ticks = &thread->ticks,
        .tree = &thread->tree,
        .header = thread->agent->header,
        .slot = thread->slot,
        .call_metric = rp_agent_call_metric(thread->agent),
        .life = atomic_fetch_add_explicit(&lives, 1, memory_order_relaxed) + 1,
    };
    /* What the last thread of the slot was in when it ended is not this one's. */
    atomic_store_explicit(&ledgers[thread->slot].entered_ns, 0, memory_order_relaxed);
    atomic_store_explicit(&ledgers[thread->slot].span_start_ns, 0, memory_order_relaxed);
}

/* A forked child's first thread goes on where its parent was, whose time that is. */
static void start_region(struct rp_thread *thread)
{
    const bool is_first = gettid() == getpid();

    thread->region = (struct rp_thread_region){
        .own = is_first
                   ? atomic_load_explicit(&thread->agent->regions.current, memory_order_relaxed)
                   : 0};
}

/* What the slot's former thread was in is not this one's; an untouched page stays untouched. */
static void start_ranges(struct rp_thread *thread, const struct rp_thread *parent)
{
    if (parent && parent->ranges->depth > 0 && parent != thread)
        *thread->ranges = *parent->ranges;
    else if (!parent && thread->ranges->depth > 0)
        thread->ranges->depth = 0;
}

/* The stacks of the slot's former thread are those of the parent's slot from now on. */
static void inherit(struct rp_thread *thread, struct rp_thread *parent)
{
    const struct rp_signal_stack unused = thread->signal_stack;

    thread->stack = parent->stack;
    thread->signal_stack = parent->signal_stack;
    if (thread != parent)
        parent->signal_stack = unused;
}

/* The process withdrew after the thread was created. */
static void refuse_start(struct rp_thread *thread)
{
    atomic_fetch_add_explicit(&thread->agent->header->refused_threads, 1, memory_order_relaxed);
    rp_thread_unclaim(thread);
}

/* Marks the thread as busy with us; false when the process has withdrawn. */
static bool enter(struct rp_thread *thread)
{
    thread->inside = true; /* before the look at `alive`: withdraw.c */
    atomic_signal_fence(memory_order_seq_cst);
    return rp_agent_alive(thread->agent);
}

/* Samples of our own work at the start and end of a thread are none; their time is the next one's.
 */
static void leave(struct rp_thread *thread)
{
    const uint32_t samples = atomic_exchange_explicit(&thread->postponed, 0, memory_order_relaxed);

    atomic_fetch_add_explicit(&thread->tree.thread->blocked, samples, memory_order_relaxed);
    atomic_signal_fence(memory_order_seq_cst);
    thread->inside = false;
}

static void start(struct rp_thread *thread, struct rp_thread *parent)
{
    struct rp_agent *const agent = thread->agent;

    start_recorder(thread);
    start_region(thread);
    start_ranges(thread, parent);
    rp_context_tree_start(&thread->tree);
    rp_memo_drop(&thread->memo);
    rp_interpreted_drop(&thread->interpreted);
    rp_recent_edges_expire(&thread->edges);
    introduce(thread);
    if (parent)
        inherit(thread, parent);
    else
        find_stack(thread);
    rp_signal_stack_give(&thread->signal_stack);
    atomic_fetch_add_explicit(&agent->header->refused_events,
                              rp_counters_start(&agent->counters, &thread->counters),
                              memory_order_relaxed);
    thread->last_ns = first_ns(agent, thread);
    rp_thread_set_self(thread);
    let_signal_through(agent->signal);
    rp_thread_start_trigger(thread);
}

void rp_thread_start(struct rp_thread *thread, struct rp_thread *parent)
{
    const int cancellation = rp_cancellation_forbid();

    if (enter(thread)) {
        start(thread, parent);
        leave(thread);
    } else {
        leave(thread);
        refuse_start(thread);
    }
    rp_cancellation_allow(cancellation);
}

static void stop(struct rp_thread *thread)
{
    rp_thread_close_trigger(thread);
    rp_signal_stack_take(&thread->signal_stack);
    rp_off_cpu_end(thread);
    rp_region_book(thread);
    rp_sample_rest(thread); /* late, so that little of the thread's time comes after it */
    rp_counters_stop(&thread->agent->counters, &thread->counters);
    rp_tick_log_switch_off(&thread->ticks);
    rp_thread_set_self(NULL);
}

void rp_thread_stop(struct rp_thread *thread)
{
    const int cancellation = rp_cancellation_forbid();
    const bool is_alive = enter(thread);

    if (is_alive)
        stop(thread);
    leave(thread);
    if (is_alive)
        rp_thread_unclaim(thread);
    rp_cancellation_allow(cancellation);
}
