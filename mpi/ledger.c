/* ledger.c: the time of a thread in MPI, by class.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The reader takes a ledger for true when the sequence is even and the same before and after. The
 * writer is one thread: it adds by a load and a store.
 */
#include "mpi/ledger.h"

static void set(_Atomic uint64_t *value, uint64_t now)
{
    atomic_store_explicit(value, now, memory_order_relaxed);
}

static uint64_t get(const _Atomic uint64_t *value)
{
    return atomic_load_explicit(value, memory_order_relaxed);
}

static void add(_Atomic uint64_t *value, uint64_t number)
{
    set(value, get(value) + number);
}

static void begin_writing(struct rp_segment_ledger *ledger)
{
    add(&ledger->sequence, 1);
    atomic_thread_fence(memory_order_release);
}

static void end_writing(struct rp_segment_ledger *ledger)
{
    atomic_store_explicit(&ledger->sequence, get(&ledger->sequence) + 1, memory_order_release);
}

void rp_ledger_enter(struct rp_segment_ledger *ledger, const struct rp_ledger_call *call)
{
    struct rp_segment_awaited *const awaited = &ledger->awaited;

    begin_writing(ledger);
    set(&ledger->entered_call, call->class);
    set(&ledger->entered_ns, call->now_ns);
    set(&awaited->context, call->context);
    set(&awaited->kind, call->awaited.kind);
    set(&awaited->group, call->awaited.group);
    set(&awaited->number, call->awaited.number);
    set(&awaited->peer, call->awaited.peer);
    set(&awaited->tag, (uint32_t)call->awaited.tag);
    end_writing(ledger);
}

void rp_ledger_leave(struct rp_segment_ledger *ledger, const struct rp_ledger_entry *entry)
{
    struct rp_segment_mpi_sum *const sum = &ledger->classes[entry->class];

    begin_writing(ledger);
    add(&sum->calls, 1);
    add(&sum->time_ns, entry->time_ns);
    add(&sum->sent, entry->sent);
    add(&sum->received, entry->received);
    set(&ledger->entered_ns, 0);
    end_writing(ledger);
}

static uint64_t time_in_calls(const struct rp_segment_ledger *ledger)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < RP_MPI_CLASSES; i++)
        sum += get(&ledger->classes[i].time_ns);
    return sum;
}

void rp_ledger_start_span(struct rp_segment_ledger *ledger, uint64_t now_ns)
{
    if (get(&ledger->span_start_ns) != 0)
        return;
    begin_writing(ledger);
    set(&ledger->span_start_sum_ns, time_in_calls(ledger));
    set(&ledger->span_start_ns, now_ns);
    end_writing(ledger);
}

void rp_ledger_end_span(struct rp_segment_ledger *ledger, uint64_t now_ns)
{
    if (get(&ledger->span_start_ns) == 0 || get(&ledger->span_end_ns) != 0)
        return;
    begin_writing(ledger);
    set(&ledger->span_end_sum_ns, time_in_calls(ledger));
    set(&ledger->span_end_ns, now_ns);
    end_writing(ledger);
}
