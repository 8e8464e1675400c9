/* test_event_name.c: events as users write them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/event_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_name_alone_has_no_period(void **state)
{
    uint64_t period = 7;

    (void)state;
    assert_true(rp_event_period("PAPI_TOT_CYC", &period));
    assert_int_equal(period, 0);
    assert_int_equal(rp_event_name_length("PAPI_TOT_CYC"), 12);
}

static void a_period_is_a_number_with_or_without_a_letter(void **state)
{
    static const struct {
        const char *event;
        uint64_t period;
    } good[] = {{"cycles@1", 1},
                {"cycles@1000000", 1000000},
                {"perf::CYCLES:u@20k", 20000},
                {"a@3M", 3000000},
                {"a@4G", UINT64_C(4000000000)}};
    uint64_t period;

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(rp_event_period(good[i].event, &period));
        assert_int_equal(period, good[i].period);
    }
    assert_int_equal(rp_event_name_length("perf::CYCLES:u@20k"), 14);
}

static void what_is_no_period_is_refused(void **state)
{
    static const char *const bad[] = {"a@",
                                      "a@0",
                                      "a@-1",
                                      "a@ 5",
                                      "a@k",
                                      "a@1x",
                                      "a@1kk",
                                      "a@1e6",
                                      "a@1@2",
                                      "a@9999999999999999999999",
                                      "a@9000000000000000G"};
    uint64_t period;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(rp_event_period(bad[i], &period));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_alone_has_no_period),
        cmocka_unit_test(a_period_is_a_number_with_or_without_a_letter),
        cmocka_unit_test(what_is_no_period_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
