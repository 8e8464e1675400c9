/* test_statistics.c: statistics over ranks are exact, and a rank without a value counts as zero.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/merge/statistics.h"

#define MOST 2000u

static struct rp_entry spare[MOST];

static struct rp_statistics of(struct rp_entry *values, size_t count, uint64_t ranks)
{
    struct rp_statistics found;

    rp_statistics_of(&found, values, spare, count, ranks);
    return found;
}

/* ---- deviation ---- */

static void deviations_of_large_equal_values_are_zero(void **state)
{
    const uint64_t large = (UINT64_C(1) << 60) + 1;
    struct rp_entry values[] = {{0, large}, {1, large}, {2, large}};

    (void)state;
    assert_true(of(values, 3, 3).stddev == 0);
    assert_true(of(values, 3, 6).stddev > 0);
    assert_int_equal(of(values, 3, 6).min, 0);
}

static void small_differences_of_large_values_are_seen(void **state)
{
    const uint64_t large = UINT64_C(1) << 60;
    struct rp_entry values[] = {{1, large}, {2, large}, {3, large + 2}, {4, large + 2}};
    const struct rp_statistics found = of(values, 4, 4);

    (void)state;
    assert_true(found.stddev == 1.0);
    assert_int_equal(found.max_rank, 3);
    assert_int_equal(found.ranks, 4);
}

static void a_sum_that_does_not_fit_is_the_largest_number(void **state)
{
    struct rp_entry values[] = {{0, UINT64_MAX}, {1, 2}};

    (void)state;
    assert_int_equal(of(values, 2, 2).sum, UINT64_MAX);
}

/* ---- quantiles, against their definition ---- */

static int by_value(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a;
    const uint64_t right = *(const uint64_t *)b;

    return left == right ? 0 : left < right ? -1 : 1;
}

/* The smallest value that at least percent of all do not exceed. */
static uint64_t quantile(const uint64_t *sorted, size_t count, unsigned percent)
{
    size_t place = 0;

    while (100 * (place + 1) < percent * count)
        place++;
    return sorted[place];
}

static uint64_t median_distance(const uint64_t *sorted, size_t count)
{
    const uint64_t median = quantile(sorted, count, 50);
    uint64_t distances[MOST];

    for (size_t i = 0; i < count; i++)
        distances[i] = sorted[i] > median ? sorted[i] - median : median - sorted[i];
    qsort(distances, count, sizeof(distances[0]), by_value);
    return quantile(distances, count, 50);
}

static void compare(const struct rp_entry *values, size_t count, size_t ranks)
{
    struct rp_entry copy[MOST];
    uint64_t all[MOST] = {0};
    struct rp_statistics found;

    memcpy(copy, values, count * sizeof(*values));
    for (size_t i = 0; i < count; i++)
        all[i] = values[i].value;
    qsort(all, ranks, sizeof(all[0]), by_value);
    found = of(copy, count, ranks);
    assert_int_equal(found.min, all[0]);
    assert_int_equal(found.q01, quantile(all, ranks, 1));
    assert_int_equal(found.q05, quantile(all, ranks, 5));
    assert_int_equal(found.q25, quantile(all, ranks, 25));
    assert_int_equal(found.q50, quantile(all, ranks, 50));
    assert_int_equal(found.q75, quantile(all, ranks, 75));
    assert_int_equal(found.q95, quantile(all, ranks, 95));
    assert_int_equal(found.q99, quantile(all, ranks, 99));
    assert_int_equal(found.mad, median_distance(all, ranks));
    assert_int_equal(found.max, all[ranks - 1]);
}

static void quantiles_are_what_their_definition_says(void **state)
{
    static const size_t ranks[] = {1, 2, 3, 4, 7, 10, 99, 100, 101, 1999, MOST};
    struct rp_entry values[MOST];
    uint64_t random = 88172645463325252u;

    (void)state;
    for (size_t i = 0; i < sizeof(ranks) / sizeof(ranks[0]); i++) {
        for (unsigned tenths = 1; tenths <= 10; tenths++) {
            const size_t count = (ranks[i] * tenths + 9) / 10;

            for (size_t k = 0; k < count; k++) {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                values[k] = (struct rp_entry){k, 1 + random % (tenths % 2 ? 5 : 1000000)};
            }
            compare(values, count, ranks[i]);
        }
    }
}

/* ---- sorting ---- */

static void entries_of_equal_keys_keep_their_order(void **state)
{
    struct rp_entry entries[MOST];
    uint64_t random = 1;

    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        entries[i] = (struct rp_entry){random >> 56 << 40 | (random >> 40) % 3, i};
    }
    rp_radix_sort(entries, spare, MOST);
    for (size_t i = 1; i < MOST; i++) {
        assert_true(entries[i - 1].key <= entries[i].key);
        assert_true(entries[i - 1].key < entries[i].key || entries[i - 1].value < entries[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deviations_of_large_equal_values_are_zero),
        cmocka_unit_test(small_differences_of_large_values_are_seen),
        cmocka_unit_test(a_sum_that_does_not_fit_is_the_largest_number),
        cmocka_unit_test(quantiles_are_what_their_definition_says),
        cmocka_unit_test(entries_of_equal_keys_keep_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
