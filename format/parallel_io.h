/* parallel_io.h: what writing one file together needs from MPI: two property lists, two exchanges.
 * SPDX-License-Identifier: Apache-2.0
 *
 * parallel_serial.c is its half for serial HDF5, where every call is trivial; parallel_mpi.c is
 * the other one. All but the first are collective.
 */
#ifndef RANKPROF_FORMAT_PARALLEL_IO_H
#define RANKPROF_FORMAT_PARALLEL_IO_H

#include <hdf5.h>
#include <stdbool.h>

#include "common/status.h"
#include "format/parallel.h"

/* A transfer list for collective writes; the caller closes it (H5P_DEFAULT may be closed too). */
hid_t rp_parallel_transfer(const struct rp_parallel *parallel);

/* Lets a file be opened by all processes together. */
bool rp_parallel_set_access(const struct rp_parallel *parallel, hid_t access);

/* The first process's number on all. */
void rp_parallel_share(const struct rp_parallel *parallel, long *number);

/* RP_OK when all processes give RP_OK; else the largest status given. */
enum rp_status rp_parallel_agree(const struct rp_parallel *parallel, enum rp_status status);

#endif
