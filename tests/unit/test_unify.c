/* test_unify.c: keys get the same numbers wherever they are known, and however many processes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/team/unify.h"

static struct rp_level_key key_of(uint64_t number, uint64_t level)
{
    return (struct rp_level_key){.key = rp_key_of(&number, sizeof(number)), .level = level};
}

static void equal_keys_get_equal_numbers(void **state)
{
    struct rp_level_key keys[] = {key_of(1, 0), key_of(2, 0), key_of(1, 0), key_of(3, 0)};
    const struct rp_rows rows = {.rows = keys, .row_bytes = sizeof(keys[0]), .count = 4};
    struct rp_team team;
    struct rp_error error = {0};
    uint32_t numbers[4];
    uint64_t total = 0;

    (void)state;
    rp_team_single(&team);
    assert_int_equal(rp_unify_keys(&team, &rows, numbers, &total, RP_OK, &error), RP_OK);
    assert_int_equal(total, 3);
    assert_int_equal(numbers[0], numbers[2]);
    assert_int_not_equal(numbers[0], numbers[1]);
    assert_true(numbers[1] < 3 && numbers[3] < 3 && numbers[1] != numbers[3]);
}

static void smaller_levels_get_smaller_numbers(void **state)
{
    enum { KEYS = 1000 };
    struct rp_level_key keys[KEYS];
    const struct rp_rows rows = {.rows = keys, .row_bytes = sizeof(keys[0]), .count = KEYS};
    struct rp_team team;
    struct rp_error error = {0};
    uint32_t numbers[KEYS];
    uint64_t total = 0;

    (void)state;
    for (unsigned i = 0; i < KEYS; i++)
        keys[i] = key_of(i, i % 7);
    rp_team_single(&team);
    assert_int_equal(rp_unify_keys(&team, &rows, numbers, &total, RP_OK, &error), RP_OK);
    assert_int_equal(total, KEYS);
    for (unsigned i = 0; i < KEYS; i++) {
        for (unsigned k = 0; k < KEYS; k++)
            assert_true(keys[i].level >= keys[k].level || numbers[i] < numbers[k]);
    }
}

static void a_failure_comes_back_to_all(void **state)
{
    const struct rp_rows rows = {.row_bytes = sizeof(struct rp_level_key)};
    struct rp_team team;
    struct rp_error error = {.status = RP_E_IO, .text = "cannot read"};
    uint64_t total = 17;

    (void)state;
    rp_team_single(&team);
    assert_int_equal(rp_unify_keys(&team, &rows, NULL, &total, RP_E_IO, &error), RP_E_IO);
    assert_string_equal(error.text, "cannot read");
    assert_int_equal(total, 17);
}

/* Owners are ranges of keys in member order: that is what makes numbers independent of members. */
static void owners_follow_the_order_of_keys(void **state)
{
    (void)state;
    for (unsigned members = 1; members < 9; members++) {
        uint32_t last = 0;

        for (unsigned i = 0; i < 4096; i++) {
            const struct rp_key key = {.high = (uint64_t)i << 52};
            const uint32_t owner = rp_key_owner(&key, members);

            assert_true(owner >= last && owner < members);
            last = owner;
        }
        assert_int_equal(last, members - 1);
    }
}

static void shares_cover_all_numbers_once(void **state)
{
    (void)state;
    for (uint64_t total = 1; total < 40; total++) {
        for (unsigned members = 1; members < 9; members++) {
            for (uint64_t i = 0; i < total; i++) {
                const uint32_t owner = rp_share_owner(total, members, i);

                assert_true(owner < members);
                assert_true(rp_share_first(total, members, owner) <= i);
                assert_true(rp_share_first(total, members, owner + 1) > i);
            }
        }
    }
}

static void keys_differ_in_every_bit_of_the_input(void **state)
{
    unsigned char bytes[48] = {0};
    const struct rp_key zero = rp_key_of(bytes, sizeof(bytes));
    struct rp_key_table table = {0};
    uint32_t number = 0;

    (void)state;
    assert_int_equal(rp_key_table_number(&table, &zero, &number), RP_OK);
    for (unsigned i = 0; i < 8 * sizeof(bytes); i++) {
        struct rp_key key;

        bytes[i / 8] ^= (unsigned char)(1u << i % 8);
        key = rp_key_of(bytes, sizeof(bytes));
        bytes[i / 8] ^= (unsigned char)(1u << i % 8);
        assert_int_equal(rp_key_table_number(&table, &key, &number), RP_OK);
        assert_int_equal(number, i + 1);
    }
    for (unsigned i = 0; i < sizeof(bytes); i++) { /* zeros of another length */
        const struct rp_key key = rp_key_of(bytes, i);

        assert_int_equal(rp_key_table_number(&table, &key, &number), RP_OK);
        assert_int_equal(number, 8 * sizeof(bytes) + 1 + i);
    }
    rp_key_table_release(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_keys_get_equal_numbers),
        cmocka_unit_test(smaller_levels_get_smaller_numbers),
        cmocka_unit_test(a_failure_comes_back_to_all),
        cmocka_unit_test(owners_follow_the_order_of_keys),
        cmocka_unit_test(shares_cover_all_numbers_once),
        cmocka_unit_test(keys_differ_in_every_bit_of_the_input),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
