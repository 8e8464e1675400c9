/* account.h: what calls move, told from their arguments and results: the accounts of calls.def.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The account X of a line of calls.def is a pair of macros: BEFORE_X stands before the call and
 * AFTER_X behind one that succeeded. Both see the arguments of the function and `call`.
 */
#ifndef RANKPROF_MPI_ACCOUNT_H
#define RANKPROF_MPI_ACCOUNT_H

#include "common/tick_log.h"
#include "mpi/bytes.h"
#include "mpi/call.h"
#include "mpi/group.h"
#include "mpi/request.h"

/* To whom, by rank of the communicator; MPI_PROC_NULL is nobody, who gets nothing. */
struct rp_address {
    int target;
    int tag;
    MPI_Comm comm;
};
void rp_account_send(struct rp_call *call, uint64_t bytes, const struct rp_address *to);

/* Before a call that waits for a message from there. MPI_ANY_SOURCE is anybody. */
void rp_account_await_message(struct rp_call *call, const struct rp_address *from);

/* Before one that waits for a request; those behind it are waited for as well. */
void rp_account_await(struct rp_call *call, const struct rp_pending *pending);

/* A persistent send that was started. */
void rp_account_start(struct rp_call *call, const struct rp_pending *send);

/*
 * A message that arrived, from whom its status says; without a group it is not known. `posted_ns`
 * is when its request was made; 0: with the call.
 */
void rp_account_receipt(struct rp_call *call, const MPI_Status *status, struct rp_group *group,
                        uint64_t posted_ns);

/* Before a call of a collective. */
void rp_account_collective(struct rp_call *call, uint64_t sent, uint64_t received);

/* Who waits for whom in a collective, and for a root, which it is in the communicator. */
struct rp_pattern {
    enum rp_tick_kind kind;
    int root;
};
static inline struct rp_pattern rp_pattern(enum rp_tick_kind kind, int root)
{
    return (struct rp_pattern){kind, root};
}

/* Before a call that all members of the group make; NULL: it is not known. */
void rp_account_await_group(struct rp_call *call, struct rp_group *group,
                            struct rp_pattern pattern);

/* After it; with `later`, its completion is to be waited for with that request. */
void rp_account_collective_done(struct rp_call *call, struct rp_group *group,
                                struct rp_pattern pattern, const MPI_Request *later);

/* The completion of one that was called before. */
void rp_account_arrival(struct rp_call *call, const struct rp_pending *collective);

/* A call that all members make, and that is none of the collectives: 0 is the number of MPI_Init.
 */
void rp_account_meeting(struct rp_call *call, struct rp_group *group);

/* All that have access to the window meet. */
void rp_account_fence(struct rp_call *call, MPI_Win win);

/* MPI can be asked who we are. */
void rp_account_start_of_mpi(struct rp_call *call);

/* The last meeting of all: to be called before MPI_Finalize. */
void rp_account_end_of_mpi(struct rp_call *call);

void rp_account_remote(struct rp_call *call, MPI_Win win, int target, uint64_t sent,
                       uint64_t received);

/* Files are known by the name they were opened with. */
void rp_account_open(struct rp_call *call, MPI_File file, const char *name);
void rp_account_close(MPI_File file);
void rp_account_read(struct rp_call *call, const MPI_Status *status, MPI_File file);
void rp_account_write(struct rp_call *call, const MPI_Status *status, MPI_File file);

/* A message that was matched, until it is received. What is taken is to be dropped (group.h). */
void rp_account_match(MPI_Message message, MPI_Comm comm);
struct rp_group *rp_account_take_match(MPI_Message message);

/* ---- point-to-point ---- */

#define BEFORE_NOTHING()
#define AFTER_NOTHING()

#define BEFORE_SENDS(count, datatype, tag_, comm_)                                                 \
    rp_account_send(&call, rp_bytes(count, datatype),                                              \
                    &(struct rp_address){.target = target, .tag = tag_, .comm = comm_});
#define AFTER_SENDS(count, datatype, tag, comm)

/* The program may not want the status that we need. */
#define WANT_STATUS(status) status = status == MPI_STATUS_IGNORE ? &call.status : status;

#define BEFORE_RECEIVES(comm_, status)                                                             \
    WANT_STATUS(status)                                                                            \
    rp_account_await_message(&call,                                                                \
                             &(struct rp_address){.target = source, .tag = tag, .comm = comm_});
#define AFTER_RECEIVES(comm, status) rp_account_receipt(&call, status, rp_group_of(comm), 0);

#define BEFORE_EXCHANGES(count, datatype, tag_, comm_, status)                                     \
    WANT_STATUS(status)                                                                            \
    BEFORE_SENDS(count, datatype, tag_, comm_)                                                     \
    rp_account_await_message(&call,                                                                \
                             &(struct rp_address){.target = source, .tag = tag, .comm = comm_});
#define AFTER_EXCHANGES(count, datatype, tag, comm, status) AFTER_RECEIVES(comm, status)

#define KEEP(request, ...) rp_request_keep(*(request), &(struct rp_pending){__VA_ARGS__});
#define KEEP_IF(condition, request, ...)                                                           \
    if (condition) {                                                                               \
        KEEP(request, __VA_ARGS__)                                                                 \
    }

#define BEFORE_POSTS_RECEIVE(comm, request)
#define AFTER_POSTS_RECEIVE(comm_, request)                                                        \
    KEEP_IF(source != MPI_PROC_NULL, request, .kind = RP_PENDING_RECEIVE,                          \
            .posted_ns = call.start_ns, .group = rp_group_hold(comm_), .peer = source, .tag = tag)

#define BEFORE_MATCHES(comm, message)
#define AFTER_MATCHES(comm, message) rp_account_match(*(message), comm);

#define BEFORE_MATCHES_IF(flag, comm, message)
#define AFTER_MATCHES_IF(flag, comm, message)                                                      \
    if (*(flag))                                                                                   \
        rp_account_match(*(message), comm);

#define BEFORE_RECEIVES_MATCH(message, status)                                                     \
    struct rp_group *const matched = rp_account_take_match(*(message));                            \
    WANT_STATUS(status)
#define AFTER_RECEIVES_MATCH(message, status)                                                      \
    rp_account_receipt(&call, status, matched, 0);                                                 \
    rp_group_drop(matched);

#define BEFORE_POSTS_MATCH(message, request)                                                       \
    struct rp_group *const matched = rp_account_take_match(*(message));
#define AFTER_POSTS_MATCH(message, request)                                                        \
    KEEP_IF(matched, request, .kind = RP_PENDING_RECEIVE, .posted_ns = call.start_ns,              \
            .group = matched)

/* ---- requests ---- */

#define BEFORE_PREPARES_SEND(count, datatype, target, comm, request)
#define AFTER_PREPARES_SEND(count, datatype, target, comm, request)                                \
    KEEP_IF(target != MPI_PROC_NULL && rp_group_of(comm), request, .kind = RP_PENDING_SEND,        \
            .persistent = true, .peer = rp_group_peer(rp_group_of(comm), target),                  \
            .id = rp_group_of(comm)->id, .tag = tag,                                               \
            .bytes = rp_bytes((int64_t)(count), datatype))

#define BEFORE_PREPARES_RECEIVE(comm, request)
#define AFTER_PREPARES_RECEIVE(comm_, request)                                                     \
    KEEP(request, .kind = RP_PENDING_RECEIVE, .persistent = true, .group = rp_group_hold(comm_),   \
         .peer = source, .tag = tag)

#define BEFORE_STARTS(count, requests) rp_requests_start(&call, count, requests);
#define AFTER_STARTS(count, requests)

#define BEFORE_FORGETS(request) rp_request_forget(*(request));
#define AFTER_FORGETS(request)

#define BEFORE_COMPLETES_ALL(count, requests, statuses)                                            \
    statuses = rp_requests_note(&call, count, requests, statuses);
#define AFTER_COMPLETES_ALL(count, requests, statuses) rp_requests_complete(&call, statuses);

#define BEFORE_COMPLETES_ALL_IF(flag, count, requests, statuses)                                   \
    BEFORE_COMPLETES_ALL(count, requests, statuses)
#define AFTER_COMPLETES_ALL_IF(flag, count, requests, statuses)                                    \
    if (flag)                                                                                      \
        rp_requests_complete(&call, statuses);

#define BEFORE_COMPLETES_ANY(count, requests, index, status)                                       \
    BEFORE_COMPLETES_ALL(count, requests, status)
#define AFTER_COMPLETES_ANY(count, requests, index, status)                                        \
    rp_request_complete(&call, *(index), status);

#define BEFORE_COMPLETES_ANY_IF(flag, count, requests, index, status)                              \
    BEFORE_COMPLETES_ALL(count, requests, status)
#define AFTER_COMPLETES_ANY_IF(flag, count, requests, index, status)                               \
    if (flag)                                                                                      \
        rp_request_complete(&call, *(index), status);

#define BEFORE_COMPLETES_SOME(count, requests, done, indices, statuses)                            \
    BEFORE_COMPLETES_ALL(count, requests, statuses)
#define AFTER_COMPLETES_SOME(count, requests, done, indices, statuses)                             \
    rp_requests_complete_some(&call, *(done), indices, statuses);

/* ---- collective: expressions over the arguments and `group`, evaluated only where they count ----
 */

#define RANK  (group->rank)
#define SIZE  (group->size)
#define PEERS ((uint64_t)group->peers)
#define OUTS  ((uint64_t)group->out.present)
#define INS   ((uint64_t)group->in.present)

#define BYTES(count, datatype)       rp_bytes(count, datatype)
#define SUM(counts, datatype, parts) rp_bytes_sum(counts, datatype, parts)
#define DATA_BYTES                   rp_bytes(count, datatype)
#define GIVE_BYTES                   rp_bytes(give_count, give_type)
#define TAKE_BYTES                   rp_bytes(take_count, take_type)
#define GIVE_OWN_PART                rp_bytes(give_counts[RANK], give_type)
#define TAKE_OWN_PART                rp_bytes(take_counts[RANK], take_type)
#define GIVE_SUM                     rp_bytes_sum(give_counts, give_type, group->peers)
#define TAKE_SUM                     rp_bytes_sum(take_counts, take_type, group->peers)
#define GIVE_TYPES_SUM               rp_bytes_sum_types(give_counts, give_types, group->peers)
#define TAKE_TYPES_SUM               rp_bytes_sum_types(take_counts, take_types, group->peers)
#define GIVE_SUM_OUT                 rp_bytes_near(&group->out, give_counts, give_type)
#define TAKE_SUM_IN                  rp_bytes_near(&group->in, take_counts, take_type)
#define GIVE_TYPES_OUT               rp_bytes_near_types(&group->out, give_counts, give_types)
#define TAKE_TYPES_IN                rp_bytes_near_types(&group->in, take_counts, take_types)

/* With MPI_IN_PLACE the data are where the other buffer is described. */
#define GIVEN(own, other) (give == MPI_IN_PLACE ? (other) : (own))
#define TAKEN(own, other) (take == MPI_IN_PLACE ? (other) : (own))

#define IF_ROOT(bytes)   (rp_group_is_root(group, root) ? (bytes) : 0)
#define IF_LEAF(bytes)   (rp_group_is_leaf(group, root) ? (bytes) : 0)
#define IF_MEMBER(bytes) (rp_group_is_member(group, root) ? (bytes) : 0)

/* Who waits for whom. Of no data nobody need wait. */
#define MEETING   rp_pattern(RP_TICK_EXCHANGE, MPI_PROC_NULL)
#define PARTLY    rp_pattern(RP_TICK_PARTLY, MPI_PROC_NULL)
#define EXCHANGE  (call.sent + call.received > 0 ? MEETING : PARTLY)
#define FROM_ROOT rp_pattern(RP_TICK_FROM_ROOT, root)
#define TO_ROOT   rp_pattern(RP_TICK_TO_ROOT, root)

#define BEFORE_COLLECTIVE(comm, pattern, give_bytes, take_bytes)                                   \
    struct rp_group *const group = rp_group_of(comm);                                              \
    if (group)                                                                                     \
        rp_account_collective(&call, give_bytes, take_bytes);                                      \
    rp_account_await_group(&call, group, pattern);
#define AFTER_COLLECTIVE(comm, pattern, give_bytes, take_bytes)                                    \
    if (group)                                                                                     \
        rp_account_collective_done(&call, group, pattern, NULL);

#define BEFORE_COLLECTIVE_LATER(comm, pattern, give_bytes, take_bytes)                             \
    struct rp_group *const group = rp_group_of(comm);                                              \
    if (group)                                                                                     \
        rp_account_collective(&call, give_bytes, take_bytes);
#define AFTER_COLLECTIVE_LATER(comm, pattern, give_bytes, take_bytes)                              \
    if (group)                                                                                     \
        rp_account_collective_done(&call, group, pattern, request);

#define BEFORE_NEIGHBOUR(comm, give_bytes, take_bytes)                                             \
    struct rp_group *const group = rp_group_with_neighbours(comm);                                 \
    if (group)                                                                                     \
        rp_account_collective(&call, give_bytes, take_bytes);                                      \
    rp_account_await_group(&call, group, PARTLY);
#define AFTER_NEIGHBOUR(comm, give_bytes, take_bytes)                                              \
    AFTER_COLLECTIVE(comm, PARTLY, give_bytes, take_bytes)

/* ---- one-sided ---- */

#define BEFORE_REMOTE(win, target, give_bytes, take_bytes)                                         \
    rp_account_remote(&call, win, target, give_bytes, take_bytes);
#define AFTER_REMOTE(win, target, give_bytes, take_bytes)
#define BEFORE_MAKES_WIN(comm, win) rp_account_await_group(&call, rp_group_of(comm), PARTLY);
#define AFTER_MAKES_WIN(comm, win)                                                                 \
    rp_account_meeting(&call, rp_group_of(comm));                                                  \
    rp_group_keep_win(*(win), comm);
#define BEFORE_FREES_WIN(win) rp_group_forget_win(*(win));
#define AFTER_FREES_WIN(win)
#define BEFORE_FENCES(win) rp_account_await_group(&call, rp_group_of_win(win), PARTLY);
#define AFTER_FENCES(win)  rp_account_fence(&call, win);

/* ---- input and output ---- */

#define BEFORE_READS(file, status)  WANT_STATUS(status)
#define AFTER_READS(file, status)   rp_account_read(&call, status, file);
#define BEFORE_WRITES(file, status) WANT_STATUS(status)
#define AFTER_WRITES(file, status)  rp_account_write(&call, status, file);

#define BEFORE_READS_LATER(file, request)
#define AFTER_READS_LATER(file_, request) KEEP(request, .kind = RP_PENDING_READ, .file = file_)
#define BEFORE_WRITES_LATER(file, request)
#define AFTER_WRITES_LATER(file_, request) KEEP(request, .kind = RP_PENDING_WRITE, .file = file_)

#define BEFORE_OPENS(name, file)
#define AFTER_OPENS(name, file) rp_account_open(&call, *(file), name);
#define BEFORE_CLOSES(file)     rp_account_close(*(file));
#define AFTER_CLOSES(file)

/* ---- communicators and processes ---- */

#define BEFORE_MAKES_COMM(comm, made) rp_account_await_group(&call, rp_group_of(comm), PARTLY);
#define AFTER_MAKES_COMM(comm, made)                                                               \
    rp_account_meeting(&call, rp_group_of(comm));                                                  \
    rp_group_made(comm, *(made), rp_mpi_call_kinds[call.number].name, true);
#define BEFORE_MAKES_PART(comm, made)
#define AFTER_MAKES_PART(comm, made)                                                               \
    rp_group_made(comm, *(made), rp_mpi_call_kinds[call.number].name, false);
#define BEFORE_FREES_COMM(comm) rp_group_forget(*(comm));
#define AFTER_FREES_COMM(comm)
#define BEFORE_INITS()
#define AFTER_INITS()                                                                              \
    call.starts_span = true;                                                                       \
    rp_account_start_of_mpi(&call);

#endif
