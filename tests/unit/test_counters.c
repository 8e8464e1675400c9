/* test_counters.c: events are counted by a source that tells the truth, or refused with a reason.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/counters/counters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

#define PAGES 500

static struct rp_counters counters;
static struct rp_agent_settings settings;

static void open_events(const char *list)
{
    rp_agent_settings_read(&settings, list);
    rp_counters_open(&counters, &settings);
}

static void touch_pages(void)
{
    char *const memory =
        mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    assert_ptr_not_equal(memory, MAP_FAILED);
    madvise(memory, PAGES * 4096, MADV_NOHUGEPAGE);
    for (int i = 0; i < PAGES; i++)
        *(volatile char *)(memory + i * 4096) = 1;
    munmap(memory, PAGES * 4096);
}

static void sleep_often(int times)
{
    const struct timespec moment = {0, 100000};

    for (int i = 0; i < times; i++)
        nanosleep(&moment, NULL);
}

static void page_faults_are_counted_on_any_machine(void **state)
{
    struct rp_thread_counters thread;
    uint64_t deltas[RP_EVENTS_MAX] = {0};
    struct rusage before, after;

    (void)state;
    open_events("events=page-faults,perf::PAGE-FAULTS");
    getrusage(RUSAGE_THREAD, &before);
    for (uint32_t i = 0; i < counters.count; i++)
        assert_non_null(counters.events[i].source);
    rp_counters_start(&counters, &thread);
    touch_pages();
    rp_counters_take(&counters, &thread, deltas);
    rp_counters_stop(&counters, &thread);
    getrusage(RUSAGE_THREAD, &after);
    for (uint32_t i = 0; i < counters.count; i++)
        assert_in_range(deltas[i], PAGES, after.ru_minflt - before.ru_minflt);
}

static void context_switches_are_never_silently_zero(void **state)
{
    struct rp_thread_counters thread;
    uint64_t deltas[RP_EVENTS_MAX] = {0};

    (void)state;
    open_events("events=perf::CONTEXT-SWITCHES,voluntary-switches");
    assert_ptr_equal(counters.events[0].source, &rp_counters_rusage);
    rp_counters_start(&counters, &thread);
    sleep_often(40);
    rp_counters_take(&counters, &thread, deltas);
    rp_counters_stop(&counters, &thread);
    assert_true(deltas[0] >= 40);
    assert_in_range(deltas[1], 40, 60);
}

static void what_was_taken_is_not_counted_again(void **state)
{
    struct rp_thread_counters thread;
    uint64_t deltas[RP_EVENTS_MAX] = {0};

    (void)state;
    open_events("events=voluntary-switches");
    rp_counters_start(&counters, &thread);
    sleep_often(20);
    rp_counters_take(&counters, &thread, deltas);
    assert_true(deltas[0] >= 20);
    rp_counters_take(&counters, &thread, deltas);
    assert_true(deltas[0] < 20);
    rp_counters_stop(&counters, &thread);
}

static void an_unknown_event_is_refused_with_a_reason(void **state)
{
    (void)state;
    open_events("events=no-such-event-anywhere,page-faults");
    assert_null(counters.events[0].source);
    assert_true(strlen(counters.events[0].reason) > 0);
    assert_non_null(counters.events[1].source);
}

static void time_events_are_in_nanoseconds(void **state)
{
    (void)state;
    open_events("events=task-clock");
    assert_non_null(counters.events[0].source);
    assert_string_equal(counters.events[0].unit, "ns");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page_faults_are_counted_on_any_machine),
        cmocka_unit_test(context_switches_are_never_silently_zero),
        cmocka_unit_test(what_was_taken_is_not_counted_again),
        cmocka_unit_test(an_unknown_event_is_refused_with_a_reason),
        cmocka_unit_test(time_events_are_in_nanoseconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
