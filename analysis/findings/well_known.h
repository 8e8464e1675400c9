/* well_known.h: functions that are known by their name.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_WELL_KNOWN_H
#define RANKPROF_ANALYSIS_FINDINGS_WELL_KNOWN_H

#include "analysis/profile/profile.h"

/* Does it read or write files: of the C library, MPI, HDF5, NetCDF, ADIOS? */
bool rp_is_file_function(const struct rp_profile_function *function);

/* Is it one of MPI, or part of an MPI library? */
bool rp_is_mpi_function(const struct rp_profile_function *function);

#endif
