/* overflow.c: opens and closes the counters of a thread that interrupt it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/sampling/overflow.h"

#include <signal.h>

#include "collector/agent/sampling/handler.h"

static bool open_counter(struct rp_overflow_counter *counter, const struct rp_overflow_event *event,
                         const struct rp_perf_signal *how, uint32_t level)
{
    struct perf_event_attr attributes = event->attributes;
    uint64_t counted;

    attributes.sample_period = event->period << level;
    if (!rp_perf_open(&counter->counter, &attributes, how)) {
        counter->counter.fd = -1;
        return false;
    }
    /* A hardware counter that finds no place counts nothing, and cannot be read. */
    if (rp_perf_counter_read(&counter->counter, &counted))
        return true;
    rp_perf_counter_close(&counter->counter);
    return false;
}

uint32_t rp_overflow_start(struct rp_thread_overflows *thread, const struct rp_overflows *overflows,
                           const struct rp_overflow_order *order)
{
    const struct rp_perf_signal how = {
        .delivery = order->no_trap ? RP_PERF_QUEUE : overflows->delivery,
        .signal = order->signal,
        .mark = (uintptr_t)&rp_handler_event_mark,
    };
    uint32_t refused = 0;

    thread->delivery = how.delivery;
    for (uint32_t i = 0; i < overflows->count; i++)
        refused += !open_counter(&thread->counters[i], &overflows->events[i], &how, order->level);
    atomic_store_explicit(&thread->running, overflows->count > 0, memory_order_release);
    return refused;
}

/* A thread that blocks SIGTRAP gets the others. */
bool rp_overflow_needs(const struct rp_overflows *overflows, int signal)
{
    return overflows->count > 0 &&
           (signal == SIGIO || (signal == SIGTRAP && overflows->delivery == RP_PERF_TRAP));
}

bool rp_overflow_stop(struct rp_thread_overflows *thread, const struct rp_overflows *overflows)
{
    if (!atomic_exchange_explicit(&thread->running, false, memory_order_acquire))
        return false;
    for (uint32_t i = 0; i < overflows->count; i++)
        rp_perf_counter_stop(&thread->counters[i].counter);
    return true;
}

void rp_overflow_close(struct rp_thread_overflows *thread, const struct rp_overflows *overflows)
{
    if (!rp_overflow_stop(thread, overflows))
        return;
    for (uint32_t i = 0; i < overflows->count; i++) {
        struct rp_overflow_counter *const counter = &thread->counters[i];
        uint64_t counted;

        if (rp_perf_counter_read(&counter->counter, &counted))
            counter->before += counted;
        rp_perf_counter_close(&counter->counter);
    }
}

void rp_overflow_forget(struct rp_thread_overflows *thread, const struct rp_overflows *overflows)
{
    if (!atomic_exchange_explicit(&thread->running, false, memory_order_relaxed))
        return;
    for (uint32_t i = 0; i < overflows->count; i++)
        rp_perf_counter_forget(&thread->counters[i].counter);
}
