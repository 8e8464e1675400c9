/* test_clocks.c: clocks of nodes that differ by a known amount are found, and put right.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/waits/clocks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analysis/waits/clock_bounds.h"

#define RANKS 4u
#define US    UINT64_C(1000)
#define SEC   UINT64_C(1000000000)
#define START (UINT64_C(1700000000) * SEC)

/* Ranks 0 and 1 on node 0, the others on node 1. */
struct job {
    struct rp_team team;
    struct rp_share share;
    struct rp_catalog catalog;
    struct rp_roster roster;
    struct rp_clocks clocks;
    struct rp_error error;
};

static int begin(void **state)
{
    static struct job job;

    job = (struct job){.roster.ranks.row_bytes = sizeof(struct rp_roster_entry),
                       .catalog.rank_nodes.row_bytes = sizeof(uint32_t),
                       .catalog.nodes.count = RANKS / 2};
    rp_team_single(&job.team);
    assert_int_equal(rp_share_init(&job.share, "cluster.h5"), RP_OK);
    for (uint32_t i = 0; i < RANKS; i++) {
        const struct rp_roster_entry entry = {.rank = i};
        const uint32_t node = i / 2;

        assert_int_equal(rp_rows_add(&job.roster.ranks, &entry), RP_OK);
        assert_int_equal(rp_rows_add(&job.catalog.rank_nodes, &node), RP_OK);
    }
    *state = &job;
    return 0;
}

static int end(void **state)
{
    struct job *const job = *state;

    rp_clocks_release(&job->clocks);
    rp_rows_release(&job->catalog.rank_nodes);
    rp_share_release(&job->share);
    rp_rows_release(&job->roster.ranks);
    return 0;
}

/* By how much the clock of node 1 is ahead at that moment of the clock of node 0. */
typedef int64_t ahead(uint64_t ns);

static int64_t ahead_by_a_second(uint64_t ns)
{
    (void)ns;
    return (int64_t)SEC + 12345;
}

static int64_t drifts(uint64_t ns) /* by 20 us in a second */
{
    return -5000000 + (int64_t)((ns - START) / 50000);
}

static void add(struct job *job, struct rp_tick tick, ahead *of)
{
    if (tick.rank >= 2) {
        tick.posted_ns += (uint64_t)of(tick.posted_ns);
        tick.start_ns += (uint64_t)of(tick.start_ns);
        tick.end_ns += (uint64_t)of(tick.end_ns);
    }
    assert_int_equal(rp_rows_add(&job->share.ticks, &tick), RP_OK);
}

/* All meet at `ns`; one of them in turn comes last, and all leave within `us` after it. */
static void meet(struct job *job, uint64_t number, uint64_t ns, uint64_t us, ahead *of)
{
    for (uint32_t rank = 0; rank < RANKS; rank++) {
        const uint64_t came_ns = ns - (rank == number % RANKS ? 0 : (rank + 1) * 300 * US);
        const struct rp_tick tick = {.kind = RP_TICK_EXCHANGE,
                                     .rank = rank,
                                     .communicator = 1,
                                     .number = number,
                                     .posted_ns = came_ns,
                                     .start_ns = came_ns,
                                     .end_ns = ns + (rank + 1) * us * US / RANKS};

        add(job, tick, of);
    }
}

static void pass(struct job *job, uint32_t from, uint32_t to, uint64_t number, uint64_t ns,
                 ahead *of)
{
    const struct rp_tick sent = {.kind = RP_TICK_SEND,
                                 .rank = from,
                                 .peer = to,
                                 .communicator = 1,
                                 .number = number,
                                 .tag = 3,
                                 .posted_ns = ns,
                                 .start_ns = ns,
                                 .end_ns = ns + US};
    const struct rp_tick received = {.kind = RP_TICK_RECEIVE,
                                     .rank = to,
                                     .peer = from,
                                     .communicator = 1,
                                     .number = number,
                                     .tag = 3,
                                     .posted_ns = ns - 100 * US,
                                     .start_ns = ns - 100 * US,
                                     .end_ns = ns + 20 * US};

    add(job, sent, of);
    add(job, received, of);
}

static void make(struct job *job)
{
    assert_int_equal(rp_clocks_make(&job->clocks, &job->team, &job->share, &job->catalog,
                                    &job->roster, &job->error),
                     RP_OK);
}

static void verify(const struct job *job, uint64_t ns, ahead *of, uint64_t most_error_ns)
{
    const uint64_t found = rp_clocks_local(&job->clocks, 2, ns) - ns;
    const uint64_t wrong = found - (uint64_t)of(ns);
    const uint64_t size = (int64_t)wrong < 0 ? -wrong : wrong;
    const uint64_t error_ns = rp_clocks_error(&job->clocks, 1, ns);

    assert_true(size <= error_ns);
    assert_true(error_ns <= most_error_ns);
    assert_int_equal(rp_clocks_local(&job->clocks, 0, ns), ns);
}

static void meetings_tell_the_difference(void **state)
{
    struct job *const job = *state;

    for (uint64_t i = 1; i < 100; i++)
        meet(job, i, START + i * SEC / 100, 40, ahead_by_a_second);
    make(job);
    verify(job, START + SEC / 2, ahead_by_a_second, 50 * US);
}

static void times_are_put_right(void **state)
{
    struct job *const job = *state;
    const struct rp_tick *ticks;

    for (uint64_t i = 1; i < 100; i++)
        meet(job, i, START + i * SEC / 100, 40, ahead_by_a_second);
    make(job);
    ticks = job->share.ticks.rows;
    for (size_t i = 0; i < job->share.ticks.count; i++) {
        const uint64_t true_ns = START + ticks[i].number * SEC / 100;

        assert_in_range(ticks[i].end_ns, true_ns - 50 * US, true_ns + 100 * US);
        assert_true(ticks[i].start_ns == ticks[i].posted_ns);
    }
}

static void messages_in_both_directions_tell_the_difference(void **state)
{
    struct job *const job = *state;

    for (uint64_t i = 1; i < 50; i++) {
        pass(job, 0, 2, i, START + i * SEC / 50, ahead_by_a_second);
        pass(job, 2, 0, i, START + i * SEC / 50 + 5000 * US, ahead_by_a_second);
    }
    make(job);
    verify(job, START + SEC / 2, ahead_by_a_second, 25 * US);
}

static void a_drift_is_followed(void **state)
{
    struct job *const job = *state;

    for (uint64_t i = 1; i < 2000; i++)
        meet(job, i, START + i * SEC / 100, 40, drifts);
    make(job);
    for (uint64_t second = 2; second < 18; second++)
        verify(job, START + second * SEC, drifts, 60 * US);
}

static void only_the_start_and_the_end_are_known(void **state)
{
    struct job *const job = *state;

    meet(job, 0, START + SEC / 10, 2000, ahead_by_a_second);
    meet(job, UINT64_MAX, START + 60 * SEC, 2000, ahead_by_a_second);
    make(job);
    for (uint64_t second = 1; second < 60; second += 7)
        verify(job, START + second * SEC, ahead_by_a_second, 3000 * US);
}

static void nothing_known_is_said_and_changes_nothing(void **state)
{
    struct job *const job = *state;
    const struct rp_tick tick = {
        .kind = RP_TICK_SAMPLE, .rank = 2, .start_ns = START, .end_ns = START, .posted_ns = START};

    add(job, tick, ahead_by_a_second);
    make(job);
    assert_true(rp_clocks_error(&job->clocks, 1, START) == RP_CLOCK_UNKNOWN);
    assert_int_equal(((const struct rp_tick *)job->share.ticks.rows)[0].end_ns,
                     START + (uint64_t)ahead_by_a_second(START));
}

static void a_node_is_known_by_way_of_another(void **state)
{
    struct rp_clocks clocks = {.nodes = 3, .stretches = 1};
    struct rp_rows bounds = {.row_bytes = sizeof(struct rp_clock_bound)};
    const struct rp_clock_bound rows[] = {
        {.from = 0, .to = 1, .least_ns = 90, .most_ns = 110},
        {.from = 1, .to = 2, .least_ns = -60, .most_ns = -40},
        {.from = 0, .to = 1, .least_ns = 95, .most_ns = 120},
        {.from = 0, .to = 2, .least_ns = -RP_BOUND_NONE, .most_ns = 60},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(rp_rows_add(&bounds, &rows[i]), RP_OK);
    rp_clock_bounds_combine(&bounds);
    assert_int_equal(bounds.count, 3);
    assert_int_equal(rp_clock_bounds_solve(&clocks, &bounds), RP_OK);
    assert_int_equal(clocks.offsets[1].ahead_ns, 102); /* 95 to 110 */
    assert_int_equal(clocks.offsets[2].ahead_ns, 47);  /* 35 to 60 */
    assert_int_equal(clocks.offsets[2].error_ns, 13);
    rp_clocks_release(&clocks);
    rp_rows_release(&bounds);
}

int main(void)
{
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        CLAIM(meetings_tell_the_difference),
        CLAIM(times_are_put_right),
        CLAIM(messages_in_both_directions_tell_the_difference),
        CLAIM(a_drift_is_followed),
        CLAIM(only_the_start_and_the_end_are_known),
        CLAIM(nothing_known_is_said_and_changes_nothing),
        CLAIM(a_node_is_known_by_way_of_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
