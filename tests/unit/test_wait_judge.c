/* test_wait_judge.c: from samples and instants of late ranks to the rows of /mpi_late.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/waits/wait_sums.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define PERIOD 1000u

static struct rp_rows table;

static int begin(void **state)
{
    (void)state;
    table = (struct rp_rows){.row_bytes = sizeof(struct rp_cluster_mpi_late)};
    return 0;
}

static int end(void **state)
{
    (void)state;
    rp_rows_release(&table);
    return 0;
}

static void judge(const struct rp_late_sum *late, size_t count, uint64_t waited_ns)
{
    uint64_t sum = 0;

    assert_int_equal(rp_wait_sums_judge(late, count, waited_ns, PERIOD, &table), RP_OK);
    for (size_t i = 0; i < table.count; i++)
        sum += ((const struct rp_cluster_mpi_late *)table.rows)[i].time_ns;
    assert_in_range(sum, waited_ns - count, waited_ns); /* what was waited is told, rounded */
}

static uint64_t told(uint32_t late, uint32_t rank)
{
    const struct rp_cluster_mpi_late *const rows = table.rows;

    for (size_t i = 0; i < table.count; i++)
        if (rows[i].late_context == late && rows[i].late_rank == rank)
            return rows[i].time_ns;
    return 0;
}

static void samples_tell_in_what_proportions_a_rank_did_what(void **state)
{
    const struct rp_late_sum late[] = {
        {1, 7, 0, RP_LATE_SAMPLE, 30 * PERIOD, 30},
        {1, 8, 0, RP_LATE_SAMPLE, 10 * PERIOD, 10},
        {1, RP_NO_ROW, 0, RP_LATE_INSTANT, 100 * PERIOD, 0},
    };

    (void)state;
    judge(late, 3, 80 * PERIOD);
    assert_int_equal(told(7, 0), 60 * PERIOD);
    assert_int_equal(told(8, 0), 20 * PERIOD);
}

/* The CPU was given to one of them seldom: its samples are few, its lateness is not. */
static void instants_tell_how_late_each_rank_was(void **state)
{
    const struct rp_late_sum late[] = {
        {1, 7, 0, RP_LATE_SAMPLE, 100 * PERIOD, 100},
        {1, 7, 1, RP_LATE_SAMPLE, 40 * PERIOD, 40},
        {1, RP_NO_ROW, 0, RP_LATE_INSTANT, 100 * PERIOD, 0},
        {1, RP_NO_ROW, 1, RP_LATE_INSTANT, 100 * PERIOD, 0},
    };

    (void)state;
    judge(late, 4, 200 * PERIOD);
    assert_int_equal(told(7, 0), 100 * PERIOD);
    assert_int_equal(told(7, 1), 100 * PERIOD);
}

static void within_a_call_no_sample_is_needed(void **state)
{
    const struct rp_late_sum late[] = {
        {1, 5, 0, RP_LATE_INSTANT, 30 * PERIOD, 0},
        {1, 7, 0, RP_LATE_SAMPLE, 35 * PERIOD, 35},
        {1, RP_NO_ROW, 0, RP_LATE_INSTANT, 70 * PERIOD, 0},
    };

    (void)state;
    judge(late, 3, 100 * PERIOD);
    assert_int_equal(told(5, 0), 30 * PERIOD);
    assert_int_equal(told(7, 0), 70 * PERIOD);
}

static void ranks_with_few_samples_are_taken_together(void **state)
{
    const struct rp_late_sum late[] = {
        {1, 7, 0, RP_LATE_SAMPLE, 3 * PERIOD, 3},
        {1, 8, 1, RP_LATE_SAMPLE, 1 * PERIOD, 1},
        {1, RP_NO_ROW, 0, RP_LATE_INSTANT, 4 * PERIOD, 0},
        {1, RP_NO_ROW, 1, RP_LATE_INSTANT, 4 * PERIOD, 0},
    };

    (void)state;
    judge(late, 4, 8 * PERIOD);
    assert_int_equal(told(7, 0), 6 * PERIOD);
    assert_int_equal(told(8, 1), 2 * PERIOD);
}

static void a_rank_that_no_sample_sees_was_blocked(void **state)
{
    const struct rp_late_sum late[] = {
        {1, 7, 0, RP_LATE_SAMPLE, 50 * PERIOD, 50},
        {1, RP_NO_ROW, 0, RP_LATE_INSTANT, 50 * PERIOD, 0},
        {1, RP_NO_ROW, 1, RP_LATE_INSTANT, 50 * PERIOD, 0},
    };

    (void)state;
    judge(late, 3, 100 * PERIOD);
    assert_int_equal(told(7, 0), 50 * PERIOD);
    assert_int_equal(told(RP_NO_ROW, 1), 50 * PERIOD);
}

static void time_in_the_kernel_is_known_by_the_clock(void **state)
{
    const struct rp_late_sum late[] = {
        {1, 6, 0, RP_LATE_SLEEP, 60 * PERIOD, 0},
        {1, 7, 0, RP_LATE_SAMPLE, 20 * PERIOD, 30},
        {1, RP_NO_ROW, 0, RP_LATE_INSTANT, 100 * PERIOD, 0},
    };

    (void)state;
    judge(late, 3, 100 * PERIOD);
    assert_int_equal(told(6, 0), 60 * PERIOD);
    assert_int_equal(told(7, 0), 40 * PERIOD);
}

static void a_short_run_without_samples_names_the_ranks(void **state)
{
    const struct rp_late_sum late[] = {
        {1, RP_NO_ROW, 0, RP_LATE_INSTANT, PERIOD, 0},
        {1, RP_NO_ROW, 2, RP_LATE_INSTANT, 3 * PERIOD, 0},
    };

    (void)state;
    judge(late, 2, 4 * PERIOD);
    assert_int_equal(told(RP_NO_ROW, 0), PERIOD);
    assert_int_equal(told(RP_NO_ROW, 2), 3 * PERIOD);
}

int main(void)
{
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        CLAIM(samples_tell_in_what_proportions_a_rank_did_what),
        CLAIM(instants_tell_how_late_each_rank_was),
        CLAIM(within_a_call_no_sample_is_needed),
        CLAIM(ranks_with_few_samples_are_taken_together),
        CLAIM(a_rank_that_no_sample_sees_was_blocked),
        CLAIM(time_in_the_kernel_is_known_by_the_clock),
        CLAIM(a_short_run_without_samples_names_the_ranks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
