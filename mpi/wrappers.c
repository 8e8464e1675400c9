/* wrappers.c: stands in front of the MPI functions of calls.def.
 * SPDX-License-Identifier: Apache-2.0
 *
 * In front of both names: C programs call MPI_x; the Fortran layers of Open MPI call PMPI_x, and
 * with C handles, for mpif.h, `use mpi` and `use mpi_f08` alike. What is called within a recorded
 * call is not recorded again, so each call of the program is seen once.
 */
#include <mpi.h>

#include "mpi/account.h"
#include "mpi/arguments.h"
#include "mpi/call.h"
#include "mpi/library.h"

#define PUBLIC __attribute__((visibility("default")))

#define MPI_CALL(name, class, arguments, account)                                                  \
    static int record_##name(bool pmpi, struct rp_caller caller, RP_LIST(arguments(RP_DECLARE)))   \
    {                                                                                              \
        __typeof__(MPI_##name) *const next =                                                       \
            (__typeof__(MPI_##name) *)rp_mpi_next(RP_MPI_##name, pmpi);                            \
        struct rp_call call;                                                                       \
        int rc;                                                                                    \
                                                                                                   \
        if (!rp_call_begin(&call, RP_MPI_##name, &caller))                                         \
            return next(RP_LIST(arguments(RP_PASS)));                                              \
        BEFORE_##account;                                                                          \
        rp_call_start(&call);                                                                      \
        rc = next(RP_LIST(arguments(RP_PASS)));                                                    \
        rp_call_stop(&call);                                                                       \
        if (rc == MPI_SUCCESS) {                                                                   \
            AFTER_##account;                                                                       \
        }                                                                                          \
        rp_call_end(&call);                                                                        \
        rp_requests_done(&call);                                                                   \
        return rc;                                                                                 \
    }                                                                                              \
                                                                                                   \
    PUBLIC int MPI_##name(RP_LIST(arguments(RP_DECLARE)))                                          \
    {                                                                                              \
        return record_##name(false, RP_CALLER, RP_LIST(arguments(RP_PASS)));                       \
    }                                                                                              \
                                                                                                   \
    PUBLIC int PMPI_##name(RP_LIST(arguments(RP_DECLARE)))                                         \
    {                                                                                              \
        return record_##name(true, RP_CALLER, RP_LIST(arguments(RP_PASS)));                        \
    }
#define MPI_SPECIAL(name, class)
#include "mpi/calls.def"
#undef MPI_CALL
#undef MPI_SPECIAL
