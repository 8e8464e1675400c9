/* test_profile.c: the model of a report on a cluster file made by hand, with known truth.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/profile/call_tree.h"
#include "analysis/profile/profile.h"
#include "analysis/profile/quality.h"
#include "analysis/profile/rank_set.h"
#include "analysis/report/terminal.h"
#include "common/context_kind.h"

/*
 * Offsets into the heap of names below.
 * root -> main -> even -> odd -> even; root -> [partial stack]
 */
static char heap[] =
    "\0main\0even\0odd\0samples\0cpu_time\0ns\0count\0a.c\0node\0PAPI_TOT_CYC\0none";
enum {
    MAIN = 1,
    EVEN = 6,
    ODD = 11,
    SAMPLES = 15,
    CPU = 23,
    NS = 32,
    COUNT = 35,
    FILE_A = 41,
    NODE = 45,
    CYC = 50,
    NONE = 63
};

static struct rp_cluster_function functions[] = {
    {.name = MAIN, .module = RP_NO_ROW, .resolved = 1},
    {.name = EVEN, .module = RP_NO_ROW, .file = FILE_A, .line = 5, .resolved = 1},
    {.name = ODD, .module = RP_NO_ROW},
};
static struct rp_cluster_context contexts[] = {
    {.kind = RP_CONTEXT_ROOT, .function = RP_NO_ROW},
    {.parent = 0, .kind = RP_CONTEXT_CODE, .function = 0},
    {.parent = 1, .kind = RP_CONTEXT_CODE, .function = 1, .file = FILE_A, .line = 6},
    {.parent = 2, .kind = RP_CONTEXT_CODE, .function = 2},
    {.parent = 3, .kind = RP_CONTEXT_CODE, .function = 1, .file = FILE_A, .line = 7},
    {.parent = 0, .kind = RP_CONTEXT_PARTIAL, .function = RP_NO_ROW},
};
static struct rp_cluster_metric metrics[] = {
    {.name = SAMPLES, .unit = COUNT, .counted_ranks = 2},
    {.name = CPU, .unit = NS, .counted_ranks = 2},
    {.name = CYC, .unit = COUNT, .refused_ranks = 2, .reason = NONE},
};
static struct rp_cluster_node nodes[] = {{.name = NODE}};
static struct rp_cluster_rank ranks[] = {
    {.rank = 0,
     .state = RP_RANK_COMPLETE,
     .samples = 60,
     .partial = 10,
     .kernel_cpu_ns = 600,
     .handler_ns = 6,
     .collector_cpu_ns = 6},
    {.rank = 7, .state = RP_RANK_PARTIAL, .samples = 40, .blocked = 10, .kernel_cpu_ns = 600},
};
/* rank row, context, metric, value */
static struct rp_cluster_value values[] = {
    {0, 2, 0, 20}, {0, 2, 1, 200}, {0, 3, 0, 10}, {0, 3, 1, 100}, {0, 4, 0, 20}, {0, 4, 1, 210},
    {0, 5, 0, 10}, {0, 5, 1, 100}, {1, 2, 0, 10}, {1, 2, 1, 100}, {1, 3, 0, 30}, {1, 3, 1, 300},
};

#define ROWS(name) .name##_rows = name##s, .name##_count = sizeof(name##s) / sizeof((name##s)[0])

static struct rp_cluster_file file = {
    .session = {.ranks_expected = 4, .ranks_merged = 2},
    ROWS(function),
    ROWS(context),
    ROWS(metric),
    ROWS(node),
    ROWS(rank),
    ROWS(value),
    .strings = heap,
    .string_bytes = sizeof(heap),
};

static struct rp_profile *profile_of(const char *metric, const char *list)
{
    const struct rp_profile_settings settings = {.metric = metric, .ranks = list};
    struct rp_profile *profile = NULL;
    struct rp_error error;

    assert_int_equal(rp_profile_new(&profile, &file, &settings, &error), RP_OK);
    return profile;
}

static const struct rp_profile_function *function_of(const struct rp_profile *profile,
                                                     const char *name)
{
    for (size_t i = 0; i < profile->function_count; i++) {
        if (strcmp(profile->functions[i].name, name) == 0)
            return &profile->functions[i];
    }
    fail_msg("no function '%s'", name);
    return NULL;
}

static void time_is_the_usual_metric(void **state)
{
    struct rp_profile *profile = profile_of(NULL, NULL);

    (void)state;
    assert_string_equal(profile->metric, "cpu_time");
    assert_string_equal(profile->unit, "ns");
    assert_int_equal(profile->value, 1010);
    assert_int_equal(profile->samples, 100);
    assert_int_equal(profile->rank_count, 2);
    rp_profile_free(profile);
}

static void recursion_counts_once(void **state)
{
    struct rp_profile *profile = profile_of(NULL, NULL);
    const struct rp_profile_function *even = function_of(profile, "even");

    (void)state;
    assert_int_equal(even->self, 510);
    assert_int_equal(even->total, 910);
    assert_int_equal(even->samples, 50);
    assert_int_equal(even->total_samples, 90);
    assert_int_equal(function_of(profile, "odd")->total, 610);
    assert_int_equal(function_of(profile, "main")->self, 0);
    assert_int_equal(function_of(profile, "main")->total, 910);
    assert_int_equal(function_of(profile, "[partial stack]")->self, 100);
    rp_profile_free(profile);
}

static void imbalance_names_the_worst_rank(void **state)
{
    struct rp_profile *profile = profile_of(NULL, NULL);

    (void)state;
    assert_int_equal(function_of(profile, "odd")->worst_rank, 7);
    assert_true(rp_profile_imbalance(profile, function_of(profile, "odd")) == 1.5);
    assert_true(rp_profile_imbalance(profile, function_of(profile, "main")) == 0);
    rp_profile_free(profile);
}

static void the_line_is_the_hottest_one(void **state)
{
    struct rp_profile *profile = profile_of(NULL, NULL);

    (void)state;
    assert_int_equal(function_of(profile, "even")->line, 6);
    rp_profile_free(profile);
    profile = profile_of(NULL, "0");
    assert_int_equal(function_of(profile, "even")->line, 7);
    rp_profile_free(profile);
}

static void chosen_ranks_count_alone(void **state)
{
    struct rp_profile *profile = profile_of(NULL, "5-9");

    (void)state;
    assert_int_equal(profile->rank_count, 1);
    assert_int_equal(profile->value, 400);
    assert_int_equal(function_of(profile, "even")->self, 100);
    assert_int_equal(profile->ranks[0].row->rank, 7);
    assert_string_equal(profile->ranks[0].node, "node");
    rp_profile_free(profile);
}

static void each_rank_names_where_it_differs_most(void **state)
{
    struct rp_profile *profile = profile_of(NULL, NULL);

    (void)state;
    assert_int_equal(profile->ranks[0].value, 610);
    assert_string_equal(profile->functions[profile->ranks[0].differs].name, "even");
    assert_true(profile->ranks[0].difference == 410 - 255);
    assert_true(profile->ranks[1].difference == 100 - 255);
    rp_profile_free(profile);
}

static void order_is_by_exclusive_value(void **state)
{
    struct rp_profile *profile = profile_of(NULL, NULL);
    uint32_t *order = rp_profile_order(profile);

    (void)state;
    assert_string_equal(profile->functions[order[0]].name, "even");
    assert_string_equal(profile->functions[order[1]].name, "odd");
    assert_string_equal(profile->functions[order[2]].name, "[partial stack]");
    free(order);
    rp_profile_free(profile);
}

static void what_is_not_there_is_refused(void **state)
{
    static const struct {
        struct rp_profile_settings settings;
        enum rp_status status;
        const char *said;
    } wrong[] = {
        {{.metric = "cpu-time"}, RP_E_USAGE, "'cpu_time'"},
        {{.metric = "PAPI_TOT_CYC"}, RP_E_UNSUPPORTED, "none"},
        {{.ranks = "3"}, RP_E_USAGE, "3"},
        {{.ranks = "7-"}, RP_E_USAGE, "'7-'"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct rp_profile *profile = NULL;
        struct rp_error error;

        assert_int_equal(rp_profile_new(&profile, &file, &wrong[i].settings, &error),
                         wrong[i].status);
        assert_null(profile);
        assert_non_null(strstr(error.text, wrong[i].said));
    }
}

/* ---- trees ---- */

static void append(void *context, const struct rp_call_node *node, size_t depth)
{
    char *text = context;

    sprintf(text + strlen(text), "%zu:%u=%llu ", depth, (unsigned)node->function,
            (unsigned long long)node->total);
}

static void append_rest(void *context, const struct rp_call_rest *rest, size_t depth)
{
    char *text = context;

    sprintf(text + strlen(text), "%zu:(%zu=%llu) ", depth, rest->hidden,
            (unsigned long long)rest->total);
}

static void paths_hide_what_is_small(void **state)
{
    char text[256] = "";
    const struct rp_call_visitor visitor = {append, append_rest, text};
    struct rp_profile *profile = profile_of(NULL, NULL);
    struct rp_call_tree tree;
    struct rp_error error;

    (void)state;
    assert_int_equal(rp_call_tree_init_paths(&tree, profile, &error), RP_OK);
    rp_call_tree_walk(&tree, 300, 99, &visitor);
    assert_string_equal(text, "0:4=1010 1:0=910 2:1=910 3:2=610 4:(1=210) 1:(1=100) ");
    rp_call_tree_release(&tree);
    rp_profile_free(profile);
}

static void callers_share_the_total_of_a_function(void **state)
{
    char text[256] = "";
    const struct rp_call_visitor visitor = {append, append_rest, text};
    struct rp_profile *profile = profile_of(NULL, NULL);
    struct rp_call_tree tree;
    struct rp_error error;

    (void)state;
    assert_int_equal(rp_call_tree_init_callers(&tree, profile, 2, &error), RP_OK);
    rp_call_tree_walk(&tree, 1, 99, &visitor);
    assert_string_equal(text, "0:2=610 1:1=610 2:0=610 ");
    rp_call_tree_release(&tree);
    rp_profile_free(profile);
}

/* ---- quality, rank sets, names ---- */

static void quality_adds_up_the_ledgers(void **state)
{
    struct rp_profile *profile = profile_of(NULL, NULL);
    struct rp_quality quality;
    const char *word = NULL;

    (void)state;
    rp_quality_of(&quality, profile);
    assert_true(quality.stacks_complete == 0.9);
    assert_true(quality.overhead == 0.01);
    assert_true(quality.lost == 10.0 / 110);
    assert_int_equal(quality.ranks_missing, 2);
    assert_int_equal(quality.ranks_partial, 1);
    assert_true(quality.symbols_resolved > 0.55 && quality.symbols_resolved < 0.56);
    assert_int_equal(rp_quality_overall(&quality, &word), 0);
    assert_string_equal(word, "unusable");
    rp_profile_free(profile);
}

static void rank_sets_hold_numbers_and_ranges(void **state)
{
    static const char *const wrong[] = {"", ",", "1,", "-1", "2-1", "1-2-3", "x", "99999999999"};

    (void)state;
    assert_true(rp_rank_set_valid("0-63,137"));
    assert_true(rp_rank_set_holds("0-63,137", 63));
    assert_true(rp_rank_set_holds("0-63,137", 137));
    assert_false(rp_rank_set_holds("0-63,137", 64));
    assert_true(rp_rank_set_holds(NULL, 5));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(rp_rank_set_valid(wrong[i]));
}

static void assert_safe(const char *name, bool utf8, const char *wanted)
{
    char *safe = rp_text_safe(name, utf8);

    assert_string_equal(safe, wanted);
    free(safe);
}

static void names_are_made_safe(void **state)
{
    (void)state;
    assert_safe("a\x1b[2Jb\n", true, "a\\x1b[2Jb\\x0a");
    assert_safe("na\xc3\xafve", true, "na\xc3\xafve");
    assert_safe("na\xc3\xafve", false, "na\\xc3\\xafve");
    assert_safe("\xe2\x80\xae", true, "\\xe2\\x80\\xae");
    assert_safe("\xff\xc3", true, "\\xff\\xc3");
    assert_safe("\xc0\xaf", true, "\\xc0\\xaf");
    assert_safe("\xed\xa0\x80", true, "\\xed\\xa0\\x80");
}

static void long_names_lose_their_middle(void **state)
{
    char text[] = "solver::stencil<double, 3>(Field<double>&)";
    char exact[] = "abcdef";
    char tiny[] = "abcdef";

    (void)state;
    rp_text_cut(text, 20);
    assert_int_equal(strlen(text), 20);
    assert_int_equal(strncmp(text, "solver::s..", 11), 0);
    assert_string_equal(text + strlen(text) - 9, "double>&)");
    rp_text_cut(exact, 6);
    assert_string_equal(exact, "abcdef");
    rp_text_cut(tiny, 2);
    assert_string_equal(tiny, "ab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_the_usual_metric),
        cmocka_unit_test(recursion_counts_once),
        cmocka_unit_test(imbalance_names_the_worst_rank),
        cmocka_unit_test(the_line_is_the_hottest_one),
        cmocka_unit_test(chosen_ranks_count_alone),
        cmocka_unit_test(each_rank_names_where_it_differs_most),
        cmocka_unit_test(order_is_by_exclusive_value),
        cmocka_unit_test(what_is_not_there_is_refused),
        cmocka_unit_test(paths_hide_what_is_small),
        cmocka_unit_test(callers_share_the_total_of_a_function),
        cmocka_unit_test(quality_adds_up_the_ledgers),
        cmocka_unit_test(rank_sets_hold_numbers_and_ranges),
        cmocka_unit_test(names_are_made_safe),
        cmocka_unit_test(long_names_lose_their_middle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
