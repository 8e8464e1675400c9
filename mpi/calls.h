/* calls.h: the MPI functions that are recorded, by number, and the classes they belong to.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_MPI_CALLS_H
#define RANKPROF_MPI_CALLS_H

#include <mpi.h>

#include "common/mpi_class.h"

/* Open MPI has partitioned communication since 5, MPICH with the standard's declarations since 4.1.
 */
#if (defined(OMPI_MAJOR_VERSION) && OMPI_MAJOR_VERSION >= 5) ||                                    \
    (defined(MPICH_NUMVERSION) && MPICH_NUMVERSION >= 40100000)
#define RP_MPI_HAS_PARTITIONED 1
#else
#define RP_MPI_HAS_PARTITIONED 0
#endif

enum rp_mpi_call {
#define MPI_CALL(name, class, arguments, account) RP_MPI_##name,
#define MPI_SPECIAL(name, class)                  RP_MPI_##name,
#include "mpi/calls.def"
#undef MPI_CALL
#undef MPI_SPECIAL
    RP_MPI_CALLS
};

struct rp_mpi_call_kind {
    const char *name; /* "MPI_Send" */
    const char *pmpi; /* "PMPI_Send" */
    enum rp_mpi_class class;
};

extern const struct rp_mpi_call_kind rp_mpi_call_kinds[RP_MPI_CALLS];

#endif
