/* special.c: stands in front of the MPI functions that calls.def cannot describe.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <mpi.h>
#include <stdarg.h>

#include "common/clock.h"
#include "mpi/account.h"
#include "mpi/call.h"
#include "mpi/ledger.h"
#include "mpi/library.h"

#define PUBLIC __attribute__((visibility("default")))

static int finalize(bool pmpi, struct rp_caller caller)
{
    __typeof__(MPI_Finalize) *const next =
        (__typeof__(MPI_Finalize) *)rp_mpi_next(RP_MPI_Finalize, pmpi);
    struct rp_call call;
    int rc;

    if (!rp_call_begin(&call, RP_MPI_Finalize, &caller))
        return next();
    rp_ledger_end_span(call.ledger, rp_clock_monotonic());
    rp_account_end_of_mpi(&call);
    rp_call_start(&call);
    rc = next();
    rp_call_stop(&call);
    rp_call_end(&call);
    return rc;
}

PUBLIC int MPI_Finalize(void)
{
    return finalize(false, RP_CALLER);
}

PUBLIC int PMPI_Finalize(void)
{
    return finalize(true, RP_CALLER);
}
