/* test_waterfall.c: the parts of a job's time are all of it, also as they are rounded.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/waterfall.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void check_sums(const struct rp_waterfall *it)
{
    double sum = 0;
    unsigned mille = 0;

    for (size_t i = 0; i < RP_WATERFALL_PARTS; i++) {
        assert_true(it->share[i] >= 0);
        assert_true(fabs(it->share[i] * 1000 - it->mille[i]) < 1);
        sum += it->share[i];
        mille += it->mille[i];
    }
    assert_true(fabs(sum - 1) < 1e-12);
    assert_int_equal(mille, 1000);
}

/* Of 12 s, 10 s between MPI_Init and MPI_Finalize: 4 s useful, 5 s on the busiest node, 8 s at
 * most. */
static struct rp_efficiency run_of_ten_seconds(void)
{
    return (struct rp_efficiency){.ranks = 4,
                                  .time_s = 10,
                                  .useful_mean_s = 4,
                                  .useful_max_s = 8,
                                  .among_nodes = 0.8,
                                  .in_nodes = 5.0 / 8,
                                  .serialisation = 0.8 / 0.9,
                                  .transfer = 0.9};
}

static void each_efficiency_is_the_time_that_it_costs(void **state)
{
    static const double seconds[RP_WATERFALL_PARTS] = {
        [RP_WATERFALL_USEFUL] = 4,   [RP_WATERFALL_AMONG_NODES] = 1,
        [RP_WATERFALL_IN_NODES] = 3, [RP_WATERFALL_SERIALISATION] = 1,
        [RP_WATERFALL_TRANSFER] = 1, [RP_WATERFALL_COMMUNICATION] = 0,
        [RP_WATERFALL_OUTSIDE] = 2,
    };
    const struct rp_efficiency run = run_of_ten_seconds();
    struct rp_waterfall found;

    (void)state;
    rp_waterfall_of(&run, 12, true, &found);
    check_sums(&found);
    for (size_t i = 0; i < RP_WATERFALL_PARTS; i++)
        assert_true(fabs(found.share[i] * 12 - seconds[i]) < 1e-9);
}

static void without_slices_communication_is_one_part(void **state)
{
    const struct rp_efficiency run = run_of_ten_seconds();
    struct rp_waterfall found;

    (void)state;
    rp_waterfall_of(&run, 10, false, &found);
    check_sums(&found);
    assert_true(fabs(found.share[RP_WATERFALL_COMMUNICATION] - 0.2) < 1e-12);
    assert_true(found.share[RP_WATERFALL_TRANSFER] == 0 && found.share[RP_WATERFALL_OUTSIDE] == 0);
}

static void whatever_the_times_what_is_read_adds_up(void **state)
{
    (void)state;
    srand(7);
    for (int i = 0; i < 10000; i++) {
        const double mean = rand() / (double)RAND_MAX;
        const double node = mean * (1 + rand() / (double)RAND_MAX);
        const double most = node * (1 + rand() / (double)RAND_MAX);
        const double time = most * (1 + rand() / (double)RAND_MAX);
        const struct rp_efficiency run = {.ranks = 2,
                                          .time_s = time,
                                          .useful_mean_s = mean,
                                          .useful_max_s = most,
                                          .among_nodes = mean / node,
                                          .transfer = 0.5 * (1 + most / time)};
        struct rp_waterfall found;

        if (mean <= 0)
            continue;
        rp_waterfall_of(&run, time * (i % 3 ? 1.1 : 1), i % 2, &found);
        check_sums(&found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_efficiency_is_the_time_that_it_costs),
        cmocka_unit_test(without_slices_communication_is_one_part),
        cmocka_unit_test(whatever_the_times_what_is_read_adds_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
