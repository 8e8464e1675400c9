/* test_agent_settings.c: the one-line settings that the agent reads from the environment.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void nothing_given_means_100_hz_of_cpu_time(void **state)
{
    struct rp_agent_settings settings;

    (void)state;
    rp_agent_settings_read(&settings, NULL);
    assert_int_equal(settings.period_ns, 10000000);
    assert_false(settings.wall_clock);
    assert_string_equal(settings.source, "");
    assert_int_equal(settings.budget, 10000);
    assert_int_equal(settings.event_count, 0);
}

static void every_key_is_read(void **state)
{
    struct rp_agent_settings settings;

    (void)state;
    rp_agent_settings_read(&settings, "rate=250;clock=wall;source=perf-trap;budget=2.5;"
                                      "args=counted;"
                                      "offset=1790000000000000000;"
                                      "events=PAPI_TOT_CYC,page-faults");
    assert_int_equal(settings.period_ns, 4000000);
    assert_true(settings.wall_clock);
    assert_true(settings.redact_args);
    assert_string_equal(settings.source, "perf-trap");
    assert_int_equal(settings.budget, 25000);
    assert_int_equal(settings.offset_ns, UINT64_C(1790000000000000000));
    assert_int_equal(settings.event_count, 2);
    assert_string_equal(settings.events[0], "PAPI_TOT_CYC");
    assert_string_equal(settings.events[1], "page-faults");
}

static void nonsense_keeps_the_defaults(void **state)
{
    struct rp_agent_settings settings;

    (void)state;
    rp_agent_settings_read(&settings, "rate=-4;;unknown=7;clock=;source=auto;budget=-1;events=,,");
    assert_int_equal(settings.period_ns, 10000000);
    assert_false(settings.wall_clock);
    assert_string_equal(settings.source, "");
    assert_int_equal(settings.budget, 10000);
    assert_int_equal(settings.event_count, 0);
}

static void events_beyond_the_room_are_left_out(void **state)
{
    struct rp_agent_settings settings;

    (void)state;
    rp_agent_settings_read(&settings, "events=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t");
    assert_int_equal(settings.event_count, RP_EVENTS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_given_means_100_hz_of_cpu_time),
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(nonsense_keeps_the_defaults),
        cmocka_unit_test(events_beyond_the_room_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
