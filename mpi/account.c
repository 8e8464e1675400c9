/* account.c: what calls move, told from their arguments and results.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/account.h"

#include "mpi/handle_map.h"
#include "mpi/library.h"

/* ---- messages ---- */

void rp_account_send(struct rp_call *call, uint64_t bytes, int target, MPI_Comm comm)
{
    (void)comm;
    if (target != MPI_PROC_NULL)
        call->sent += bytes;
}

/* Of messages only: statuses of files need not say whether they were cancelled. */
static bool was_cancelled(const MPI_Status *status)
{
    int cancelled = 0;

    return rp_mpi_library()->Test_cancelled(status, &cancelled) != MPI_SUCCESS || cancelled;
}

/* The empty status of a request that did nothing has no source. */
void rp_account_receipt(struct rp_call *call, const MPI_Status *status, MPI_Comm comm)
{
    (void)comm;
    if (status->MPI_SOURCE >= 0 && !was_cancelled(status))
        call->received += rp_bytes_of_status(status);
}

static struct rp_handle_map matches = RP_HANDLE_MAP_INIT;

void rp_account_match(MPI_Message message, MPI_Comm comm)
{
    if (message != rp_mpi_library()->message_null && message != rp_mpi_library()->message_no_proc)
        rp_handle_map_put(&matches, message, comm, NULL);
}

MPI_Comm rp_account_take_match(MPI_Message message)
{
    return rp_handle_map_take(&matches, message);
}

/* ---- all others ---- */

void rp_account_collective(struct rp_call *call, uint64_t sent, uint64_t received)
{
    call->sent += sent;
    call->received += received;
}

void rp_account_remote(struct rp_call *call, int target, uint64_t sent, uint64_t received)
{
    if (target == MPI_PROC_NULL)
        return;
    call->sent += sent;
    call->received += received;
}

void rp_account_read(struct rp_call *call, const MPI_Status *status, MPI_File file)
{
    (void)file;
    call->received += rp_bytes_of_status(status);
}

void rp_account_write(struct rp_call *call, const MPI_Status *status, MPI_File file)
{
    (void)file;
    call->sent += rp_bytes_of_status(status);
}
