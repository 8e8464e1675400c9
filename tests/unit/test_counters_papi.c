/* test_counters_papi.c: events counted through PAPI, against a double of the library.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Run with LD_LIBRARY_PATH naming the folder of the double (tests/doubles/papi.c says what it
 * counts).
 */
#include "collector/agent/counters/counters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"

static struct rp_counters counters;
static struct rp_agent_settings settings;

static void open_events(const char *list)
{
    rp_agent_settings_read(&settings, list);
    rp_counters_open(&counters, &settings);
}

static uint64_t burn(void)
{
    const uint64_t begin_ns = rp_clock_read(CLOCK_THREAD_CPUTIME_ID);

    while (rp_clock_read(CLOCK_THREAD_CPUTIME_ID) - begin_ns < 20000000)
        continue;
    return rp_clock_read(CLOCK_THREAD_CPUTIME_ID) - begin_ns;
}

static void each_event_gets_its_own_value(void **state)
{
    struct rp_thread_counters thread;
    uint64_t deltas[RP_EVENTS_MAX] = {0};
    uint64_t burnt_ns;

    (void)state;
    open_events("events=PAPI_LST_INS,voluntary-switches,PAPI_REF_CYC");
    assert_ptr_equal(counters.events[0].source, &rp_counters_papi);
    assert_ptr_equal(counters.events[1].source, &rp_counters_rusage);
    assert_false(counters.events[2].multiplexed);
    rp_counters_start(&counters, &thread);
    burnt_ns = burn();
    rp_counters_take(&counters, &thread, deltas);
    rp_counters_stop(&counters, &thread);
    assert_in_range(deltas[0], 6 * burnt_ns, 6 * burnt_ns + 60000000);
    assert_in_range(deltas[2], deltas[0] / 2, deltas[0] / 2 + 1);
}

static void too_many_events_are_multiplexed_and_said_so(void **state)
{
    (void)state;
    open_events("events=PAPI_LST_INS,PAPI_REF_CYC,PAPI_FP_OPS");
    for (uint32_t i = 0; i < counters.count; i++) {
        assert_ptr_equal(counters.events[i].source, &rp_counters_papi);
        assert_true(counters.events[i].multiplexed);
    }
}

static void an_event_without_a_home_does_not_hurt_the_others(void **state)
{
    (void)state;
    open_events("events=no-such-event,PAPI_REF_CYC");
    assert_null(counters.events[0].source);
    assert_non_null(strstr(counters.events[0].reason, "Event does not exist"));
    assert_ptr_equal(counters.events[1].source, &rp_counters_papi);
    assert_int_equal(counters.events[1].place, 0);
}

static void a_forked_child_refuses_what_papi_counted(void **state)
{
    (void)state;
    open_events("events=PAPI_REF_CYC,page-faults");
    rp_counters_forked(&counters);
    assert_null(counters.events[0].source);
    assert_true(strlen(counters.events[0].reason) > 0);
    assert_non_null(counters.events[1].source);
}

static void *count_in_thread(void *argument)
{
    struct rp_thread_counters thread;
    uint64_t deltas[RP_EVENTS_MAX] = {0};

    rp_counters_start(&counters, &thread);
    burn();
    rp_counters_take(&counters, &thread, deltas);
    rp_counters_stop(&counters, &thread);
    *(uint64_t *)argument = deltas[0];
    return NULL;
}

static void threads_are_counted_apart(void **state)
{
    pthread_t threads[4];
    uint64_t counted[4];

    (void)state;
    open_events("events=PAPI_REF_CYC");
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count_in_thread, &counted[i]), 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_in_range(counted[i], 3 * 20000000ull, 3 * 30000000ull);
    }
}

static void a_dead_pmu_is_named_in_the_reason(void **state)
{
    (void)state;
    setenv("PAPI_DOUBLE_DEAD", "1", 1);
    open_events("events=PAPI_REF_CYC");
    unsetenv("PAPI_DOUBLE_DEAD");
    assert_null(counters.events[0].source);
    assert_non_null(strstr(counters.events[0].reason, "no PMU in this double"));
    assert_non_null(strstr(counters.events[0].reason, "perf_event_paranoid"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_gets_its_own_value),
        cmocka_unit_test(too_many_events_are_multiplexed_and_said_so),
        cmocka_unit_test(an_event_without_a_home_does_not_hurt_the_others),
        cmocka_unit_test(a_forked_child_refuses_what_papi_counted),
        cmocka_unit_test(threads_are_counted_apart),
        cmocka_unit_test(a_dead_pmu_is_named_in_the_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
