/* test_budget.c: the account that keeps a thread's samples within their share of its time.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/sampling/budget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define PERCENT   10000u
#define PERIOD_NS 100000u

/* Takes samples over `time_ns`, each of so much; returns what they took. */
static uint64_t sample(struct rp_budget *budget, uint64_t time_ns, uint64_t each_ns)
{
    uint64_t now_ns = budget->booked_ns;
    const uint64_t end_ns = now_ns + time_ns;
    uint64_t spent_ns = 0;

    while (now_ns < end_ns) {
        now_ns += (uint64_t)PERIOD_NS << budget->level;
        spent_ns += each_ns;
        rp_budget_book(budget, PERCENT, now_ns, each_ns);
    }
    return spent_ns;
}

static void cheap_samples_are_left_alone(void **state)
{
    struct rp_budget budget;

    (void)state;
    rp_budget_start(&budget, 0);
    sample(&budget, 1000000000, 900);
    assert_int_equal(budget.level, 0);
    assert_int_equal(rp_budget_stands_for(&budget), 1);
}

static void dear_samples_stay_within_their_share(void **state)
{
    struct rp_budget budget;
    uint64_t spent_ns;

    (void)state;
    rp_budget_start(&budget, 0);
    spent_ns = sample(&budget, 10000000000, 10000);
    assert_true(budget.level > 0);
    assert_in_range(spent_ns, 50000000, 100000000 + RP_BUDGET_FULL_NS + 10 * 10000);
}

static void the_rate_comes_back_when_samples_are_cheap_again(void **state)
{
    struct rp_budget budget;

    (void)state;
    rp_budget_start(&budget, 0);
    sample(&budget, 2000000000, 50000);
    assert_true(budget.level > 0);
    sample(&budget, 30000000000, 500);
    assert_int_equal(budget.level, 0);
}

static void signals_sent_before_the_period_grew_are_told_from_its_own(void **state)
{
    struct rp_budget budget;

    (void)state;
    rp_budget_start(&budget, 0);
    assert_false(rp_budget_is_early(&budget, PERIOD_NS, 1)); /* no period has grown */
    assert_true(rp_budget_book(&budget, PERCENT, PERIOD_NS, 2 * RP_BUDGET_FULL_NS));
    assert_true(rp_budget_is_early(&budget, 2 * PERIOD_NS, PERIOD_NS + 10));
    assert_false(rp_budget_is_early(&budget, 2 * PERIOD_NS, PERIOD_NS + 2 * PERIOD_NS));
}

static void one_long_sample_does_not_silence_a_thread(void **state)
{
    struct rp_budget budget;

    (void)state;
    rp_budget_start(&budget, 0);
    assert_true(rp_budget_book(&budget, PERCENT, PERIOD_NS, UINT64_C(3600000000000)));
    assert_int_equal(budget.level, 1);
}

static void no_sample_is_too_dear_for_the_arithmetic(void **state)
{
    struct rp_budget budget;

    (void)state;
    rp_budget_start(&budget, 0);
    for (int i = 0; i < 1000; i++)
        rp_budget_book(&budget, 50 * PERCENT, i % 2 ? UINT64_MAX : 0, UINT64_MAX);
    assert_true(rp_budget_stands_for(&budget) <= 1 << 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cheap_samples_are_left_alone),
        cmocka_unit_test(dear_samples_stay_within_their_share),
        cmocka_unit_test(the_rate_comes_back_when_samples_are_cheap_again),
        cmocka_unit_test(signals_sent_before_the_period_grew_are_told_from_its_own),
        cmocka_unit_test(one_long_sample_does_not_silence_a_thread),
        cmocka_unit_test(no_sample_is_too_dear_for_the_arithmetic),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
