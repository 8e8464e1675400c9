/* test_gpu_launches.c: what is remembered of launches, and until when all is known.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "gpu/launches.h"

static struct rp_launches launches;

static int begin(void **state)
{
    (void)state;
    assert_true(rp_launches_init(&launches));
    return 0;
}

static int end(void **state)
{
    (void)state;
    return munmap(launches.entries, RP_LAUNCHES * sizeof(*launches.entries));
}

static bool put(uint32_t correlation, uint64_t launch_ns, bool is_open)
{
    const struct rp_launch launch = {.path = correlation + 1, .launch_ns = launch_ns};

    return rp_launches_put(&launches, correlation, &launch, is_open);
}

static bool get(uint32_t correlation, bool *closes)
{
    struct rp_launch found = {0};

    if (!rp_launches_get(&launches, correlation, &found, closes))
        return false;
    assert_int_equal(found.path, correlation + 1);
    return true;
}

static uint64_t settled(uint64_t now_ns, uint64_t patience_ns, uint64_t *given_up)
{
    return rp_launches_settled(&launches, now_ns, patience_ns, given_up);
}

static void a_launch_is_found_by_its_id_and_closes_once(void **state)
{
    bool closes;

    (void)state;
    put(7, 100, true);
    assert_true(get(7, &closes));
    assert_true(closes);
    assert_true(get(7, &closes));
    assert_false(closes);
    assert_false(get(8, &closes));
    assert_false(get(0, &closes));
}

static void a_later_id_takes_the_place_of_an_earlier_one(void **state)
{
    bool closes;

    (void)state;
    assert_false(put(7, 100, true));
    assert_true(put(7 + RP_LAUNCHES, 200, true));
    assert_false(get(7, &closes));
    assert_true(get(7 + RP_LAUNCHES, &closes));
}

static void all_is_settled_up_to_the_oldest_open_launch(void **state)
{
    uint64_t given_up;
    bool closes;

    (void)state;
    for (uint32_t id = 10; id < 20; id++)
        put(id, 100 * id, true);
    assert_int_equal(settled(5000, 10000, &given_up), 1000);
    for (uint32_t id = 10; id < 20; id++)
        if (id != 14)
            get(id, &closes);
    assert_int_equal(settled(5000, 10000, &given_up), 1400);
    get(14, &closes);
    assert_int_equal(settled(5000, 10000, &given_up), 5000);
    assert_int_equal(given_up, 0);
}

static void launches_into_graphs_hold_nothing_up(void **state)
{
    uint64_t given_up;

    (void)state;
    put(10, 1000, false);
    assert_int_equal(settled(5000, 10000, &given_up), 5000);
}

static void who_waits_too_long_is_given_up(void **state)
{
    uint64_t given_up;

    (void)state;
    put(10, 1000, true);
    put(11, 4000, true);
    assert_int_equal(settled(12000, 10000, &given_up), 4000);
    assert_int_equal(given_up, 1);
}

static void ids_run_over(void **state)
{
    uint64_t given_up;
    bool closes;

    (void)state;
    put(UINT32_MAX - 1, 100, true);
    put(UINT32_MAX, 200, true);
    put(1, 300, true);
    assert_true(get(UINT32_MAX - 1, &closes));
    assert_true(get(UINT32_MAX, &closes));
    assert_int_equal(settled(5000, 10000, &given_up), 300);
    assert_true(get(1, &closes));
    assert_int_equal(settled(5000, 10000, &given_up), 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_launch_is_found_by_its_id_and_closes_once, begin, end),
        cmocka_unit_test_setup_teardown(a_later_id_takes_the_place_of_an_earlier_one, begin, end),
        cmocka_unit_test_setup_teardown(all_is_settled_up_to_the_oldest_open_launch, begin, end),
        cmocka_unit_test_setup_teardown(launches_into_graphs_hold_nothing_up, begin, end),
        cmocka_unit_test_setup_teardown(who_waits_too_long_is_given_up, begin, end),
        cmocka_unit_test_setup_teardown(ids_run_over, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
