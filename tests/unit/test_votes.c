/* test_votes.c: what most ranks say is what counts, whatever the order and the number of ranks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "analysis/compare/votes.h"

static void say(struct rp_votes *votes, const char *key, const char *text)
{
    assert_int_equal(rp_votes_add(votes, key, text), RP_OK);
}

static void what_most_ranks_say_is_kept_by_key(void **state)
{
    struct rp_votes votes = {.count = 0};

    (void)state;
    say(&votes, "kernel", "6.1");
    say(&votes, "cpu", "new");
    say(&votes, "kernel", "5.9");
    say(&votes, "cpu", "old");
    say(&votes, "kernel", "6.1");
    say(&votes, "cpu", "old");
    rp_votes_decide(&votes);
    assert_int_equal(votes.count, 2);
    assert_string_equal(votes.list[0].key, "cpu");
    assert_string_equal(votes.list[0].text, "old");
    assert_int_equal(votes.list[0].ranks, 2);
    assert_string_equal(votes.list[1].text, "6.1");
    rp_votes_release(&votes);
}

static void of_equals_the_order_of_ranks_does_not_matter(void **state)
{
    static const char *const orders[][2] = {{"a", "b"}, {"b", "a"}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct rp_votes votes = {.count = 0};

        say(&votes, "libm.so", orders[i][0]);
        say(&votes, "libm.so", orders[i][1]);
        rp_votes_decide(&votes);
        assert_int_equal(votes.count, 1);
        assert_string_equal(votes.list[0].text, "a");
        rp_votes_release(&votes);
    }
}

static void a_text_of_one_key_is_none_of_another(void **state)
{
    struct rp_votes votes = {.count = 0};

    (void)state;
    say(&votes, "a", "b");
    say(&votes, "a", "c");
    say(&votes, "a", "c");
    say(&votes, "ab", "");
    say(&votes, "b", "b");
    rp_votes_decide(&votes);
    assert_int_equal(votes.count, 3);
    assert_string_equal(votes.list[0].text, "c");
    assert_string_equal(votes.list[1].text, "");
    assert_string_equal(votes.list[2].text, "b");
    rp_votes_release(&votes);
}

static void memory_is_by_different_texts_not_by_ranks(void **state)
{
    struct rp_votes votes = {.count = 0};
    char text[16];

    (void)state;
    for (unsigned rank = 0; rank < 65536; rank++) {
        snprintf(text, sizeof(text), "%u", rank % 1000 ? 7 : rank);
        say(&votes, "governor", text);
    }
    assert_int_equal(votes.count, 67);
    rp_votes_decide(&votes);
    assert_int_equal(votes.count, 1);
    assert_string_equal(votes.list[0].text, "7");
    assert_int_equal(votes.list[0].ranks, 65536 - 66);
    rp_votes_release(&votes);
}

static void none_said_is_none(void **state)
{
    struct rp_votes votes = {.count = 0};

    (void)state;
    rp_votes_decide(&votes);
    assert_int_equal(votes.count, 0);
    rp_votes_release(&votes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_most_ranks_say_is_kept_by_key),
        cmocka_unit_test(of_equals_the_order_of_ranks_does_not_matter),
        cmocka_unit_test(a_text_of_one_key_is_none_of_another),
        cmocka_unit_test(memory_is_by_different_texts_not_by_ranks),
        cmocka_unit_test(none_said_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
