/* test_check_cluster.c: each rule on the contents of a cluster file finds what is planted.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "format/check.h"
#include "tests/support/cluster_statistic.h"
#include "tests/unit/cluster_sample.h"
#include "tests/unit/rank_sample.h"

#define CONTEXTS 10u

static char sentences[8192];

static void keep(void *context, const char *sentence)
{
    const size_t used = strlen(sentences);

    (void)context;
    snprintf(sentences + used, sizeof(sentences) - used, "%s\n", sentence);
}

static size_t violations_of(const struct cluster_sample *sample)
{
    static const char *path;
    struct rp_error error;
    size_t violations = 0;

    if (!path)
        path = sample_path("cluster.h5");
    sentences[0] = '\0';
    assert_int_equal(cluster_sample_write(sample, path, &error), RP_OK);
    assert_int_equal(rp_file_kind(path), RP_FILE_CLUSTER);
    assert_int_equal(rp_check_file(path, keep, NULL, &violations, &error), RP_OK);
    return violations;
}

static void a_good_file_has_no_violation(void **state)
{
    (void)state;
    for (unsigned contexts = 0; contexts <= CONTEXTS; contexts += CONTEXTS) {
        struct cluster_sample *const sample = cluster_sample_new(contexts);

        if (violations_of(sample) != 0)
            fail_msg("%s", sentences);
        cluster_sample_free(sample);
    }
}

/* Row 1 of /statistics is about context 2, which all ranks have; row 0 is not in rank 2. */
static void each_planted_fault_is_found(void **state)
{
    static const struct fault {
        enum rp_cluster_table table;
        const char *column;
        size_t row;
        uint64_t value;
        const char *said;
    } faults[] = {
        {RP_CLUSTER_TABLE_context, "kind", 0, 2, "row 0 alone is the root"},
        {RP_CLUSTER_TABLE_context, "kind", 3, 1, "row 0 alone is the root"},
        {RP_CLUSTER_TABLE_context, "kind", 3, 0, "/contexts/kind is 0"},
        {RP_CLUSTER_TABLE_context, "kind", 3, 99, "/contexts/kind is 99"},
        {RP_CLUSTER_TABLE_context, "parent", 3, 4, "parent names 4"},
        {RP_CLUSTER_TABLE_function, "resolved", 0, 2, "/functions/resolved"},
        {RP_CLUSTER_TABLE_remark, "left_out", 0, 2, "/remarks/left_out"},
        {RP_CLUSTER_TABLE_rank, "state", 1, 0, "/ranks/state"},
        {RP_CLUSTER_TABLE_rank, "end_how", 1, 5, "/ranks/end_how"},
        {RP_CLUSTER_TABLE_rank, "rank", 1, 0, "of /ranks does not follow"},
        {RP_CLUSTER_TABLE_process, "how", 1, 5, "/processes/how"},
        {RP_CLUSTER_TABLE_module, "symbols", 0, 6, "/modules/symbols"},
        {RP_CLUSTER_TABLE_module, "symbols", 0, 0, "/modules/symbols"},
        {RP_CLUSTER_TABLE_value, "value", 1, 0, "zero"},
        {RP_CLUSTER_TABLE_value, "context", 1, 9, "row 2 of /values does not follow"},
        {RP_CLUSTER_TABLE_value, "context", 1, 1, "row 1 of /values does not follow"},
        {RP_CLUSTER_TABLE_value, "rank", 0, 1, "row 1 of /values does not follow"},
        {RP_CLUSTER_TABLE_value, "metric", 1, 0, "do not hold the same values"},
        {RP_CLUSTER_TABLE_value, "value", 1, 1, "do not hold the same values"},
        {RP_CLUSTER_TABLE_context_value, "value", 1, 1, "do not hold the same values"},
        {RP_CLUSTER_TABLE_context_value, "context", 2, 1, "row 2 of /values_by_context does not"},
        {RP_CLUSTER_TABLE_context_value, "metric", 2, 0, "context 2 has values of metric 0 and no"},
        {RP_CLUSTER_TABLE_series, "rank", 1, 0, "row 1 of /series does not follow"},
        {RP_CLUSTER_TABLE_series, "end_ns", 0, 99, "row 0 of /series ends before"},
        {RP_CLUSTER_TABLE_statistic, "context", 1, 1, "row 1 of /statistics does not follow"},
        {RP_CLUSTER_TABLE_statistic, "metric", 1, 0, "row 1 of /statistics agrees with no values"},
        {RP_CLUSTER_TABLE_statistic, "sum", 1, 11999, "/statistics/sum"},
        {RP_CLUSTER_TABLE_statistic, "mean", 1, 4001, "/statistics/mean"},
        {RP_CLUSTER_TABLE_statistic, "min", 1, 1999, "/statistics/min"},
        {RP_CLUSTER_TABLE_statistic, "min", 0, 1000, "/statistics/min"},
        {RP_CLUSTER_TABLE_statistic, "max", 1, 6001, "/statistics/max"},
        {RP_CLUSTER_TABLE_statistic, "stddev", 1, 1633, "/statistics/stddev"},
        {RP_CLUSTER_TABLE_statistic, "max_rank", 1, 2, "/statistics/max_rank"},
        {RP_CLUSTER_TABLE_statistic, "ranks", 0, 3, "/statistics/ranks"},
        {RP_CLUSTER_TABLE_statistic, "q01", 1, 1, "/statistics/q01"},
        {RP_CLUSTER_TABLE_statistic, "q50", 1, 1, "/statistics/q50"},
        {RP_CLUSTER_TABLE_statistic, "q99", 1, 1, "/statistics/q99"},
        {RP_CLUSTER_TABLE_statistic, "mad", 1, 1, "/statistics/mad"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        struct cluster_sample *const sample = cluster_sample_new(CONTEXTS);

        cluster_sample_set(sample, faults[i].table, faults[i].column, faults[i].row,
                           faults[i].value);
        assert_true(violations_of(sample) > 0);
        if (!strstr(sentences, faults[i].said))
            fail_msg("%s: '%s'", faults[i].said, sentences);
        cluster_sample_free(sample);
    }
}

static void a_wrong_number_of_ranks_is_found(void **state)
{
    struct cluster_sample *const sample = cluster_sample_new(CONTEXTS);

    (void)state;
    sample->heading.session.ranks_merged = 4;
    assert_int_equal(violations_of(sample), 1);
    assert_non_null(strstr(sentences, "4 ranks"));
    cluster_sample_free(sample);
}

/* Values near the largest number differ by little: nothing may cancel. */
static void statistics_of_large_values_are_compared_exactly(void **state)
{
    static const uint64_t large = UINT64_C(4000000000000000000);
    struct cluster_sample *const sample = cluster_sample_new(3);
    struct rp_cluster_statistic *const rows = sample->rows[RP_CLUSTER_TABLE_statistic];
    struct rp_cluster_value *const values = sample->rows[RP_CLUSTER_TABLE_value];
    const size_t count = sample->parts[RP_CLUSTER_TABLE_value].count;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        if (values[i].context == 2)
            values[i].value = large + 3 * values[i].rank;
    }
    cluster_values_by_context(sample->rows[RP_CLUSTER_TABLE_context_value], values, count);
    rows[1] = (struct rp_cluster_statistic){.context = 2,
                                            .metric = 1,
                                            .sum = 3 * large + 9,
                                            .mean = 4e18,
                                            .min = large,
                                            .max = large + 6,
                                            .stddev = 2.449489742783178,
                                            .max_rank = 20,
                                            .ranks = 3,
                                            .q01 = large,
                                            .q05 = large,
                                            .q25 = large,
                                            .q50 = large + 3,
                                            .q75 = large + 6,
                                            .q95 = large + 6,
                                            .q99 = large + 6,
                                            .mad = 3};
    if (violations_of(sample) != 0)
        fail_msg("%s", sentences);
    rows[1].stddev *= 1 + 1e-8;
    assert_int_equal(violations_of(sample), 1);
    cluster_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_has_no_violation),
        cmocka_unit_test(each_planted_fault_is_found),
        cmocka_unit_test(a_wrong_number_of_ranks_is_found),
        cmocka_unit_test(statistics_of_large_values_are_compared_exactly),
    };

    sample_directory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
