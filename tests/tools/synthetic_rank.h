/* synthetic_rank.h: writes the rank files of a job that never ran, and adds up what is in them.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_TOOLS_SYNTHETIC_RANK_H
#define RANKPROF_TESTS_TOOLS_SYNTHETIC_RANK_H

#include "common/error.h"
#include "tests/tools/synthetic_functions.h"
#include "tests/tools/synthetic_model.h"

/* Known truth of the files written so far. Sums are modulo 2^64, as those of a cluster file fit. */
struct synthetic_truth {
    uint64_t rows;                         /* of /values of all files */
    uint64_t values;                       /* different (rank, context, metric) above zero */
    uint64_t bytes;                        /* of the files */
    uint64_t sums[SYNTHETIC_MOST_METRICS]; /* over everything */
    uint64_t slow_ns, straggler_ns;        /* in the slow function: of all, of the straggler */
};

/* Where the files go, and what is told of them. */
struct synthetic_output {
    const char *directory;
    const struct synthetic_module *module;
    struct synthetic_truth *truth;
    bool *seen; /* by context of the job: is in a file */
};

/* Writes DIRECTORY/rank-NNNNNN.h5. */
enum rp_status synthetic_rank_write(const struct synthetic_job *job, uint32_t rank,
                                    const struct synthetic_output *output, struct rp_error *error);

#endif
