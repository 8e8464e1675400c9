/* calls.c: names and classes of the MPI functions that are recorded.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/calls.h"

const struct rp_mpi_call_kind rp_mpi_call_kinds[RP_MPI_CALLS] = {
#define MPI_CALL(name, class, arguments, account) {"MPI_" #name, "PMPI_" #name, RP_CLASS_##class},
#define MPI_SPECIAL(name, class)                  {"MPI_" #name, "PMPI_" #name, RP_CLASS_##class},
#include "mpi/calls.def"
#undef MPI_CALL
#undef MPI_SPECIAL
};
