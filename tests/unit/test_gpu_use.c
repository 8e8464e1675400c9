/* test_gpu_use.c: busy and idle times of a GPU, and why it was idle.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "collector/gpu/gpu_use.h"
#include "tests/unit/fake_rank_writer.h"

#define NEVER UINT32_MAX

static struct rp_gpu_use use;

static int begin(void **state)
{
    (void)state;
    fake_rank_writer_new();
    use = (struct rp_gpu_use){.gpu = 3};
    rp_gpu_use_start(&use, 1000);
    return 0;
}

static int end(void **state)
{
    (void)state;
    rp_gpu_sums_release(&use.sums);
    return 0;
}

static void run(enum rp_gpu_kind kind, uint64_t start_ns, uint64_t end_ns, uint64_t launch_ns)
{
    const struct rp_gpu_event event = {.start_ns = start_ns,
                                       .end_ns = end_ns,
                                       .launch_ns = launch_ns,
                                       .thread = 5,
                                       .launch_context = 9,
                                       .since_sync_ns = NEVER,
                                       .kind = (uint8_t)kind};

    assert_int_equal(rp_gpu_use_take(&use, &event), RP_OK);
}

/* Sum of a class over all rows; what the slice would hold. */
static uint64_t told(enum rp_gpu_time class)
{
    uint64_t sum_ns = 0;

    for (size_t i = 0; i < use.sums.capacity; i++)
        if (use.sums.rows[i].class == class)
            sum_ns += use.sums.rows[i].time_ns;
    return sum_ns;
}

static void operations_that_overlap_count_once(void **state)
{
    (void)state;
    run(RP_GPU_KERNEL, 2000, 5000, 1500);
    run(RP_GPU_KERNEL, 3000, 4000, 1500);
    run(RP_GPU_KERNEL, 4500, 6000, 1500);
    assert_int_equal(told(RP_GPU_BUSY), 4000);
    assert_int_equal(told(RP_GPU_BUSY_COMPUTE), 4000);
    assert_int_equal(told(RP_GPU_CONCURRENT), 1500);
}

static void communication_is_hidden_as_far_as_computation_runs(void **state)
{
    (void)state;
    run(RP_GPU_COMMUNICATION, 2000, 10000, 1500);
    run(RP_GPU_KERNEL, 4000, 7000, 1500);
    run(RP_GPU_KERNEL, 6000, 8000, 1500);
    run(RP_GPU_COPY_IN, 7500, 9000, 1500);
    assert_int_equal(told(RP_GPU_BUSY), 8000);
    assert_int_equal(told(RP_GPU_BUSY_COMMUNICATION), 8000);
    assert_int_equal(told(RP_GPU_COMMUNICATION_HIDDEN), 4000);
    assert_int_equal(told(RP_GPU_BUSY_COPY), 1500);
    assert_int_equal(told(RP_GPU_COPY_HIDDEN), 500);
}

static void a_launch_after_the_end_makes_the_host_late(void **state)
{
    (void)state;
    run(RP_GPU_KERNEL, 2000, 3000, 1900);
    run(RP_GPU_KERNEL, 9000, 9500, 8000);
    assert_int_equal(told(RP_GPU_IDLE_HOST), 900 + 5000);
    assert_int_equal(told(RP_GPU_IDLE_LAUNCH), 100 + 1000);
    assert_int_equal(told(RP_GPU_IDLE_DEPENDENCY), 0);
}

static void time_of_the_host_in_mpi_and_in_synchronisation_is_told_apart(void **state)
{
    const struct rp_gpu_event event = {.start_ns = 20000,
                                       .end_ns = 21000,
                                       .launch_ns = 19000,
                                       .since_sync_ns = 15000,
                                       .mpi_ns = 6000,
                                       .kind = RP_GPU_KERNEL};

    (void)state;
    run(RP_GPU_KERNEL, 2000, 3000, 1900);
    assert_int_equal(rp_gpu_use_take(&use, &event), RP_OK);
    assert_int_equal(told(RP_GPU_IDLE_SYNC), 1000);
    assert_int_equal(told(RP_GPU_IDLE_MPI), 6000);
    assert_int_equal(told(RP_GPU_IDLE_HOST), 900 + 9000);
    assert_int_equal(told(RP_GPU_IDLE_LAUNCH), 100 + 1000);
}

static void queued_work_that_does_not_start_waits_for_other_work(void **state)
{
    (void)state;
    run(RP_GPU_KERNEL, 2000, 10000, 1900);
    run(RP_GPU_KERNEL, 11000, 12000, 2500);
    run(RP_GPU_KERNEL, 17000, 18000, 2500);
    assert_int_equal(told(RP_GPU_IDLE_DEPENDENCY), 5000);
    assert_int_equal(told(RP_GPU_IDLE_LAUNCH), 100 + 1000);
}

static void busy_and_idle_are_all_that_was_observed(void **state)
{
    (void)state;
    run(RP_GPU_KERNEL, 2000, 3000, 1900);
    run(RP_GPU_COPY_OUT, 2500, 7000, 1900);
    assert_int_equal(rp_gpu_use_observe(&use, 5000), RP_OK);
    run(RP_GPU_KERNEL, 9000, 9500, 8000);
    assert_int_equal(rp_gpu_use_stop(&use, 12000), RP_OK);
    assert_int_equal(told(RP_GPU_OBSERVED), 11000);
    assert_int_equal(told(RP_GPU_IDLE_END), 2500);
    assert_int_equal(told(RP_GPU_BUSY) + told(RP_GPU_IDLE_HOST) + told(RP_GPU_IDLE_LAUNCH) +
                         told(RP_GPU_IDLE_END),
                     11000);
}

static void what_comes_too_late_is_counted_and_adds_only_what_is_new(void **state)
{
    size_t late = 0;

    (void)state;
    run(RP_GPU_KERNEL, 5000, 6000, 4900);
    run(RP_GPU_KERNEL, 2000, 7000, 1500);
    for (size_t i = 0; i < use.sums.capacity; i++)
        if (use.sums.rows[i].class == RP_GPU_LATE)
            late += use.sums.rows[i].count;
    assert_int_equal(late, 1);
    assert_int_equal(told(RP_GPU_BUSY), 2000);
}

static struct rp_gpu_span spans[16];
static size_t span_count;

static enum rp_status keep_span(void *listener, const struct rp_gpu_span *span)
{
    assert_null(listener);
    spans[span_count++] = *span;
    return RP_OK;
}

static void spans_follow_each_other_without_a_hole(void **state)
{
    (void)state;
    use.tell = keep_span;
    span_count = 0;
    run(RP_GPU_KERNEL, 2000, 3000, 1900);
    run(RP_GPU_KERNEL, 2500, 4000, 1900);
    run(RP_GPU_KERNEL, 9000, 9500, 8000);
    assert_int_equal(rp_gpu_use_stop(&use, 12000), RP_OK);
    assert_int_equal(spans[0].start_ns, 1000);
    assert_int_equal(spans[span_count - 1].end_ns, 12000);
    for (size_t i = 1; i < span_count; i++)
        assert_int_equal(spans[i].start_ns, spans[i - 1].end_ns);
    assert_int_equal(spans[2].class, RP_GPU_BUSY);
    assert_int_equal(spans[2].end_ns, 4000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(operations_that_overlap_count_once, begin, end),
        cmocka_unit_test_setup_teardown(communication_is_hidden_as_far_as_computation_runs, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_launch_after_the_end_makes_the_host_late, begin, end),
        cmocka_unit_test_setup_teardown(
            time_of_the_host_in_mpi_and_in_synchronisation_is_told_apart, begin, end),
        cmocka_unit_test_setup_teardown(queued_work_that_does_not_start_waits_for_other_work, begin,
                                        end),
        cmocka_unit_test_setup_teardown(busy_and_idle_are_all_that_was_observed, begin, end),
        cmocka_unit_test_setup_teardown(what_comes_too_late_is_counted_and_adds_only_what_is_new,
                                        begin, end),
        cmocka_unit_test_setup_teardown(spans_follow_each_other_without_a_hole, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
