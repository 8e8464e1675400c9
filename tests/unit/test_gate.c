/* test_gate.c: when a run is called slower, over simulated runs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/compare/gate.h"
#include "analysis/findings/expression.h"

#define BASES      5u
#define ITEMS      10u
#define REPETITION 800u

static uint64_t seed = 1;

static double uniform(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return ((double)(seed >> 11) + 0.5) / 9007199254740992.0;
}

/* Standard normal, by Box and Muller. */
static double normal(void)
{
    return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

/* In how many of the repetitions is anything, or the first thing, called slower? */
struct outcome {
    unsigned any, first;
};

static struct outcome simulate(double noise, double growth_of_first, size_t bases,
                               const struct rp_gate_settings *settings)
{
    static double values[ITEMS][BASES];
    struct outcome outcome = {0, 0};

    for (unsigned repetition = 0; repetition < REPETITION; repetition++) {
        struct rp_gate_item items[ITEMS];
        bool any = false;

        for (size_t i = 0; i < ITEMS; i++) {
            for (size_t k = 0; k < bases; k++)
                values[i][k] = 10 * (1 + noise * normal());
            items[i] = (struct rp_gate_item){.bases = values[i],
                                             .base_count = bases,
                                             .value = 10 * (1 + (i == 0 ? growth_of_first : 0)) *
                                                      (1 + noise * normal())};
        }
        assert_int_equal(rp_gate_judge(items, ITEMS, settings), RP_OK);
        for (size_t i = 0; i < ITEMS; i++)
            any = any || items[i].slower;
        outcome.any += any;
        outcome.first += items[0].slower;
    }
    return outcome;
}

/* With no smallest growth, so that only the statistics decide; of 800 runs 5 % are 40 +- 6. */
static void of_the_same_program_no_more_than_the_risk_is_called_slower(void **state)
{
    static const double noises[] = {0.002, 0.01, 0.05};
    const struct rp_gate_settings settings = {.risk = 0.05, .least = 0, .floor = RP_UNKNOWN};

    (void)state;
    for (size_t i = 0; i < sizeof(noises) / sizeof(noises[0]); i++) {
        const struct outcome outcome = simulate(noises[i], 0, BASES, &settings);

        assert_in_range(outcome.any, 20, 62);
    }
}

static void a_growth_of_a_tenth_at_a_noise_of_a_hundredth_is_named(void **state)
{
    const struct rp_gate_settings settings = {.risk = 0.05, .least = 0.05, .floor = RP_UNKNOWN};

    (void)state;
    assert_true(simulate(0.01, 0.10, BASES, &settings).first > REPETITION * 9 / 10);
}

static void what_grew_by_less_than_the_smallest_growth_is_not_named(void **state)
{
    const struct rp_gate_settings settings = {.risk = 0.05, .least = 0.05, .floor = RP_UNKNOWN};

    (void)state;
    assert_int_equal(simulate(0.0001, 0.04, BASES, &settings).any, 0);
}

static void a_stated_noise_stands_for_baselines(void **state)
{
    const struct rp_gate_settings settings = {.risk = 0.05, .least = 0, .floor = 0.02};

    (void)state;
    assert_in_range(simulate(0.02, 0, 1, &settings).any, 20, 62);
    assert_true(simulate(0.02, 0.20, 1, &settings).first > REPETITION * 9 / 10);
}

static void more_than_the_limit_is_always_named(void **state)
{
    const double bases[] = {10, 10.1, 9.9, 10.05, 9.95};
    const struct rp_gate_settings settings = {.risk = 0.05, .least = 0.01, .floor = RP_UNKNOWN};
    struct rp_gate_item item = {.bases = bases, .base_count = BASES, .value = 10};

    (void)state;
    assert_int_equal(rp_gate_judge(&item, 1, &settings), RP_OK);
    assert_false(item.slower);
    assert_true(fabs(item.mean - 10) < 1e-9 && fabs(item.noise - 0.0079057) < 1e-6);
    /* 10 + 2.13185 * 0.079057 * sqrt(1.2), the quantile of 4 degrees of freedom from tables */
    assert_true(fabs(item.limit - 10.184623) < 1e-5);
    item.value = item.limit * 1.0001;
    assert_int_equal(rp_gate_judge(&item, 1, &settings), RP_OK);
    assert_true(item.slower);
}

/* A function with few samples may grow a lot by chance, though the baselines happened to agree. */
static void what_counting_samples_may_do_is_not_named(void **state)
{
    const double bases[] = {1, 1, 1, 1, 1};
    const struct rp_gate_settings settings = {.risk = 0.05, .least = 0, .floor = RP_UNKNOWN};
    struct rp_gate_item item = {.bases = bases, .base_count = BASES, .value = 1.1, .counting = 0.1};

    (void)state;
    assert_int_equal(rp_gate_judge(&item, 1, &settings), RP_OK);
    assert_false(item.slower);
    item.counting = 0.01;
    assert_int_equal(rp_gate_judge(&item, 1, &settings), RP_OK);
    assert_true(item.slower);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_the_same_program_no_more_than_the_risk_is_called_slower),
        cmocka_unit_test(a_growth_of_a_tenth_at_a_noise_of_a_hundredth_is_named),
        cmocka_unit_test(what_grew_by_less_than_the_smallest_growth_is_not_named),
        cmocka_unit_test(a_stated_noise_stands_for_baselines),
        cmocka_unit_test(more_than_the_limit_is_always_named),
        cmocka_unit_test(what_counting_samples_may_do_is_not_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
