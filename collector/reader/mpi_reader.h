/* mpi_reader.h: turns what MPI calls left in a segment into rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_MPI_READER_H
#define RANKPROF_COLLECTOR_READER_MPI_READER_H

#include "collector/reader/segment_texts.h"
#include "collector/reader/unify.h"

struct rp_mpi_reader;

/* What a reading needs; nothing is owned. */
struct rp_mpi_source {
    int segment;
    const struct rp_segment_header *layout; /* checked */
    const struct rp_segment_header *now;    /* its counts, as just read */
    struct rp_segment_texts *texts;
    struct rp_rank_writer *writer;
    uint32_t process;       /* row of /processes */
    uint64_t time_limit_ns; /* as in struct rp_thread_source */
    struct rp_rank_slice *ledger;
};

/* RP_E_NOMEM. */
enum rp_status rp_mpi_reader_new(struct rp_mpi_reader **out,
                                 const struct rp_segment_header *layout);
void rp_mpi_reader_free(struct rp_mpi_reader *reader); /* NULL is allowed */

/*
 * Adds what grew since the last time: the time of thread slot `slot`, whose row of /threads is
 * `thread`, and the traffic of the process. Only lack of memory is an error.
 */
enum rp_status rp_mpi_reader_times(struct rp_mpi_reader *reader, uint32_t slot, uint32_t thread,
                                   const struct rp_mpi_source *source);
enum rp_status rp_mpi_reader_traffic(struct rp_mpi_reader *reader,
                                     const struct rp_mpi_source *source);

#endif
