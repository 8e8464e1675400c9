/* parallel.h: the one difference between the two flavours of HDF5 this library is built with.
 * SPDX-License-Identifier: Apache-2.0
 *
 * rankprof_format is built with serial HDF5, rankprof_format_parallel with parallel HDF5 and
 * RANKPROF_PARALLEL_HDF5 defined; a process holds one of them, never both.
 */
#ifndef RANKPROF_FORMAT_PARALLEL_H
#define RANKPROF_FORMAT_PARALLEL_H

/* The processes that write one file together; communicator: pointer to an MPI_Comm, or NULL. */
struct rp_parallel {
    int process;   /* own number, 0 for the first */
    int processes; /* 1: writes alone */
    void *communicator;
};

#endif
