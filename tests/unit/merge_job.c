/* merge_job.c: a directory of rank files, and what its merge made.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/merge_job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

const char *merge_job_path(const struct merge_job *job, const char *name)
{
    static char path[2][256];
    static unsigned next;

    next = 1 - next;
    snprintf(path[next], sizeof(path[next]), "%s/%s", job->directory, name);
    return path[next];
}

const char *merge_rank_name(uint32_t rank)
{
    static char name[32];

    snprintf(name, sizeof(name), "rank-%06u.h5", rank);
    return name;
}

int merge_job_make(void **state)
{
    struct merge_job *job = calloc(1, sizeof(*job));

    strcpy(job->directory, "/tmp/rankprof-merge-test-XXXXXX");
    *state = job;
    return mkdtemp(job->directory) ? 0 : -1;
}

int merge_job_remove(void **state)
{
    struct merge_job *job = *state;
    char command[128];
    int status = 0;

    rp_cluster_file_free(job->file);
    snprintf(command, sizeof(command), "rm -rf '%s'", job->directory);
    status = system(command);
    free(job);
    return status;
}

void merge_write_rank(const struct merge_job *job, uint32_t rank, const char *name, bool open)
{
    const struct merge_sample sample = {
        .job = "job-1", .rank = rank, .ranks = RANKS, .slices = SLICES, .open = open};

    assert_true(merge_sample_write(merge_job_path(job, name), &sample));
}

void merge_write_ranks(const struct merge_job *job, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        merge_write_rank(job, i, merge_rank_name(i), false);
}

enum rp_status merge_job_merge(struct merge_job *job)
{
    const struct rp_merge_settings settings = {.input = job->directory, .quiet = true};
    struct rp_team team;

    rp_team_single(&team);
    return rp_merge(&settings, &team, &job->result, &job->error);
}

void merge_and_load(struct merge_job *job)
{
    const enum rp_status status = merge_job_merge(job);

    if (status != RP_OK)
        fail_msg("%s", job->error.text);
    if (rp_cluster_file_load(&job->file, merge_job_path(job, "cluster.h5"), &job->error) != RP_OK)
        fail_msg("%s", job->error.text);
    for (size_t i = 0; i < RP_CLUSTER_TABLE_COUNT; i++)
        assert_int_equal(rp_cluster_file_hold(job->file, (enum rp_cluster_table)i, &job->error),
                         RP_OK);
}
