/* test_merge.c: a merge holds what its rank files hold.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/context_kind.h"
#include "tests/unit/merge_job.h"

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

/* ---- claims ---- */

static void contexts_of_all_ranks_are_one_tree(void **state)
{
    struct merge_job *job = *state;
    uint32_t top = 0;
    uint32_t work = 0;

    merge_write_ranks(job, 0, RANKS);
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
    struct merge_job *job = *state;
    const struct rp_cluster_statistic *found = NULL;
    const uint64_t unit = UINT64_C(1000) * MERGE_SAMPLE_THREADS * SLICES;

    merge_write_ranks(job, 0, RANKS);
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
    struct merge_job *job = *state;
    const struct rp_cluster_statistic *found = NULL;
    const double value = 7.0 * MERGE_SAMPLE_THREADS * SLICES;

    merge_write_ranks(job, 0, RANKS);
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
    struct merge_job *job = *state;
    const struct rp_cluster_file *file = NULL;
    uint32_t work = 0;
    uint32_t outside = 0;

    merge_write_ranks(job, 0, RANKS);
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
    struct merge_job *job = *state;
    const struct rp_cluster_file *file = NULL;

    merge_write_ranks(job, 0, RANKS);
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
    struct merge_job *job = *state;
    const struct rp_cluster_metric *row = NULL;

    merge_write_ranks(job, 0, RANKS);
    merge_and_load(job);
    row = &job->file->metric_rows[metric(job->file, "PAPI_X")];
    assert_int_equal(row->counted_ranks, 3);
    assert_int_equal(row->refused_ranks, 2);
    assert_string_equal(rp_cluster_file_text(job->file, row->reason), "rank 1 has no counters");
    assert_int_equal(metric(job->file, "samples"), 0); /* in the order of the rank files */
}

static void ranks_nodes_processes_and_series_are_there(void **state)
{
    struct merge_job *job = *state;
    const struct rp_cluster_file *file = NULL;

    merge_write_ranks(job, 0, RANKS);
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
    struct merge_job *job = *state;

    merge_write_ranks(job, 0, RANKS);
    merge_and_load(job);
    assert_int_equal(job->file->remark_count, 0);
    assert_int_equal(job->result.merged, RANKS);
    assert_int_equal(job->result.left_out, 0);
    assert_int_equal(job->result.partial, 0);
}

int main(void)
{
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, merge_job_make, merge_job_remove)
    const struct CMUnitTest tests[] = {
        CLAIM(contexts_of_all_ranks_are_one_tree),
        CLAIM(statistics_are_exact_over_all_ranks),
        CLAIM(a_rank_without_the_context_counts_as_zero),
        CLAIM(addresses_outside_of_modules_are_one_context),
        CLAIM(values_by_rank_add_up_to_the_statistics),
        CLAIM(a_refused_metric_says_where_and_why),
        CLAIM(ranks_nodes_processes_and_series_are_there),
        CLAIM(nothing_wrong_leaves_no_remark),
    };
#undef CLAIM

    return cmocka_run_group_tests(tests, NULL, NULL);
}
