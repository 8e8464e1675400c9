/* account.c: what calls move, told from their arguments and results.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/account.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "mpi/handle_map.h"
#include "mpi/library.h"
#include "mpi/order.h"
#include "mpi/traffic.h"

/* ---- communicators ---- */

/* A communicator is told when it is named first, with the number of its processes. */
static uint32_t name_group(struct rp_call *call, struct rp_group *group)
{
    uint32_t text = atomic_load_explicit(&group->text, memory_order_relaxed);
    struct rp_traffic_key key = {.kind = RP_TRAFFIC_COMMUNICATOR};

    if (text != RP_STRING_NONE)
        return text;
    text = rp_call_text(call, group->name);
    atomic_store_explicit(&group->text, text, memory_order_relaxed);
    key.number = (uint32_t)group->size;
    key.group = text;
    rp_traffic_add(call->header, &key, &(struct rp_traffic){.sends = 1});
    return text;
}

/* ---- messages ---- */

static void add_message(struct rp_call *call, enum rp_traffic_kind kind, uint32_t peer,
                        const struct rp_traffic *traffic)
{
    const struct rp_traffic_key key = {
        .kind = kind, .number = peer, .size = rp_size_class(traffic->sent + traffic->received)};

    rp_traffic_add(call->header, &key, traffic);
}

/* A part that both sides number alike; where the communicator or the peer is not known, none. */
static void add_message_part(struct rp_call *call, const struct rp_order_key *key,
                             uint64_t posted_ns)
{
    const bool is_known = key->group != 0 && key->peer != RP_PEER_OUTSIDE;
    const struct rp_call_part part = {.kind = key->is_sent ? RP_TICK_SEND : RP_TICK_RECEIVE,
                                      .group = key->group,
                                      .number = is_known ? rp_order_next(key) : 0,
                                      .posted_ns = posted_ns,
                                      .peer = key->peer,
                                      .tag = key->tag};

    if (part.number > 0)
        rp_call_add_part(call, &part);
}

void rp_account_send(struct rp_call *call, uint64_t bytes, const struct rp_address *to)
{
    struct rp_group *const group = to->target == MPI_PROC_NULL ? NULL : rp_group_of(to->comm);
    struct rp_order_key key = {.tag = to->tag, .is_sent = true};

    if (!group)
        return;
    call->sent += bytes;
    key.group = group->id;
    key.peer = rp_group_peer(group, to->target);
    call->awaited = (struct rp_awaited){
        .kind = RP_TICK_SEND, .group = name_group(call, group), .peer = key.peer, .tag = to->tag};
    add_message(call, RP_TRAFFIC_MESSAGE, key.peer,
                &(struct rp_traffic){.sends = 1, .sent = bytes});
    add_message_part(call, &key, 0);
}

/* Of messages only: statuses of files need not say whether they were cancelled. */
static bool was_cancelled(const MPI_Status *status)
{
    int cancelled = 0;

    return rp_mpi_library()->Test_cancelled(status, &cancelled) != MPI_SUCCESS || cancelled;
}

/* The empty status of a request that did nothing has no source. */
void rp_account_receipt(struct rp_call *call, const MPI_Status *status, struct rp_group *group,
                        uint64_t posted_ns)
{
    struct rp_order_key key = {.is_sent = false};
    uint64_t bytes;

    if (!group || status->MPI_SOURCE < 0 || was_cancelled(status))
        return;
    bytes = rp_bytes_of_status(status);
    call->received += bytes;
    key.group = group->id;
    key.peer = rp_group_peer(group, status->MPI_SOURCE);
    key.tag = status->MPI_TAG;
    add_message(call, RP_TRAFFIC_MESSAGE, key.peer,
                &(struct rp_traffic){.receives = 1, .received = bytes});
    add_message_part(call, &key, posted_ns);
}

static void await_receive(struct rp_call *call, struct rp_group *group, int source, int tag)
{
    const bool from_any = source == MPI_ANY_SOURCE;

    if (group && source != MPI_PROC_NULL)
        call->awaited =
            (struct rp_awaited){.kind = RP_TICK_RECEIVE,
                                .group = name_group(call, group),
                                .peer = from_any ? RP_PEER_ANY : rp_group_peer(group, source),
                                .tag = tag};
}

void rp_account_await_message(struct rp_call *call, const struct rp_address *from)
{
    await_receive(call, rp_group_of(from->comm), from->target, from->tag);
}

void rp_account_await(struct rp_call *call, const struct rp_pending *pending)
{
    if (pending->kind == RP_PENDING_RECEIVE)
        await_receive(call, pending->group, (int)pending->peer, pending->tag);
    else if (pending->kind == RP_PENDING_COLLECTIVE)
        call->awaited = (struct rp_awaited){.kind = pending->part.kind,
                                            .group = pending->group_text,
                                            .number = pending->part.number,
                                            .peer = pending->part.peer};
}

void rp_account_start(struct rp_call *call, const struct rp_pending *send)
{
    const struct rp_order_key key = {
        .group = send->id, .peer = send->peer, .tag = send->tag, .is_sent = true};

    call->sent += send->bytes;
    add_message(call, RP_TRAFFIC_MESSAGE, send->peer,
                &(struct rp_traffic){.sends = 1, .sent = send->bytes});
    add_message_part(call, &key, 0);
}

static struct rp_handle_map matches = RP_HANDLE_MAP_INIT;

void rp_account_match(MPI_Message message, MPI_Comm comm)
{
    struct rp_group *group;

    if (message == rp_mpi_library()->message_null || message == rp_mpi_library()->message_no_proc)
        return;
    group = rp_group_hold(comm);
    if (!rp_handle_map_put(&matches, RP_HANDLE(message), group, NULL))
        rp_group_drop(group);
}

struct rp_group *rp_account_take_match(MPI_Message message)
{
    return rp_handle_map_take(&matches, RP_HANDLE(message));
}

/* ---- all others ---- */

void rp_account_collective(struct rp_call *call, uint64_t sent, uint64_t received)
{
    call->sent += sent;
    call->received += received;
}

/* Alone, or without an identity, nobody is waited for. */
static void add_meeting_part(struct rp_call *call, struct rp_group *group,
                             const struct rp_call_part *part)
{
    if (group && group->id != 0 && group->members > 1)
        rp_call_add_part(call, part);
}

void rp_account_await_group(struct rp_call *call, struct rp_group *group, struct rp_pattern pattern)
{
    if (group)
        call->awaited = (struct rp_awaited){.kind = pattern.kind,
                                            .group = name_group(call, group),
                                            .number = rp_group_meetings(group) + 1,
                                            .peer = rp_group_root(group, pattern.root)};
}

/* How many there were is told as well: who is behind the others is late, or will never come. */
static void count_meeting(struct rp_call *call, struct rp_group *group)
{
    const struct rp_traffic_key key = {.kind = RP_TRAFFIC_COMMUNICATOR,
                                       .number = (uint32_t)group->size,
                                       .group = name_group(call, group)};

    rp_traffic_add(call->header, &key, &(struct rp_traffic){.receives = 1});
}

/* Members call collectives of a communicator in the same order, so their number names each. */
static struct rp_call_part part_of(struct rp_call *call, struct rp_group *group,
                                   struct rp_pattern pattern)
{
    const bool is_rooted = pattern.kind == RP_TICK_FROM_ROOT || pattern.kind == RP_TICK_TO_ROOT;

    count_meeting(call, group);
    return (struct rp_call_part){.kind = pattern.kind,
                                 .group = group->id,
                                 .number = rp_group_next(group),
                                 .peer = is_rooted ? rp_group_root(group, pattern.root)
                                                   : RP_PEER_OUTSIDE,
                                 .tag = group->members};
}

void rp_account_meeting(struct rp_call *call, struct rp_group *group)
{
    if (group) {
        const struct rp_call_part part =
            part_of(call, group, rp_pattern(RP_TICK_PARTLY, MPI_PROC_NULL));

        add_meeting_part(call, group, &part);
    }
}

void rp_account_fence(struct rp_call *call, MPI_Win win)
{
    rp_account_meeting(call, rp_group_of_win(win));
}

/* MPI_Init and MPI_Finalize end for nobody before they began for all. */
static void add_edge_part(struct rp_call *call, uint64_t number)
{
    struct rp_group *const world = rp_group_of(rp_mpi_library()->comm_world);
    struct rp_call_part part = {
        .kind = RP_TICK_EXCHANGE, .number = number, .peer = RP_PEER_OUTSIDE};

    if (!world)
        return;
    part.group = world->id;
    part.tag = world->members;
    add_meeting_part(call, world, &part);
}

void rp_account_start_of_mpi(struct rp_call *call)
{
    struct rp_group *const world = rp_group_of(rp_mpi_library()->comm_world);

    if (world)
        rp_tick_log_share(call->ticks, (uint32_t)world->size);
    add_edge_part(call, 0);
}

void rp_account_end_of_mpi(struct rp_call *call)
{
    add_edge_part(call, UINT64_MAX);
}

void rp_account_arrival(struct rp_call *call, const struct rp_pending *collective)
{
    rp_call_add_part(call, &collective->part);
}

static void keep_part(const MPI_Request *request, const struct rp_call_part *part, uint32_t group)
{
    const struct rp_pending pending = {
        .kind = RP_PENDING_COLLECTIVE, .part = *part, .group_text = group};

    rp_request_keep(*request, &pending);
}

/* One that is completed later waits for nobody now. */
static void add_collective_part(struct rp_call *call, struct rp_group *group,
                                struct rp_pattern pattern, const MPI_Request *later)
{
    struct rp_call_part part = part_of(call, group, pattern);

    part.posted_ns = call->start_ns;
    if (later)
        part.kind = RP_TICK_ARRIVAL;
    add_meeting_part(call, group, &part);
    part.kind = pattern.kind;
    if (later && call->part_count > 0)
        keep_part(later, &part, name_group(call, group));
}

void rp_account_collective_done(struct rp_call *call, struct rp_group *group,
                                struct rp_pattern pattern, const MPI_Request *later)
{
    const uint64_t bytes = call->sent > call->received ? call->sent : call->received;
    const struct rp_traffic_key key = {.kind = RP_TRAFFIC_COLLECTIVE,
                                       .size = rp_size_class(bytes),
                                       .name = rp_call_name(call),
                                       .group = name_group(call, group)};

    rp_traffic_add(call->header, &key,
                   &(struct rp_traffic){.sends = 1,
                                        .sent = call->sent,
                                        .received = call->received,
                                        .time_ns = call->stop_ns - call->start_ns});
    add_collective_part(call, group, pattern, later);
}

void rp_account_remote(struct rp_call *call, MPI_Win win, int target, uint64_t sent,
                       uint64_t received)
{
    struct rp_group *const group = rp_group_of_win(win);

    if (target == MPI_PROC_NULL)
        return;
    call->sent += sent;
    call->received += received;
    add_message(
        call, RP_TRAFFIC_REMOTE, group ? rp_group_peer(group, target) : RP_PEER_OUTSIDE,
        &(struct rp_traffic){
            .sends = sent > 0, .sent = sent, .receives = received > 0, .received = received});
}

/* ---- files ---- */

static struct rp_handle_map files = RP_HANDLE_MAP_INIT;

/* The same name gets the same text: a program may open a file in every step. */
void rp_account_open(struct rp_call *call, MPI_File file, const char *name)
{
    static struct {
        pthread_mutex_t lock;
        char name[1024];
        uint32_t text;
    } last = {.lock = PTHREAD_MUTEX_INITIALIZER};
    uint32_t *const text = malloc(sizeof(*text));
    void *former = NULL;

    if (!text)
        return;
    pthread_mutex_lock(&last.lock);
    if (last.text == RP_STRING_NONE || strncmp(last.name, name, sizeof(last.name) - 1) != 0) {
        strncpy(last.name, name, sizeof(last.name) - 1);
        last.text = rp_call_text(call, last.name);
    }
    *text = last.text;
    pthread_mutex_unlock(&last.lock);
    if (!rp_handle_map_put(&files, RP_HANDLE(file), text, &former))
        former = text;
    free(former);
}

void rp_account_close(MPI_File file)
{
    free(rp_handle_map_take(&files, RP_HANDLE(file)));
}

static void add_file(struct rp_call *call, MPI_File file, const struct rp_traffic *traffic)
{
    const uint32_t *const name = rp_handle_map_get(&files, RP_HANDLE(file));
    const struct rp_traffic_key key = {.kind = RP_TRAFFIC_FILE,
                                       .name = name ? *name : RP_STRING_NONE};

    call->sent += traffic->sent;
    call->received += traffic->received;
    rp_traffic_add(call->header, &key, traffic);
}

/* Other calls complete what was begun before: their time is not the file's alone. */
static uint64_t file_time_ns(const struct rp_call *call)
{
    return rp_mpi_call_kinds[call->number].class == RP_CLASS_IO ? call->stop_ns - call->start_ns
                                                                : 0;
}

void rp_account_read(struct rp_call *call, const MPI_Status *status, MPI_File file)
{
    add_file(call, file,
             &(struct rp_traffic){.receives = 1,
                                  .received = rp_bytes_of_status(status),
                                  .time_ns = file_time_ns(call)});
}

void rp_account_write(struct rp_call *call, const MPI_Status *status, MPI_File file)
{
    add_file(call, file,
             &(struct rp_traffic){
                 .sends = 1, .sent = rp_bytes_of_status(status), .time_ns = file_time_ns(call)});
}
