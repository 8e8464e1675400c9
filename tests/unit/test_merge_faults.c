/* test_merge_faults.c: a merge names what it had to leave out, and goes on.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/merge/interrupt.h"
#include "tests/unit/merge_job.h"

static bool is_remarked(const struct rp_cluster_file *file, const char *path, bool left_out,
                        const char *words)
{
    for (size_t i = 0; i < file->remark_count; i++) {
        const struct rp_cluster_remark *row = &file->remark_rows[i];

        if (strcmp(rp_cluster_file_text(file, row->path), path) == 0 && row->left_out == left_out &&
            strstr(rp_cluster_file_text(file, row->text), words))
            return true;
    }
    return false;
}

static void a_rank_without_a_file_is_named(void **state)
{
    struct merge_job *job = *state;

    merge_write_ranks(job, 0, 2);
    merge_write_ranks(job, 3, RANKS);
    merge_and_load(job);
    assert_int_equal(job->result.merged, 4);
    assert_int_equal(job->result.expected, RANKS);
    assert_true(is_remarked(job->file, "", true, "rank 2"));
    assert_non_null(strstr(job->result.named, "rank 2"));
}

static void a_file_cut_short_is_left_out_or_partial(void **state)
{
    struct merge_job *job = *state;

    merge_write_ranks(job, 0, RANKS);
    assert_int_equal(truncate(merge_job_path(job, merge_rank_name(1)), 700), 0);
    merge_and_load(job);
    assert_int_equal(job->result.merged, RANKS - 1);
    assert_int_equal(job->result.left_out, 1);
    assert_true(is_remarked(job->file, "rank-000001.h5", true, ""));
}

static void a_file_of_another_job_is_left_out(void **state)
{
    struct merge_job *job = *state;
    const struct merge_sample other = {.job = "job-2", .rank = 2, .ranks = RANKS, .slices = 1};

    merge_write_ranks(job, 0, 2);
    merge_write_ranks(job, 3, RANKS);
    assert_true(merge_sample_write(merge_job_path(job, merge_rank_name(2)), &other));
    merge_and_load(job);
    assert_int_equal(job->result.merged, 4);
    assert_true(is_remarked(job->file, "rank-000002.h5", true, "job-2"));
    for (size_t i = 0; i < job->file->text_count; i++) {
        if (strcmp(job->file->texts[i].key, "job") == 0)
            assert_string_equal(job->file->texts[i].value, "job-1");
    }
}

static void a_second_file_of_a_rank_is_left_out(void **state)
{
    struct merge_job *job = *state;

    merge_write_ranks(job, 0, RANKS);
    merge_write_rank(job, 3, "rank-000003-again.h5", false);
    merge_and_load(job);
    assert_int_equal(job->result.merged, RANKS);
    assert_int_equal(job->result.left_out, 1);
    assert_true(is_remarked(job->file, "rank-000003.h5", true, "rank-000003-again.h5") ||
                is_remarked(job->file, "rank-000003-again.h5", true, "rank-000003.h5"));
}

static void a_part_left_behind_is_merged_as_partial(void **state)
{
    struct merge_job *job = *state;

    merge_write_ranks(job, 0, RANKS - 1);
    merge_write_rank(job, RANKS - 1, merge_rank_name(RANKS - 1), true);
    merge_and_load(job);
    assert_int_equal(job->result.merged, RANKS);
    assert_int_equal(job->result.partial, 1);
    assert_int_equal(job->file->rank_rows[RANKS - 1].state, RP_RANK_PARTIAL);
    assert_true(is_remarked(job->file, "rank-000004.h5.part", false, "collector"));
    assert_int_equal(job->file->rank_rows[RANKS - 1].slices, SLICES);
}

static void files_in_shards_are_found(void **state)
{
    struct merge_job *job = *state;

    assert_int_equal(mkdir(merge_job_path(job, "shard-0"), 0700), 0);
    merge_write_ranks(job, 1, RANKS);
    merge_write_rank(job, 0, "shard-0/rank-000000.h5", false);
    merge_and_load(job);
    assert_int_equal(job->result.merged, RANKS);
    assert_string_equal(rp_cluster_file_text(job->file, job->file->rank_rows[0].path),
                        "shard-0/rank-000000.h5");
}

static void an_empty_directory_is_refused(void **state)
{
    struct merge_job *job = *state;

    assert_int_equal(merge_job_merge(job), RP_E_NOT_FOUND);
    assert_non_null(strstr(job->error.text, job->directory));
    assert_int_not_equal(access(merge_job_path(job, "cluster.h5"), F_OK), 0);
}

static void files_that_are_all_damaged_are_refused(void **state)
{
    struct merge_job *job = *state;

    merge_write_ranks(job, 0, 1);
    assert_int_equal(truncate(merge_job_path(job, merge_rank_name(0)), 100), 0);
    assert_int_equal(merge_job_merge(job), RP_E_DAMAGED);
    assert_non_null(strstr(job->error.text, "rank-000000.h5"));
}

static void an_unwritable_output_leaves_nothing(void **state)
{
    struct merge_job *job = *state;
    char output[256];
    const struct rp_merge_settings settings = {
        .input = job->directory, .output = output, .quiet = true};
    struct rp_team team;

    merge_write_ranks(job, 0, RANKS);
    snprintf(output, sizeof(output), "%s/none/cluster.h5", job->directory);
    rp_team_single(&team);
    assert_int_not_equal(rp_merge(&settings, &team, &job->result, &job->error), RP_OK);
    assert_non_null(strstr(job->error.text, output));
}

/* The child is in the middle of writing when it is told to end. */
static void an_interrupted_merge_leaves_no_part(void **state)
{
    struct merge_job *job = *state;
    char part[300];
    int status = 0;
    const pid_t child = fork();

    if (child == 0) {
        const char *output = merge_job_path(job, "cluster.h5");

        snprintf(part, sizeof(part), "%s.part.%ld", output, (long)getpid());
        rp_interrupt_guard(output);
        if (close(creat(part, 0600)) == 0)
            raise(SIGTERM);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    snprintf(part, sizeof(part), "%s.part.%ld", merge_job_path(job, "cluster.h5"), (long)child);
    assert_int_not_equal(access(part, F_OK), 0);
}

int main(void)
{
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, merge_job_make, merge_job_remove)
    const struct CMUnitTest tests[] = {
        CLAIM(a_rank_without_a_file_is_named),
        CLAIM(a_file_cut_short_is_left_out_or_partial),
        CLAIM(a_file_of_another_job_is_left_out),
        CLAIM(a_second_file_of_a_rank_is_left_out),
        CLAIM(a_part_left_behind_is_merged_as_partial),
        CLAIM(files_in_shards_are_found),
        CLAIM(an_empty_directory_is_refused),
        CLAIM(files_that_are_all_damaged_are_refused),
        CLAIM(an_unwritable_output_leaves_nothing),
        CLAIM(an_interrupted_merge_leaves_no_part),
    };
#undef CLAIM

    return cmocka_run_group_tests(tests, NULL, NULL);
}
