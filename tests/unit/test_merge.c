/* test_merge.c: a merge holds what its rank files hold, and names what it had to leave out.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/merge.h"
#include "common/context_kind.h"
#include "format/cluster_file.h"
#include "tests/unit/merge_sample.h"

#define RANKS  5u
#define SLICES 3u
#define MOST   64u

/* A directory of rank files, and what became of it. */
struct job {
    char directory[64];
    struct rp_merge_result result;
    struct rp_error error;
    struct rp_cluster_file *file;
};

/* ---- making ---- */

static const char *in(const struct job *job, const char *name)
{
    static char path[2][256];
    static unsigned next;

    next = 1 - next;
    snprintf(path[next], sizeof(path[next]), "%s/%s", job->directory, name);
    return path[next];
}

static const char *rank_name(uint32_t rank)
{
    static char name[MOST];

    snprintf(name, sizeof(name), "rank-%06u.h5", rank);
    return name;
}

static int make_directory(void **state)
{
    struct job *job = calloc(1, sizeof(*job));

    strcpy(job->directory, "/tmp/rankprof-merge-test-XXXXXX");
    *state = job;
    return mkdtemp(job->directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    struct job *job = *state;
    char command[128];
    int status = 0;

    rp_cluster_file_free(job->file);
    snprintf(command, sizeof(command), "rm -rf '%s'", job->directory);
    status = system(command);
    free(job);
    return status;
}

static void write_rank(const struct job *job, uint32_t rank, const char *name, bool open)
{
    const struct merge_sample sample = {
        .job = "job-1", .rank = rank, .ranks = RANKS, .slices = SLICES, .open = open};

    assert_true(merge_sample_write(in(job, name), &sample));
}

static void write_ranks(const struct job *job, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        write_rank(job, i, rank_name(i), false);
}

static enum rp_status merge(struct job *job)
{
    const struct rp_merge_settings settings = {.input = job->directory, .quiet = true};
    struct rp_team team;

    rp_team_single(&team);
    return rp_merge(&settings, &team, &job->result, &job->error);
}

static void merge_and_load(struct job *job)
{
    const enum rp_status status = merge(job);

    if (status != RP_OK)
        fail_msg("%s", job->error.text);
    if (rp_cluster_file_load(&job->file, in(job, "cluster.h5"), &job->error) != RP_OK)
        fail_msg("%s", job->error.text);
}

/* ---- looking ---- */

static uint32_t child(const struct rp_cluster_file *file, uint32_t parent, uint64_t offset)
{
    for (uint32_t i = 1; i < file->context_count; i++) {
        if (file->context_rows[i].parent == parent && file->context_rows[i].offset == offset)
            return i;
    }
    return 0;
}

static uint16_t metric(const struct rp_cluster_file *file, const char *name)
{
    for (uint16_t i = 0; i < file->metric_count; i++) {
        if (strcmp(rp_cluster_file_text(file, file->metric_rows[i].name), name) == 0)
            return i;
    }
    fail_msg("there is no metric %s", name);
    return 0;
}

static const struct rp_cluster_statistic *statistic(const struct rp_cluster_file *file,
                                                    uint32_t context, const char *name)
{
    const uint16_t number = metric(file, name);

    for (size_t i = 0; i < file->statistic_count; i++) {
        if (file->statistic_rows[i].context == context && file->statistic_rows[i].metric == number)
            return &file->statistic_rows[i];
    }
    fail_msg("context %u has no statistic of %s", context, name);
    return NULL;
}

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

/* ---- claims ---- */

static void contexts_of_all_ranks_are_one_tree(void **state)
{
    struct job *job = *state;
    uint32_t top = 0;
    uint32_t work = 0;

    write_ranks(job, 0, RANKS);
    merge_and_load(job);
    assert_int_equal(job->file->context_count, 5);
    assert_int_equal(job->file->context_rows[0].kind, RP_CONTEXT_ROOT);
    for (uint32_t i = 1; i < job->file->context_count; i++)
        assert_true(job->file->context_rows[i].parent < i);
    top = child(job->file, 0, MERGE_SAMPLE_MAIN);
    work = child(job->file, top, MERGE_SAMPLE_WORK);
    assert_true(top > 0 && work > 0 && child(job->file, top, MERGE_SAMPLE_EXTRA) > 0);
    assert_int_equal(job->file->module_count, 2);
    assert_int_equal(job->file->module_rows[job->file->context_rows[work].module].ranks, RANKS);
}

static void statistics_are_exact_over_all_ranks(void **state)
{
    struct job *job = *state;
    const struct rp_cluster_statistic *found = NULL;
    const uint64_t unit = UINT64_C(1000) * MERGE_SAMPLE_THREADS * SLICES;

    write_ranks(job, 0, RANKS);
    merge_and_load(job);
    found = statistic(job->file,
                      child(job->file, child(job->file, 0, MERGE_SAMPLE_MAIN), MERGE_SAMPLE_WORK),
                      "cpu_time");
    assert_int_equal(found->sum, unit * (1 + 2 + 3 + 4 + 5));
    assert_true(found->mean == (double)(unit * 3));
    assert_int_equal(found->min, unit);
    assert_int_equal(found->max, unit * 5);
    assert_int_equal(found->max_rank, 4);
    assert_int_equal(found->ranks, RANKS);
    assert_true(fabs(found->stddev - (double)unit * sqrt(2)) < 1e-6);
}

static void a_rank_without_the_context_counts_as_zero(void **state)
{
    struct job *job = *state;
    const struct rp_cluster_statistic *found = NULL;
    const double value = 7.0 * MERGE_SAMPLE_THREADS * SLICES;

    write_ranks(job, 0, RANKS);
    merge_and_load(job);
    found = statistic(job->file,
                      child(job->file, child(job->file, 0, MERGE_SAMPLE_MAIN), MERGE_SAMPLE_EXTRA),
                      "cpu_time");
    assert_int_equal(found->min, 0);
    assert_int_equal(found->ranks, 2);
    assert_int_equal(found->max_rank, 1); /* the lower one of two that are equal */
    assert_true(fabs(found->mean - value * 2 / 5) < 1e-9);
    assert_true(fabs(found->stddev - value * sqrt(2.0 / 5 - 4.0 / 25)) < 1e-9);
}

static void addresses_outside_of_modules_are_one_context(void **state)
{
    struct job *job = *state;
    const struct rp_cluster_file *file = NULL;
    uint32_t work = 0;
    uint32_t outside = 0;

    write_ranks(job, 0, RANKS);
    merge_and_load(job);
    file = job->file;
    work = child(file, child(file, 0, MERGE_SAMPLE_MAIN), MERGE_SAMPLE_WORK);
    outside = child(file, work, 0);
    assert_true(outside > 0);
    assert_int_equal(statistic(file, outside, "cpu_time")->ranks, RANKS);
    assert_int_equal(file->context_rows[outside].module, RP_NO_ROW);
}

static void values_by_rank_add_up_to_the_statistics(void **state)
{
    struct job *job = *state;
    const struct rp_cluster_file *file = NULL;

    write_ranks(job, 0, RANKS);
    merge_and_load(job);
    file = job->file;
    for (size_t i = 0; i < file->statistic_count; i++) {
        uint64_t sum = 0;

        for (size_t k = 0; k < file->value_count; k++) {
            if (file->value_rows[k].context == file->statistic_rows[i].context &&
                file->value_rows[k].metric == file->statistic_rows[i].metric)
                sum += file->value_rows[k].value;
        }
        assert_int_equal(sum, file->statistic_rows[i].sum);
    }
    for (size_t k = 1; k < file->value_count; k++) {
        const struct rp_cluster_value *low = &file->value_rows[k - 1];
        const struct rp_cluster_value *high = &file->value_rows[k];

        assert_true(low->rank < high->rank ||
                    (low->rank == high->rank &&
                     (low->context < high->context ||
                      (low->context == high->context && low->metric < high->metric))));
    }
}

static void a_refused_metric_says_where_and_why(void **state)
{
    struct job *job = *state;
    const struct rp_cluster_metric *row = NULL;

    write_ranks(job, 0, RANKS);
    merge_and_load(job);
    row = &job->file->metric_rows[metric(job->file, "PAPI_X")];
    assert_int_equal(row->counted_ranks, 3);
    assert_int_equal(row->refused_ranks, 2);
    assert_string_equal(rp_cluster_file_text(job->file, row->reason), "rank 1 has no counters");
    assert_int_equal(metric(job->file, "samples"), 0); /* in the order of the rank files */
}

static void ranks_nodes_processes_and_series_are_there(void **state)
{
    struct job *job = *state;
    const struct rp_cluster_file *file = NULL;

    write_ranks(job, 0, RANKS);
    merge_and_load(job);
    file = job->file;
    assert_int_equal(file->rank_count, RANKS);
    assert_int_equal(file->node_count, 2);
    assert_string_equal(rp_cluster_file_text(file, file->node_rows[file->rank_rows[0].node].name),
                        "node-b");
    assert_int_equal(file->rank_rows[4].wall_ns, SLICES * MERGE_SAMPLE_SLICE_NS);
    assert_int_equal(file->rank_rows[4].samples, SLICES * MERGE_SAMPLE_THREADS);
    assert_int_equal(file->rank_rows[4].end_status, 3);
    assert_int_equal(file->process_count, RANKS);
    assert_int_equal(file->process_rows[3].pid, 1003);
    assert_int_equal(file->identity_count, RANKS * 3);
    assert_int_equal(file->series_count, SLICES * (3 * 3 + 2 * 2)); /* by metrics counted */
    assert_int_equal(file->series_rows[0].start_ns, MERGE_SAMPLE_START_NS);
    assert_int_equal(file->session.ranks_expected, RANKS);
    assert_int_equal(file->session.end_ns, MERGE_SAMPLE_START_NS + SLICES * MERGE_SAMPLE_SLICE_NS);
}

static void nothing_wrong_leaves_no_remark(void **state)
{
    struct job *job = *state;

    write_ranks(job, 0, RANKS);
    merge_and_load(job);
    assert_int_equal(job->file->remark_count, 0);
    assert_int_equal(job->result.merged, RANKS);
    assert_int_equal(job->result.left_out, 0);
    assert_int_equal(job->result.partial, 0);
}

static void a_rank_without_a_file_is_named(void **state)
{
    struct job *job = *state;

    write_ranks(job, 0, 2);
    write_ranks(job, 3, RANKS);
    merge_and_load(job);
    assert_int_equal(job->result.merged, 4);
    assert_int_equal(job->result.expected, RANKS);
    assert_true(is_remarked(job->file, "", true, "rank 2"));
}

static void a_file_cut_short_is_left_out_or_partial(void **state)
{
    struct job *job = *state;

    write_ranks(job, 0, RANKS);
    assert_int_equal(truncate(in(job, rank_name(1)), 700), 0);
    merge_and_load(job);
    assert_int_equal(job->result.merged, RANKS - 1);
    assert_int_equal(job->result.left_out, 1);
    assert_true(is_remarked(job->file, "rank-000001.h5", true, ""));
}

static void a_file_of_another_job_is_left_out(void **state)
{
    struct job *job = *state;
    const struct merge_sample other = {.job = "job-2", .rank = 2, .ranks = RANKS, .slices = 1};

    write_ranks(job, 0, 2);
    write_ranks(job, 3, RANKS);
    assert_true(merge_sample_write(in(job, rank_name(2)), &other));
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
    struct job *job = *state;

    write_ranks(job, 0, RANKS);
    write_rank(job, 3, "rank-000003-again.h5", false);
    merge_and_load(job);
    assert_int_equal(job->result.merged, RANKS);
    assert_int_equal(job->result.left_out, 1);
    assert_true(is_remarked(job->file, "rank-000003.h5", true, "rank-000003-again.h5") ||
                is_remarked(job->file, "rank-000003-again.h5", true, "rank-000003.h5"));
}

static void a_part_left_behind_is_merged_as_partial(void **state)
{
    struct job *job = *state;

    write_ranks(job, 0, RANKS - 1);
    write_rank(job, RANKS - 1, rank_name(RANKS - 1), true);
    merge_and_load(job);
    assert_int_equal(job->result.merged, RANKS);
    assert_int_equal(job->result.partial, 1);
    assert_int_equal(job->file->rank_rows[RANKS - 1].state, RP_RANK_PARTIAL);
    assert_true(is_remarked(job->file, "rank-000004.h5.part", false, "collector"));
    assert_int_equal(job->file->rank_rows[RANKS - 1].slices, SLICES);
}

static void files_in_shards_are_found(void **state)
{
    struct job *job = *state;

    assert_int_equal(mkdir(in(job, "shard-0"), 0700), 0);
    write_ranks(job, 1, RANKS);
    write_rank(job, 0, "shard-0/rank-000000.h5", false);
    merge_and_load(job);
    assert_int_equal(job->result.merged, RANKS);
    assert_string_equal(rp_cluster_file_text(job->file, job->file->rank_rows[0].path),
                        "shard-0/rank-000000.h5");
}

static void an_empty_directory_is_refused(void **state)
{
    struct job *job = *state;

    assert_int_equal(merge(job), RP_E_NOT_FOUND);
    assert_non_null(strstr(job->error.text, job->directory));
    assert_int_not_equal(access(in(job, "cluster.h5"), F_OK), 0);
}

static void files_that_are_all_damaged_are_refused(void **state)
{
    struct job *job = *state;

    write_ranks(job, 0, 1);
    assert_int_equal(truncate(in(job, rank_name(0)), 100), 0);
    assert_int_equal(merge(job), RP_E_DAMAGED);
    assert_non_null(strstr(job->error.text, "rank-000000.h5"));
}

static void an_unwritable_output_leaves_nothing(void **state)
{
    struct job *job = *state;
    char output[256];
    const struct rp_merge_settings settings = {
        .input = job->directory, .output = output, .quiet = true};
    struct rp_team team;

    write_ranks(job, 0, RANKS);
    snprintf(output, sizeof(output), "%s/none/cluster.h5", job->directory);
    rp_team_single(&team);
    assert_int_not_equal(rp_merge(&settings, &team, &job->result, &job->error), RP_OK);
    assert_non_null(strstr(job->error.text, output));
}

int main(void)
{
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)
    const struct CMUnitTest tests[] = {
        CLAIM(contexts_of_all_ranks_are_one_tree),
        CLAIM(statistics_are_exact_over_all_ranks),
        CLAIM(a_rank_without_the_context_counts_as_zero),
        CLAIM(addresses_outside_of_modules_are_one_context),
        CLAIM(values_by_rank_add_up_to_the_statistics),
        CLAIM(a_refused_metric_says_where_and_why),
        CLAIM(ranks_nodes_processes_and_series_are_there),
        CLAIM(nothing_wrong_leaves_no_remark),
        CLAIM(a_rank_without_a_file_is_named),
        CLAIM(a_file_cut_short_is_left_out_or_partial),
        CLAIM(a_file_of_another_job_is_left_out),
        CLAIM(a_second_file_of_a_rank_is_left_out),
        CLAIM(a_part_left_behind_is_merged_as_partial),
        CLAIM(files_in_shards_are_found),
        CLAIM(an_empty_directory_is_refused),
        CLAIM(files_that_are_all_damaged_are_refused),
        CLAIM(an_unwritable_output_leaves_nothing),
    };
#undef CLAIM

    return cmocka_run_group_tests(tests, NULL, NULL);
}
