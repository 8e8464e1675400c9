/* test_expression.c: the language of rules: values, units, the unknown, and what is refused.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/findings/expression.h"

static const struct {
    const char *name;
    double value;
} names[] = {{"ten", 10}, {"three", 3}, {"nothing", RP_UNKNOWN}, {"page-faults", 7}};

static bool find(void *context, const char *name, uint32_t *place)
{
    (void)context;
    for (*place = 0; *place < sizeof(names) / sizeof(names[0]); (*place)++) {
        if (strcmp(names[*place].name, name) == 0)
            return true;
    }
    return false;
}

static double value(void *context, uint32_t place)
{
    (void)context;
    return names[place].value;
}

static double value_of(const char *text)
{
    struct rp_expression expression = {0};
    struct rp_error error;
    const char *unknown = NULL;
    double result = 0;

    assert_int_equal(rp_expression_parse(&expression, text, &error), RP_OK);
    assert_true(rp_expression_bind(&expression, find, NULL, &unknown));
    result = rp_expression_value(&expression, value, NULL);
    rp_expression_release(&expression);
    return result;
}

static void values_are_those_of_arithmetic(void **state)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"1 + 2 * 3", 7},
        {"(1 + 2) * 3", 9},
        {"10 - 4 - 3", 3},
        {"2 / 4 / 2", 0.25},
        {"-ten + 1", -9},
        {"ten > three and not three >= ten", 1},
        {"ten < three or three == 3", 1},
        {"1 or 1 and 0", 1},
        {"min(ten, three, 4) + max(1, 2)", 5},
        {"abs(three - ten) + sqrt(9) + log2(8)", 13},
        {"if(ten > three, 5, 6)", 5},
        {"5% * 200", 10},
        {"64Mi", 67108864},
        {"2us * 1e6", 2},
        {"1h / 1min", 60},
        {"'page-faults' + 1", 8},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_true(fabs(value_of(cases[i].text) - cases[i].value) < 1e-9);
}

static void the_unknown_makes_values_unknown_and_comparisons_false(void **state)
{
    (void)state;
    assert_false(rp_is_known(value_of("nothing + 1")));
    assert_false(rp_is_known(value_of("1 / 0")));
    assert_true(value_of("known(nothing)") == 0 && value_of("known(ten)") == 1);
    assert_true(value_of("if(known(nothing), nothing, 4)") == 4);
    assert_false(value_of("nothing > 1") > 0);
    assert_false(value_of("nothing <= 1") > 0);
}

static void what_is_no_expression_is_refused_with_its_place(void **state)
{
    static const char *const texts[] = {"",          "1 +",       "(1",      "1 2",      "min(1)",
                                        "5 parsecs", "foo(1)",    "1 < 2 <", "'unended", "1e999",
                                        "ten(3)",    "abs(1, 2)", "1 ++ * 2"};
    struct rp_expression expression = {0};
    struct rp_error error;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(rp_expression_parse(&expression, texts[i], &error), RP_E_USAGE);
        assert_non_null(strstr(error.text, "character"));
    }
}

static void nesting_and_length_are_bounded(void **state)
{
    static char text[200000];
    struct rp_expression expression = {0};
    struct rp_error error;

    (void)state;
    memset(text, '(', sizeof(text) - 1);
    assert_int_equal(rp_expression_parse(&expression, text, &error), RP_E_USAGE);
    memset(text, '-', sizeof(text) - 1);
    assert_int_equal(rp_expression_parse(&expression, text, &error), RP_E_USAGE);
    for (size_t i = 0; i + 1 < sizeof(text); i++)
        text[i] = i % 2 ? '+' : '1';
    assert_int_equal(rp_expression_parse(&expression, text, &error), RP_E_USAGE);
}

static void a_name_that_is_not_known_is_told(void **state)
{
    struct rp_expression expression = {0};
    struct rp_error error;
    const char *unknown = NULL;

    (void)state;
    assert_int_equal(rp_expression_parse(&expression, "ten + PAPI_FP_OPS", &error), RP_OK);
    assert_false(rp_expression_bind(&expression, find, NULL, &unknown));
    assert_string_equal(unknown, "PAPI_FP_OPS");
    rp_expression_release(&expression);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_those_of_arithmetic),
        cmocka_unit_test(the_unknown_makes_values_unknown_and_comparisons_false),
        cmocka_unit_test(what_is_no_expression_is_refused_with_its_place),
        cmocka_unit_test(nesting_and_length_are_bounded),
        cmocka_unit_test(a_name_that_is_not_known_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
