/* test_gpu_buffers.c: CUPTI's buffers are handed out, and their records become sums, by any thread.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "gpu/buffers.h"
#include "gpu_sample.h"

#define THREADS 4
#define ROUNDS  40
#define KERNELS 500u

static int begin(void **state)
{
    (void)state;
    assert_true(gpu_sample_begin());
    return 0;
}

static int end(void **state)
{
    (void)state;
    gpu_sample_end();
    return 0;
}

/* A buffer of kernels of `time_ns` each, with ids from `correlation` on. Returns its bytes. */
static size_t fill(uint8_t *buffer, const char *name, uint32_t correlation, uint64_t time_ns)
{
    const size_t bytes = gpu_sample_record_bytes(RP_CUPTI_KIND_KERNEL);

    for (uint32_t i = 0; i < KERNELS; i++) {
        struct rp_cupti_kernel *const kernel = (void *)(buffer + i * bytes);

        kernel->kind = RP_CUPTI_KIND_KERNEL;
        kernel->start = 1000 + i;
        kernel->end = kernel->start + time_ns;
        kernel->correlation = correlation + i;
        kernel->name = name;
    }
    return KERNELS * bytes;
}

/* As a launching thread and CUPTI's thread in one. */
static void *launch_and_record(void *argument)
{
    static const char *const names[THREADS] = {"alpha", "beta", "gamma", "delta"};
    const uint32_t number = (uint32_t)(uintptr_t)argument;
    struct rp_trace *const trace = rp_trace();

    for (uint32_t round = 0; round < ROUNDS; round++) {
        const uint32_t first = 1 + (number * ROUNDS + round) * KERNELS;
        uint8_t *buffer;
        size_t bytes, records;

        for (uint32_t i = 0; i < KERNELS; i++) {
            const struct rp_launch launch = {.path = number, .launch_ns = 900};

            rp_launches_put(&trace->launches, first + i, &launch, true);
        }
        rp_buffers_request(&buffer, &bytes, &records);
        if (!buffer)
            return NULL;
        rp_buffers_complete(NULL, 0, buffer, bytes, fill(buffer, names[number], first, number + 1));
    }
    return argument;
}

static void threads_lose_no_record_and_no_nanosecond(void **state)
{
    pthread_t threads[THREADS];
    struct gpu_sample_sums sums;

    (void)state;
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, launch_and_record, (void *)i), 0);
    for (uintptr_t i = 0; i < THREADS; i++) {
        void *result;

        pthread_join(threads[i], &result);
        assert_ptr_equal(result, (void *)i);
    }
    sums = gpu_sample_sum(RP_GPU_KERNEL);
    assert_int_equal(sums.count, THREADS * ROUNDS * KERNELS);
    assert_int_equal(sums.time_ns, (1 + 2 + 3 + 4) * ROUNDS * KERNELS);
    assert_int_equal(rp_trace()->area->records, THREADS * ROUNDS * KERNELS);
    assert_int_equal(rp_trace()->area->closed, THREADS * ROUNDS * KERNELS);
    assert_int_equal(rp_trace()->area->unattributed, 0);
    assert_int_equal(rp_trace()->area->unknown, 0);
    assert_int_equal(rp_trace()->area->refused_buffers, 0);
}

static void every_buffer_is_given_once_then_refused(void **state)
{
    static uint8_t *taken[RP_GPU_BUFFERS];

    (void)state;
    for (uint32_t i = 0; i < RP_GPU_BUFFERS; i++) {
        taken[i] = rp_buffers_take(rp_trace());
        assert_non_null(taken[i]);
        for (uint32_t j = 0; j < i; j++)
            assert_ptr_not_equal(taken[i], taken[j]);
    }
    assert_null(rp_buffers_take(rp_trace()));
    assert_int_equal(rp_trace()->area->refused_buffers, 1);
    rp_buffers_return(rp_trace(), taken[5], 0);
    assert_ptr_equal(rp_buffers_take(rp_trace()), taken[5]);
}

static void a_returned_buffer_is_clear_again(void **state)
{
    uint8_t *buffer;
    size_t bytes;

    (void)state;
    buffer = rp_buffers_take(rp_trace());
    bytes = fill(buffer, "kernel", 1, 10);
    rp_buffers_return(rp_trace(), buffer, bytes);
    for (size_t i = 0; i < bytes; i++)
        assert_int_equal(buffer[i], 0);
}

static void a_record_that_is_cut_ends_the_buffer_and_is_counted(void **state)
{
    uint8_t *buffer;
    size_t bytes;

    (void)state;
    buffer = rp_buffers_take(rp_trace());
    bytes = fill(buffer, "kernel", 1, 10);
    rp_buffers_return(rp_trace(), buffer, bytes - 100);
    assert_int_equal(gpu_sample_sum(RP_GPU_KERNEL).count, KERNELS - 1);
    assert_int_equal(rp_trace()->area->unknown, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(threads_lose_no_record_and_no_nanosecond, begin, end),
        cmocka_unit_test_setup_teardown(every_buffer_is_given_once_then_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_returned_buffer_is_clear_again, begin, end),
        cmocka_unit_test_setup_teardown(a_record_that_is_cut_ends_the_buffer_and_is_counted, begin,
                                        end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
