/* call.h: one recorded call of an MPI function, from its beginning to its end.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The order of a wrapper: begin, what is known from the arguments, start, the function itself,
 * stop, what is known from the results, end. A call made by the MPI library or another tool within
 * a recorded call is not recorded: begin says so.
 */
#ifndef RANKPROF_MPI_CALL_H
#define RANKPROF_MPI_CALL_H

#include <mpi.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/recorder.h"
#include "common/segment.h"
#include "mpi/calls.h"
#include "mpi/ledger.h"

#define RP_CALL_PLACES 16 /* requests of one call that need no memory of their own */

/* A thing that a call took part in: a row of the tick log, but for what is the call's. */
struct rp_call_part {
    enum rp_tick_kind kind;
    uint64_t group;
    uint64_t number;
    uint64_t posted_ns; /* 0: when the call began */
    uint32_t peer;
    int32_t tag;
};

struct rp_call {
    enum rp_mpi_call number;
    struct rp_segment_header *header;
    struct rp_segment_ledger *ledger;
    struct rp_tick_log *ticks;
    uint32_t context; /* its own, in the tree of the thread */
    bool starts_span; /* MPI is ready when it ends */
    uint64_t life;    /* of the recorder, when the call began */
    uint64_t start_ns;
    uint64_t stop_ns; /* CLOCK_MONOTONIC */
    uint64_t sent;    /* bytes, told by the accounts */
    uint64_t received;
    struct rp_awaited awaited; /* what it waits for; kind 0: nothing that is known */
    /* For the accounts: */
    MPI_Status status; /* where the program wants none */
    int places;        /* handles and statuses below; 0: none of the requests matters */
    MPI_Request *handles;
    MPI_Status *statuses;
    MPI_Request own_handles[RP_CALL_PLACES];
    MPI_Status own_statuses[RP_CALL_PLACES];
    int part_count;
    int part_room;
    struct rp_call_part *parts;
    struct rp_call_part own_parts[RP_CALL_PLACES];
};

/* False: the call is to be passed on and nothing else. */
bool rp_call_begin(struct rp_call *call, enum rp_mpi_call number, const struct rp_caller *caller);
void rp_call_end(struct rp_call *call);

/* Does MPI_Pcontrol name regions? Else its level does. */
bool rp_call_takes_names(void);

/* The name of the function, or any text, in the segment. */
uint32_t rp_call_name(const struct rp_call *call);
uint32_t rp_call_text(const struct rp_call *call, const char *text);

/* Notes a part, if there is room, for the tick log. */
void rp_call_add_part(struct rp_call *call, const struct rp_call_part *part);

/* The clock of calls, in ns. */
void rp_call_start(struct rp_call *call);
void rp_call_stop(struct rp_call *call);

#endif
