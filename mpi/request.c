/* request.c: what the accounts must know of requests when they complete or start.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/request.h"

#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "mpi/account.h"
#include "mpi/handle_map.h"
#include "mpi/library.h"

static struct rp_handle_map pending_requests = RP_HANDLE_MAP_INIT;

/* ---- keeping ---- */

static void release(struct rp_pending *pending)
{
    if (pending)
        rp_group_drop(pending->group);
    free(pending);
}

void rp_request_keep(MPI_Request request, const struct rp_pending *pending)
{
    const bool is_request = request && request != rp_mpi_library()->request_null;
    struct rp_pending *const kept = is_request ? malloc(sizeof(*kept)) : NULL;
    void *former = NULL;

    if (!kept) {
        rp_group_drop(pending->group);
        return;
    }
    *kept = *pending;
    if (!rp_handle_map_put(&pending_requests, RP_HANDLE(request), kept, &former))
        former = kept;
    release(former);
}

void rp_request_forget(MPI_Request request)
{
    release(rp_handle_map_take(&pending_requests, RP_HANDLE(request)));
}

void rp_requests_start(struct rp_call *call, int count, const MPI_Request *requests)
{
    const uint64_t now_ns = rp_clock_monotonic();

    for (int i = 0; i < count; i++) {
        struct rp_pending *const pending =
            rp_handle_map_get(&pending_requests, RP_HANDLE(requests[i]));

        if (!pending)
            continue;
        pending->active = true;
        pending->posted_ns = now_ns;
        if (pending->kind == RP_PENDING_SEND)
            rp_account_start(call, pending);
    }
}

/* ---- completing ---- */

/* Not until now is memory needed, and only for many requests. */
static bool make_places(struct rp_call *call, int count)
{
    const size_t places = (size_t)count;
    struct rp_call_part *parts;

    call->handles = call->own_handles;
    call->statuses = call->own_statuses;
    call->places = count;
    if (count <= RP_CALL_PLACES)
        return true;
    parts = malloc(places * (sizeof(*parts) + sizeof(MPI_Status) + sizeof(MPI_Request)));
    call->places = parts ? count : 0;
    if (!parts)
        return false;
    call->parts = parts;
    call->part_room = count;
    call->handles = (MPI_Request *)(void *)(parts + places);
    call->statuses = (MPI_Status *)(void *)(call->handles + places);
    return true;
}

MPI_Status *rp_requests_note(struct rp_call *call, int count, const MPI_Request *requests,
                             MPI_Status *statuses)
{
    const struct rp_pending *kept = NULL;

    if (rp_handle_map_is_empty(&pending_requests) || !requests)
        return statuses;
    for (int i = 0; i < count && !kept; i++)
        kept = rp_handle_map_get(&pending_requests, RP_HANDLE(requests[i]));
    if (!kept || !make_places(call, count))
        return statuses;
    rp_account_await(call, kept);
    memcpy(call->handles, requests, (size_t)count * sizeof(MPI_Request));
    /* MPI_STATUS_IGNORE and MPI_STATUSES_IGNORE are the same. */
    return statuses == MPI_STATUSES_IGNORE ? call->statuses : statuses;
}

static void account(struct rp_call *call, const struct rp_pending *pending,
                    const MPI_Status *status)
{
    switch (pending->kind) {
    case RP_PENDING_RECEIVE:
        rp_account_receipt(call, status, pending->group, pending->posted_ns);
        break;
    case RP_PENDING_COLLECTIVE:
        rp_account_arrival(call, pending);
        break;
    case RP_PENDING_READ:
        rp_account_read(call, status, pending->file);
        break;
    case RP_PENDING_WRITE:
        rp_account_write(call, status, pending->file);
        break;
    case RP_PENDING_SEND:
        break;
    }
}

static void complete_persistent(struct rp_call *call, struct rp_pending *pending,
                                const MPI_Status *status)
{
    if (pending->active)
        account(call, pending, status);
    pending->active = false;
}

void rp_request_complete(struct rp_call *call, int place, const MPI_Status *status)
{
    struct rp_pending *pending;

    if (place < 0 || place >= call->places)
        return;
    pending = rp_handle_map_get(&pending_requests, RP_HANDLE(call->handles[place]));
    if (!pending)
        return;
    if (pending->persistent) {
        complete_persistent(call, pending, status);
        return;
    }
    account(call, pending, status);
    rp_request_forget(call->handles[place]);
}

void rp_requests_complete(struct rp_call *call, const MPI_Status *statuses)
{
    for (int i = 0; i < call->places; i++)
        rp_request_complete(call, i, &statuses[i]);
}

void rp_requests_complete_some(struct rp_call *call, int done, const int *indices,
                               const MPI_Status *statuses)
{
    for (int i = 0; i < done; i++)
        rp_request_complete(call, indices[i], &statuses[i]);
}

void rp_requests_done(struct rp_call *call)
{
    if (call->parts != call->own_parts)
        free(call->parts);
    call->places = 0;
}
