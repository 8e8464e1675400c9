/* synthetic_rows.h: the rows of a rank file of a job that never ran, and what they add up to.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_TOOLS_SYNTHETIC_ROWS_H
#define RANKPROF_TESTS_TOOLS_SYNTHETIC_ROWS_H

#include <stddef.h>

#include "format/rank_tables.h"
#include "tests/tools/synthetic_model.h"

/* Rows of /contexts of one chunk: a slice begins with one. */
#define SYNTHETIC_CONTEXT_CHUNK 256u
#define SYNTHETIC_VALUE_CHUNK   1024u

#define SYNTHETIC_MPI_TIMES   3u /* rows of a slice */
#define SYNTHETIC_MPI_TRAFFIC 3u

/* Known truth of the rows made so far. Sums are modulo 2^64, as those of a cluster file fit. */
struct synthetic_truth {
    uint64_t rows;                         /* of /values of all files */
    uint64_t values;                       /* different (rank, context, metric) above zero */
    uint64_t bytes;                        /* of the files */
    uint64_t sums[SYNTHETIC_MOST_METRICS]; /* over everything */
    uint64_t slow_ns, straggler_ns;        /* in the slow function: of all, of the straggler */
};

/* A slice's rows in the arrays, and where they stand in the file. */
struct synthetic_span {
    size_t first, count;
    uint64_t row;
};

/* Made again and again for one rank after the other. */
struct synthetic_rows {
    const struct synthetic_job *job;
    uint32_t rank;
    struct rp_rank_context *contexts;
    struct rp_rank_value *values; /* thread and metric by number; slice is filled in */
    size_t context_count, value_count;
    struct synthetic_span context_spans[256]; /* by slice */
    struct synthetic_span value_spans[256];
    uint32_t *numbers; /* in the file, of the job's contexts; RP_NO_ROW: not in it yet */
    uint64_t *addresses;
    bool *valued; /* the job's contexts that have values */
};

/* False when out of memory. */
bool synthetic_rows_init(struct synthetic_rows *rows, const struct synthetic_job *job);
void synthetic_rows_release(struct synthetic_rows *rows);

/* Fills in the rows of a rank and adds to the truth; marks the contexts of the file in `seen`. */
void synthetic_rows_make(struct synthetic_rows *rows, uint32_t rank, struct synthetic_truth *truth,
                         bool *seen);

/* What a slice tells of MPI; texts are not filled in. */
void synthetic_mpi_times(const struct synthetic_rows *rows, uint32_t slice,
                         struct rp_rank_mpi_time out[SYNTHETIC_MPI_TIMES]);
void synthetic_mpi_traffic(const struct synthetic_rows *rows, uint32_t slice,
                           struct rp_rank_mpi_traffic out[SYNTHETIC_MPI_TRAFFIC]);

#endif
