/* test_tick_log.c: which ticks are recorded, and what happens when there is too much to tell.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/tick_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TICK_NS (UINT64_C(1) << RP_TICK_SHIFT)
#define SECOND  UINT64_C(1000000000)

/* A log that begins at time 1 s, and the segment's part that belongs to it. */
struct sample {
    struct rp_segment_thread thread;
    struct rp_segment_tick *rows;
    struct rp_tick_budget budget;
    struct rp_tick_log log;
    uint64_t now_ns;
};

static void begin(struct sample *it, uint32_t ranks)
{
    const struct rp_segment_header header = {.tick_capacity = RP_SEGMENT_TICKS};

    memset(it, 0, sizeof(*it));
    it->rows = calloc(RP_SEGMENT_TICKS, sizeof(*it->rows));
    assert_non_null(it->rows);
    it->now_ns = SECOND;
    it->budget.start_ns = it->now_ns;
    it->budget.ranks = ranks;
    rp_tick_log_place(&it->log, &header, &it->thread, it->rows, &it->budget);
    rp_tick_log_switch_on(&it->log, it->now_ns);
}

static void end(struct sample *it)
{
    free(it->rows);
}

/* A call that ends after `ns`. True: it was recorded. */
static bool call(struct sample *it, uint64_t ns)
{
    struct rp_segment_tick row = {.kind = RP_TICK_CALL, .start_ns = it->now_ns};
    const uint64_t before = it->thread.ticks;
    bool wanted;

    it->now_ns += ns;
    row.end_ns = it->now_ns;
    wanted = rp_tick_log_wants(&it->log, it->now_ns);
    if (wanted)
        rp_tick_log_add(&it->log, &row);
    rp_tick_log_end_call(&it->log, it->now_ns);
    return wanted && it->thread.ticks > before;
}

static void what_a_high_level_chooses_lower_ones_choose_too(void **state)
{
    unsigned chosen[RP_TICK_LEVELS] = {0};

    (void)state;
    for (uint64_t tick = 0; tick < 100000; tick++)
        for (unsigned level = 0; level < 8; level++) {
            const bool is = rp_tick_is_chosen(rp_tick_hash(tick), level);

            chosen[level] += is;
            if (is && level > 0)
                assert_true(rp_tick_is_chosen(rp_tick_hash(tick), level - 1));
        }
    for (unsigned level = 0; level < 8; level++)
        assert_in_range(chosen[level], (100000u >> level) * 9 / 10, (100000u >> level) * 11 / 10);
}

static void choice_falls_in_step_with_no_rhythm(void **state)
{
    (void)state;
    for (uint64_t stride = 2; stride <= 64; stride++) {
        unsigned chosen = 0;

        for (uint64_t i = 0; i < 4096; i++)
            chosen += rp_tick_is_chosen(rp_tick_hash(i * stride), 4);
        assert_in_range(chosen, 4096 / 16 * 7 / 10, 4096 / 16 * 13 / 10);
    }
}

static void a_short_run_is_recorded_whole(void **state)
{
    struct sample it;

    (void)state;
    begin(&it, 4);
    for (int i = 0; i < 5000; i++)
        assert_true(call(&it, 1000000));
    assert_int_equal(it.thread.refused_ticks, 0);
    assert_int_equal(it.rows[0].kind, RP_TICK_LEVEL);
    assert_int_equal(it.rows[0].number, 0);
    end(&it);
}

/* Rows that were recorded in `seconds` of calls that come every `each_ns`. */
static uint64_t rows_in(struct sample *it, unsigned seconds, uint64_t each_ns)
{
    const uint64_t before = it->thread.ticks;
    const uint64_t until = it->now_ns + seconds * SECOND;

    while (it->now_ns < until)
        call(it, each_ns);
    return it->thread.ticks - before;
}

static void a_long_run_keeps_to_its_budget_whatever_the_rate_of_calls(void **state)
{
    static const uint64_t each_ns[] = {20000000, 1000000, 100000, 20000};

    (void)state;
    for (size_t i = 0; i < sizeof(each_ns) / sizeof(each_ns[0]); i++) {
        struct sample it;
        uint64_t rows;

        begin(&it, 4);
        rows_in(&it, 60, each_ns[i]); /* the burst */
        rows = rows_in(&it, 300, each_ns[i]);
        assert_true(rows <= 300 * 110);
        if (each_ns[i] < 10000000)
            assert_true(rows >= 300 * 30); /* and what is allowed is used */
        end(&it);
    }
}

static void ranks_of_a_large_job_share_what_is_allowed(void **state)
{
    struct sample it;

    (void)state;
    begin(&it, 640);
    rows_in(&it, 60, 1000000);
    assert_true(rows_in(&it, 300, 1000000) <= 300 * 11);
    end(&it);
}

/* The level that the log says, at any moment, is the one by which it chose. */
static void the_log_says_which_ticks_it_tells_whole(void **state)
{
    struct sample it;
    uint64_t read = 0;
    uint32_t level = 0;
    unsigned whole = 0;

    (void)state;
    begin(&it, 4);
    for (int i = 0; i < 2000000; i++) {
        const bool recorded = call(&it, 50000 + (uint64_t)i % 7 * 1000);
        const uint64_t tick = rp_tick_at(&it.budget, it.now_ns);

        for (; read < it.thread.ticks; read++)
            if (it.rows[read & it.log.mask].kind == RP_TICK_LEVEL)
                level = (uint32_t)it.rows[read & it.log.mask].number;
        if (rp_tick_is_chosen(rp_tick_hash(tick), level)) {
            whole++;
            assert_true(recorded || it.thread.refused_ticks > 0);
        }
    }
    assert_true(level > 0);
    assert_true(whole > 1000);
    end(&it);
}

static void a_span_that_touches_a_chosen_tick_is_recorded(void **state)
{
    struct sample it;
    unsigned touching = 0;

    (void)state;
    begin(&it, 4);
    it.log.level = 6;
    it.log.density = 0;
    it.budget.spent = 12200; /* the burst is spent: the level stays */
    for (int i = 0; i < 300; i++) {
        const uint64_t first = rp_tick_at(&it.budget, it.log.last_ns);
        const uint32_t level = it.log.level;
        bool touches = false;
        bool recorded;

        it.budget.spent += 100;
        recorded = call(&it, 20 * TICK_NS + 12345);
        for (uint64_t tick = first; tick <= rp_tick_at(&it.budget, it.now_ns); tick++)
            touches = touches || rp_tick_is_chosen(rp_tick_hash(tick), level);
        if (i > 0 && touches)
            assert_true(recorded || it.thread.refused_ticks > 0);
        touching += touches;
    }
    assert_true(touching > 0);
    end(&it);
}

static void too_many_rows_leave_a_gap_that_is_told(void **state)
{
    struct sample it;
    unsigned gaps = 0;

    (void)state;
    begin(&it, 4);
    for (int i = 0; i < 100000; i++) /* all in a few ticks */
        call(&it, 200);
    assert_true(it.thread.refused_ticks > 0);
    assert_true(it.thread.ticks < RP_SEGMENT_TICKS);
    for (uint64_t i = 0; i < it.thread.ticks; i++)
        gaps += it.rows[i].kind == RP_TICK_GAP;
    assert_true(gaps > 0);
    end(&it);
}

static void what_was_saved_in_silence_is_no_more_than_a_burst(void **state)
{
    struct sample it;

    (void)state;
    begin(&it, 4);
    it.now_ns += 86400 * SECOND;
    assert_true(rows_in(&it, 100, 1000000) < 14000 + 100 * 110);
    end(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_high_level_chooses_lower_ones_choose_too),
        cmocka_unit_test(choice_falls_in_step_with_no_rhythm),
        cmocka_unit_test(a_short_run_is_recorded_whole),
        cmocka_unit_test(a_long_run_keeps_to_its_budget_whatever_the_rate_of_calls),
        cmocka_unit_test(ranks_of_a_large_job_share_what_is_allowed),
        cmocka_unit_test(the_log_says_which_ticks_it_tells_whole),
        cmocka_unit_test(a_span_that_touches_a_chosen_tick_is_recorded),
        cmocka_unit_test(too_many_rows_leave_a_gap_that_is_told),
        cmocka_unit_test(what_was_saved_in_silence_is_no_more_than_a_burst),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
