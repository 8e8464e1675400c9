/* merge_job.h: a directory of rank files, and what its merge made, for the tests of the merge.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_UNIT_MERGE_JOB_H
#define RANKPROF_TESTS_UNIT_MERGE_JOB_H

#include "analysis/merge/merge.h"
#include "format/cluster_file.h"
#include "tests/unit/merge_sample.h"

#define RANKS  5u
#define SLICES 3u

/* A directory of rank files, and what became of it. */
struct merge_job {
    char directory[64];
    struct rp_merge_result result;
    struct rp_error error;
    struct rp_cluster_file *file;
};

/* Setup and teardown of a claim: *state is a struct merge_job with an empty directory. */
int merge_job_make(void **state);
int merge_job_remove(void **state);

/* The path of `name` in the directory; valid until the next call but one. */
const char *merge_job_path(const struct merge_job *job, const char *name);
const char *merge_rank_name(uint32_t rank); /* valid until the next call */

void merge_write_rank(const struct merge_job *job, uint32_t rank, const char *name, bool open);
void merge_write_ranks(const struct merge_job *job, uint32_t first, uint32_t end);

enum rp_status merge_job_merge(struct merge_job *job);
void merge_and_load(struct merge_job *job); /* asserts that it succeeds */

#endif
