/* rank_mpi.h: reads what a rank file tells of MPI into a share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_RANK_MPI_H
#define RANKPROF_ANALYSIS_INPUT_RANK_MPI_H

#include "analysis/input/share.h"
#include "format/rank_reader.h"

/*
 * Adds the rows of /mpi_times and /mpi_traffic under row `rank` of the roster, in their order:
 * what several threads or processes of the rank did in a slice is one row. RP_E_NOMEM.
 */
enum rp_status rp_rank_mpi_read(struct rp_share *share, const struct rp_rank_file *file,
                                uint32_t rank);

#endif
