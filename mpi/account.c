/* account.c: what calls move, told from their arguments and results.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/account.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "mpi/handle_map.h"
#include "mpi/library.h"
#include "mpi/traffic.h"

/* ---- messages ---- */

static void add_message(struct rp_call *call, enum rp_traffic_kind kind, uint32_t peer,
                        const struct rp_traffic *traffic)
{
    const struct rp_traffic_key key = {
        .kind = kind, .number = peer, .size = rp_size_class(traffic->sent + traffic->received)};

    rp_traffic_add(call->header, &key, traffic);
}

void rp_account_send(struct rp_call *call, uint64_t bytes, int target, MPI_Comm comm)
{
    struct rp_group *const group = target == MPI_PROC_NULL ? NULL : rp_group_of(comm);

    if (!group)
        return;
    call->sent += bytes;
    add_message(call, RP_TRAFFIC_MESSAGE, rp_group_peer(group, target),
                &(struct rp_traffic){.sends = 1, .sent = bytes});
}

/* Of messages only: statuses of files need not say whether they were cancelled. */
static bool was_cancelled(const MPI_Status *status)
{
    int cancelled = 0;

    return rp_mpi_library()->Test_cancelled(status, &cancelled) != MPI_SUCCESS || cancelled;
}

/* The empty status of a request that did nothing has no source. */
void rp_account_receipt(struct rp_call *call, const MPI_Status *status, struct rp_group *group)
{
    uint64_t bytes;

    if (!group || status->MPI_SOURCE < 0 || was_cancelled(status))
        return;
    bytes = rp_bytes_of_status(status);
    call->received += bytes;
    add_message(call, RP_TRAFFIC_MESSAGE, rp_group_peer(group, status->MPI_SOURCE),
                &(struct rp_traffic){.receives = 1, .received = bytes});
}

void rp_account_start(struct rp_call *call, const struct rp_pending *send)
{
    call->sent += send->bytes;
    add_message(call, RP_TRAFFIC_MESSAGE, send->peer,
                &(struct rp_traffic){.sends = 1, .sent = send->bytes});
}

static struct rp_handle_map matches = RP_HANDLE_MAP_INIT;

void rp_account_match(MPI_Message message, MPI_Comm comm)
{
    struct rp_group *group;

    if (message == rp_mpi_library()->message_null || message == rp_mpi_library()->message_no_proc)
        return;
    group = rp_group_hold(comm);
    if (!rp_handle_map_put(&matches, message, group, NULL))
        rp_group_drop(group);
}

struct rp_group *rp_account_take_match(MPI_Message message)
{
    return rp_handle_map_take(&matches, message);
}

/* ---- all others ---- */

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

void rp_account_collective(struct rp_call *call, uint64_t sent, uint64_t received)
{
    call->sent += sent;
    call->received += received;
}

void rp_account_collective_done(struct rp_call *call, struct rp_group *group)
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
    if (!rp_handle_map_put(&files, file, text, &former))
        former = text;
    free(former);
}

void rp_account_close(MPI_File file)
{
    free(rp_handle_map_take(&files, file));
}

static void add_file(struct rp_call *call, MPI_File file, const struct rp_traffic *traffic)
{
    const uint32_t *const name = rp_handle_map_get(&files, file);
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
