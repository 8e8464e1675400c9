/* ledger.h: the time of a thread in MPI, by class, for the collector to read at any moment.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_MPI_LEDGER_H
#define RANKPROF_MPI_LEDGER_H

#include <stdint.h>

#include "common/segment_mpi.h"

/* What a call waits for: struct rp_segment_awaited, where it is not shared. */
struct rp_awaited {
    uint32_t kind;
    uint32_t group;
    uint64_t number;
    uint32_t peer;
    int32_t tag;
};

/* A call that begins. */
struct rp_ledger_call {
    enum rp_mpi_class class;
    uint32_t context;
    uint64_t now_ns;
    struct rp_awaited awaited;
};

/* It runs from now on, so that one that never ends is told too. */
void rp_ledger_enter(struct rp_segment_ledger *ledger, const struct rp_ledger_call *call);

struct rp_ledger_entry {
    enum rp_mpi_class class;
    uint64_t time_ns;
    uint64_t sent;
    uint64_t received;
};

/* It has ended. */
void rp_ledger_leave(struct rp_segment_ledger *ledger, const struct rp_ledger_entry *entry);

/* The span of MPI begins, or ends; once each, the others do nothing. */
void rp_ledger_start_span(struct rp_segment_ledger *ledger, uint64_t now_ns);
void rp_ledger_end_span(struct rp_segment_ledger *ledger, uint64_t now_ns);

#endif
