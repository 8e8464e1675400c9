/* test_regions.c: the regions of a job that is made by hand.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/regions.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/profile/region_path.h"
#include "common/context_kind.h"

#define SECOND UINT64_C(1000000000)

enum { ROOT, SHORT, LONG, STEP, CODE, CONTEXTS };
enum { TIME, MPI, VISITS, PASSES, METRICS };
#define RANKS 3u

/* Texts by offset: as in a file, each with its NUL. */
static char texts[] = "region_time\0region_mpi\0region_visits\0iterations\0short\0long\0step";
enum { TEXT_SHORT = 48, TEXT_LONG = 54, TEXT_STEP = 59 };

static struct rp_cluster_metric metrics[METRICS] = {
    {.name = 0}, {.name = 12}, {.name = 23}, {.name = 37}};
static struct rp_cluster_function functions[] = {
    {.name = TEXT_SHORT}, {.name = TEXT_LONG}, {.name = TEXT_STEP}};
static struct rp_cluster_context contexts[CONTEXTS] = {
    [ROOT] = {.kind = RP_CONTEXT_ROOT},
    [SHORT] = {.parent = ROOT, .kind = RP_CONTEXT_REGION, .function = 0},
    [LONG] = {.parent = ROOT, .kind = RP_CONTEXT_REGION, .function = 1},
    [STEP] = {.parent = LONG, .kind = RP_CONTEXT_REGION, .function = 2},
    [CODE] = {.parent = STEP, .kind = RP_CONTEXT_CODE, .function = 0},
};
static struct rp_cluster_rank ranks[RANKS] = {{.rank = 0}, {.rank = 1}, {.rank = 2}};
static struct rp_cluster_node nodes[1];
/* Rank 2 was never in the region "long". */
static struct rp_cluster_value values[] = {
    {0, LONG, TIME, 1 * SECOND}, {0, LONG, VISITS, 1},         {0, STEP, TIME, 9 * SECOND},
    {0, STEP, MPI, 5 * SECOND},  {0, STEP, PASSES, 4},         {0, CODE, TIME, 77 * SECOND},
    {1, LONG, TIME, 1 * SECOND}, {1, LONG, VISITS, 1},         {1, STEP, TIME, 7 * SECOND},
    {1, STEP, PASSES, 4},        {2, SHORT, TIME, 3 * SECOND},
};
static struct rp_cluster_file file = {
    .context_rows = contexts,
    .context_count = CONTEXTS,
    .function_rows = functions,
    .function_count = 3,
    .metric_rows = metrics,
    .metric_count = METRICS,
    .rank_rows = ranks,
    .rank_count = RANKS,
    .node_rows = nodes,
    .node_count = 1,
    .value_rows = values,
    .value_count = sizeof(values) / sizeof(values[0]),
    .strings = texts,
    .string_bytes = sizeof(texts),
};
static bool chosen[RANKS];
static bool within[CONTEXTS];

static struct rp_region_sum *regions_of(bool is_narrowed, size_t wanted)
{
    const struct rp_profile profile = {
        .file = &file, .chosen = chosen, .within = is_narrowed ? within : NULL};
    struct rp_region_sum *found = NULL;
    size_t count = 0;

    assert_int_equal(rp_regions_of(&profile, &found, &count), RP_OK);
    assert_int_equal(count, wanted);
    return found;
}

static int choose_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < RANKS; i++)
        chosen[i] = true;
    return 0;
}

static void near(double got, double wanted)
{
    if (fabs(got - wanted) > 1e-9)
        fail_msg("%.9f, expected %.9f", got, wanted);
}

static void the_longest_comes_first_and_is_followed_by_those_within_it(void **state)
{
    struct rp_region_sum *const found = regions_of(false, 3);

    (void)state;
    assert_int_equal(found[0].context, LONG);
    assert_int_equal(found[1].context, STEP);
    assert_int_equal(found[1].depth, 1);
    assert_int_equal(found[2].context, SHORT);
    free(found);
}

static void a_region_has_the_time_of_those_within_it_but_not_their_visits(void **state)
{
    struct rp_region_sum *const found = regions_of(false, 3);

    (void)state;
    near(found[0].time_s, 18);
    assert_int_equal(found[0].visits, 2);
    assert_int_equal(found[0].passes, 0);
    assert_int_equal(found[1].passes, 8);
    free(found);
}

static void efficiencies_are_of_the_ranks_that_were_there(void **state)
{
    struct rp_region_sum *const found = regions_of(false, 3);
    const struct rp_efficiency *const it = &found[0].efficiency;

    (void)state;
    assert_int_equal(it->ranks, 2);
    near(it->time_s, 10);
    near(it->parallel, 6.5 / 10); /* outside of MPI: 5 s and 8 s */
    near(it->load_balance, 6.5 / 8);
    near(it->communication, 8.0 / 10);
    assert_int_equal(it->slowest, 1);
    free(found);
}

static void only_the_chosen_ranks_and_the_chosen_region_count(void **state)
{
    struct rp_region_sum *found;

    (void)state;
    chosen[1] = false;
    within[STEP] = within[CODE] = true;
    found = regions_of(true, 1);
    assert_int_equal(found[0].context, STEP);
    assert_int_equal(found[0].depth, 0);
    near(found[0].time_s, 9);
    free(found);
}

static void a_region_is_called_by_its_name_or_its_path(void **state)
{
    (void)state;
    assert_true(rp_region_is_called(&file, STEP, "step"));
    assert_true(rp_region_is_called(&file, STEP, "long > step"));
    assert_false(rp_region_is_called(&file, STEP, "short > step"));
    assert_false(rp_region_is_called(&file, LONG, "step"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_longest_comes_first_and_is_followed_by_those_within_it,
                               choose_all),
        cmocka_unit_test_setup(a_region_has_the_time_of_those_within_it_but_not_their_visits,
                               choose_all),
        cmocka_unit_test_setup(efficiencies_are_of_the_ranks_that_were_there, choose_all),
        cmocka_unit_test_setup(only_the_chosen_ranks_and_the_chosen_region_count, choose_all),
        cmocka_unit_test_setup(a_region_is_called_by_its_name_or_its_path, choose_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
