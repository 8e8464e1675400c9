/* request.h: what the accounts must know of requests when they complete or start.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_MPI_REQUEST_H
#define RANKPROF_MPI_REQUEST_H

#include "mpi/call.h"
#include "mpi/group.h"

enum rp_pending_kind {
    RP_PENDING_RECEIVE,
    RP_PENDING_SEND,
    RP_PENDING_COLLECTIVE,
    RP_PENDING_READ,
    RP_PENDING_WRITE
};

/* What a request is for. Sends are told at once, so only persistent ones are kept. */
struct rp_pending {
    enum rp_pending_kind kind;
    bool persistent; /* outlives its completion; active from Start to completion */
    bool active;
    uint64_t posted_ns;     /* of a receive: when it was made, or started */
    struct rp_group *group; /* of a receive; held */
    /* Of a receive, the rank in its communicator; of a persistent send, that in MPI_COMM_WORLD. */
    uint32_t peer;
    int32_t tag; /* of both */
    uint64_t id; /* of the communicator; as the next one, of a persistent send */
    uint64_t bytes;
    uint32_t group_text; /* of a collective: the communicator's name, and so the next one */
    struct rp_call_part part;
    MPI_File file;
};

/* Remembers the request, and takes the group, until it completes or is freed. */
void rp_request_keep(MPI_Request request, const struct rp_pending *pending);
void rp_request_forget(MPI_Request request);

/* For Start: accounts for persistent sends and expects persistent receives. */
void rp_requests_start(struct rp_call *call, int count, const MPI_Request *requests);

/*
 * Before a call that may complete requests: notes their handles, which the call overwrites, unless
 * none of them is one that is kept. Then returns where statuses are to be stored: `statuses`, or
 * for MPI_STATUS(ES)_IGNORE memory of the call, which rp_requests_done() frees.
 */
MPI_Status *rp_requests_note(struct rp_call *call, int count, const MPI_Request *requests,
                             MPI_Status *statuses);

/* After it: the request at `place` has completed with this status. */
void rp_request_complete(struct rp_call *call, int place, const MPI_Status *status);

/* The same for all of them, and for those that `indices` names. */
void rp_requests_complete(struct rp_call *call, const MPI_Status *statuses);
void rp_requests_complete_some(struct rp_call *call, int done, const int *indices,
                               const MPI_Status *statuses);

/* In any case, last. */
void rp_requests_done(struct rp_call *call);

#endif
