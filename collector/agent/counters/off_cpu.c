/* off_cpu.c: what the collector needs to tell how long threads did not run.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/counters/off_cpu.h"

#include "collector/agent/slot.h"
#include "common/clock.h"

/* The kernel's clock of the CPU time of a thread of this process: clock_getcpuclockid(3) of tids.
 */
static clockid_t clock_of(int32_t tid)
{
    return (clockid_t)(~(uint32_t)tid << 3 | 6u);
}

static uint64_t difference(uint64_t more, uint64_t less)
{
    return more > less ? more - less : 0;
}

void rp_off_cpu_start(const struct rp_thread *thread)
{
    atomic_store_explicit(&thread->tree.thread->start_cpu_ns,
                          rp_clock_read(CLOCK_THREAD_CPUTIME_ID), memory_order_relaxed);
}

static void end(struct rp_segment_thread *row, clockid_t clock)
{
    struct timespec cpu;
    uint64_t alive_ns, ran_ns;

    if (clock_gettime(clock, &cpu) != 0)
        return; /* it ended just now */
    alive_ns = difference(rp_clock_monotonic(),
                          atomic_load_explicit(&row->start_ns, memory_order_relaxed));
    ran_ns = difference((uint64_t)cpu.tv_sec * RP_NS_PER_SECOND + (uint64_t)cpu.tv_nsec,
                        atomic_load_explicit(&row->start_cpu_ns, memory_order_relaxed));
    atomic_fetch_add_explicit(&row->ended_off_ns, difference(alive_ns, ran_ns),
                              memory_order_relaxed);
}

void rp_off_cpu_end(const struct rp_thread *thread)
{
    end(thread->tree.thread, CLOCK_THREAD_CPUTIME_ID);
}

void rp_off_cpu_end_all(struct rp_agent *agent)
{
    for (uint32_t slot = 0; slot < rp_slot_count(agent); slot++) {
        struct rp_segment_thread *const row = rp_slot_row(agent, slot);

        if (atomic_load_explicit(&row->state, memory_order_relaxed) == RP_THREAD_LIVE)
            end(row, clock_of(atomic_load_explicit(&row->tid, memory_order_relaxed)));
    }
}
