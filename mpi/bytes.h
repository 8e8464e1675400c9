/* bytes.h: how many bytes arguments of MPI functions stand for.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Bytes of data: holes of a derived datatype do not count. A count that is not above zero, and a
 * datatype that is none, stand for no bytes.
 */
#ifndef RANKPROF_MPI_BYTES_H
#define RANKPROF_MPI_BYTES_H

#include <mpi.h>
#include <stdbool.h>
#include <stdint.h>

#include "mpi/group.h"

uint64_t rp_bytes(int64_t count, MPI_Datatype datatype);

/* Of `parts` parts, of one datatype or of one each. */
uint64_t rp_bytes_sum(const int *counts, MPI_Datatype datatype, int parts);
uint64_t rp_bytes_sum_types(const int *counts, const MPI_Datatype *datatypes, int parts);

/* The same, of a part for each neighbour, where there is one. */
uint64_t rp_bytes_near(const struct rp_neighbours *near, const int *counts, MPI_Datatype datatype);
uint64_t rp_bytes_near_types(const struct rp_neighbours *near, const int *counts,
                             const MPI_Datatype *datatypes);

/* What arrived, or was read or written. */
uint64_t rp_bytes_of_status(const MPI_Status *status);

#endif
