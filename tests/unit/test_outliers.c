/* test_outliers.c: which ranks are far from the others, on values made by hand.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/profile/outliers.h"

#define RANKS 1000u

static struct rp_cluster_rank rows[RANKS];
static struct rp_profile_rank ranks[RANKS];

/* A profile of `count` ranks with a value each. */
static struct rp_profile profile_of(const uint64_t *values, size_t count)
{
    struct rp_profile profile = {.ranks = ranks, .rank_count = count};

    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct rp_cluster_rank){.rank = (uint32_t)i};
        ranks[i] = (struct rp_profile_rank){.row = &rows[i], .value = values[i]};
        profile.value += values[i];
    }
    return profile;
}

static void one_of_four_is_found(void **state)
{
    const uint64_t values[] = {1000, 1000, 1000, 1700};
    const struct rp_profile profile = profile_of(values, 4);
    struct rp_outliers outliers;

    (void)state;
    assert_int_equal(rp_outliers_of(&profile, &outliers), RP_OK);
    assert_int_equal(outliers.found, 1);
    assert_int_equal(outliers.kept[0].rank->row->rank, 3);
    assert_true(outliers.median == 1000 && outliers.kept[0].score > RP_OUTLIER_SCORE);
}

static void noise_has_none(void **state)
{
    uint64_t values[RANKS];
    struct rp_profile profile;
    struct rp_outliers outliers;

    (void)state;
    for (unsigned i = 0; i < RANKS; i++)
        values[i] = 100000 + (i * 7919) % 4000; /* evenly spread: no value is far from most */
    profile = profile_of(values, RANKS);
    assert_int_equal(rp_outliers_of(&profile, &outliers), RP_OK);
    assert_int_equal(outliers.found, 0);
    for (unsigned i = 0; i < RANKS; i++)
        values[i] = 100000 + (i == 1);
    profile = profile_of(values, RANKS);
    assert_int_equal(rp_outliers_of(&profile, &outliers), RP_OK);
    assert_int_equal(outliers.found, 0);
}

static void the_farthest_are_kept_in_their_order(void **state)
{
    uint64_t values[RANKS];
    struct rp_profile profile;
    struct rp_outliers outliers;

    (void)state;
    for (unsigned i = 0; i < RANKS; i++)
        values[i] = i < 100 ? 2000 + i : 1000;
    profile = profile_of(values, RANKS);
    assert_int_equal(rp_outliers_of(&profile, &outliers), RP_OK);
    assert_int_equal(outliers.found, 100);
    assert_int_equal(outliers.count, RP_OUTLIERS_MOST);
    for (unsigned i = 0; i < RP_OUTLIERS_MOST; i++)
        assert_int_equal(outliers.kept[i].rank->row->rank, 99 - i);
}

static void too_few_ranks_have_none(void **state)
{
    const uint64_t values[] = {1, 1, 1000};
    const struct rp_profile profile = profile_of(values, 3);
    struct rp_outliers outliers;

    (void)state;
    assert_int_equal(rp_outliers_of(&profile, &outliers), RP_OK);
    assert_int_equal(outliers.found, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_four_is_found),
        cmocka_unit_test(noise_has_none),
        cmocka_unit_test(the_farthest_are_kept_in_their_order),
        cmocka_unit_test(too_few_ranks_have_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
