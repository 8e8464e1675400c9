/* test_wait_scene.c: who waits for whom at a moment, and to whom the time of a sample is given.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/waits/wait_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/waits/wait_blame.h"

#define RANKS 4u
#define MS    UINT64_C(1000000)

/* A job of ranks 0 to 3, of which all rows are of one thread each. */
static struct rp_roster_entry entries[RANKS];
static struct rp_roster roster = {.ranks = {.rows = entries, .count = RANKS}};
static struct rp_tick rows[64];
static size_t row_count;

static int begin(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < RANKS; i++)
        entries[i] = (struct rp_roster_entry){.rank = i, .rate_millihertz = 1000000};
    row_count = 0;
    return 0;
}

/* Rows must be added by rank and time. Contexts of calls are 100 + rank, in ms of time. */
static void call(uint32_t rank, uint16_t kind, uint64_t start_ms, uint64_t end_ms, uint64_t number)
{
    rows[row_count++] = (struct rp_tick){.rank = rank,
                                         .kind = kind,
                                         .context = 100 + rank,
                                         .start_ns = start_ms * MS,
                                         .end_ns = end_ms * MS,
                                         .posted_ns = start_ms * MS,
                                         .communicator = 1,
                                         .number = number,
                                         .tag = RANKS};
}

static void message(uint32_t rank, uint16_t kind, uint32_t peer, uint64_t start_ms, uint64_t end_ms)
{
    call(rank, kind, start_ms, end_ms, 1);
    rows[row_count - 1].peer = peer;
    rows[row_count - 1].tag = 5;
}

static void sample(uint32_t rank, uint64_t ms, uint32_t context)
{
    rows[row_count++] = (struct rp_tick){.rank = rank,
                                         .kind = RP_TICK_SAMPLE,
                                         .context = context,
                                         .start_ns = ms * MS,
                                         .end_ns = ms * MS,
                                         .posted_ns = ms * MS,
                                         .number = MS};
}

static uint32_t late_at(const struct rp_scene *scene, uint32_t rank, uint64_t ms)
{
    const uint32_t it = rp_scene_call_at(scene, rank, ms * MS);

    return it == RP_SCENE_NONE ? 0 : rp_scene_late_count(scene, it, ms * MS);
}

static struct rp_scene made(void)
{
    struct rp_scene scene;

    assert_int_equal(rp_scene_make(&scene, rows, row_count, &roster, 0), RP_OK);
    return scene;
}

static void who_came_waits_for_those_that_have_not(void **state)
{
    struct rp_scene scene;

    (void)state;
    call(0, RP_TICK_EXCHANGE, 10, 41, 1);
    call(1, RP_TICK_EXCHANGE, 20, 41, 1);
    call(2, RP_TICK_EXCHANGE, 40, 41, 1);
    scene = made();
    assert_int_equal(late_at(&scene, 0, 15), 2);
    assert_int_equal(late_at(&scene, 0, 25), 1);
    assert_int_equal(late_at(&scene, 1, 25), 1);
    assert_int_equal(late_at(&scene, 2, 40), 0);
    assert_int_equal(rp_scene_waited_until(&scene, 0), 40 * MS);
    assert_int_equal(rp_scene_waited_until(&scene, 2), 40 * MS); /* when it began: not at all */
    rp_scene_release(&scene);
}

static void meetings_of_other_numbers_are_others(void **state)
{
    struct rp_scene scene;

    (void)state;
    call(0, RP_TICK_EXCHANGE, 10, 21, 1);
    call(1, RP_TICK_EXCHANGE, 20, 21, 2);
    scene = made();
    assert_int_equal(late_at(&scene, 0, 15), 0);
    rp_scene_release(&scene);
}

static void who_comes_after_a_call_ended_was_not_waited_for(void **state)
{
    struct rp_scene scene;

    (void)state;
    call(0, RP_TICK_PARTLY, 10, 30, 1);
    call(1, RP_TICK_PARTLY, 25, 30, 1);
    call(2, RP_TICK_PARTLY, 50, 51, 1);
    scene = made();
    assert_int_equal(late_at(&scene, 0, 15), 1);
    assert_int_equal(late_at(&scene, 0, 27), 0);
    rp_scene_release(&scene);
}

static void only_the_root_is_waited_for_where_it_gives(void **state)
{
    struct rp_scene scene;

    (void)state;
    call(0, RP_TICK_FROM_ROOT, 10, 31, 1);
    call(1, RP_TICK_FROM_ROOT, 30, 31, 1); /* the root */
    call(2, RP_TICK_FROM_ROOT, 20, 31, 1);
    for (size_t i = 0; i < row_count; i++)
        rows[i].peer = 1;
    scene = made();
    assert_int_equal(late_at(&scene, 0, 15), 1);
    assert_int_equal(late_at(&scene, 1, 30), 0);
    assert_int_equal(late_at(&scene, 2, 25), 1);
    rp_scene_release(&scene);
}

static void the_root_waits_for_all_where_it_takes(void **state)
{
    struct rp_scene scene;

    (void)state;
    call(0, RP_TICK_TO_ROOT, 10, 11, 1);
    call(1, RP_TICK_TO_ROOT, 12, 41, 1); /* the root */
    call(2, RP_TICK_TO_ROOT, 40, 41, 1);
    for (size_t i = 0; i < row_count; i++)
        rows[i].peer = 1;
    scene = made();
    assert_int_equal(late_at(&scene, 0, 10), 0); /* had left before others came */
    assert_int_equal(late_at(&scene, 1, 20), 1);
    rp_scene_release(&scene);
}

static void a_receiver_waits_for_its_sender_and_a_sender_for_its_receiver(void **state)
{
    struct rp_scene scene;

    (void)state;
    message(0, RP_TICK_RECEIVE, 1, 10, 31);
    message(1, RP_TICK_SEND, 0, 30, 31);
    message(2, RP_TICK_SEND, 3, 10, 51);
    message(3, RP_TICK_RECEIVE, 2, 50, 51);
    scene = made();
    assert_int_equal(late_at(&scene, 0, 20), 1);
    assert_int_equal(late_at(&scene, 1, 30), 0);
    assert_int_equal(late_at(&scene, 2, 20), 1);
    assert_int_equal(rp_scene_waited_until(&scene, 0), 30 * MS);
    assert_int_equal(rp_scene_waited_until(&scene, 2), 50 * MS);
    rp_scene_release(&scene);
}

static void what_is_waited_for_later_was_come_to_when_it_was_begun(void **state)
{
    struct rp_scene scene;

    (void)state;
    call(0, RP_TICK_ARRIVAL, 5, 6, 1); /* MPI_Iallreduce */
    call(0, RP_TICK_EXCHANGE, 20, 41, 1);
    rows[1].posted_ns = 5 * MS; /* MPI_Wait */
    call(1, RP_TICK_EXCHANGE, 40, 41, 1);
    scene = made();
    assert_int_equal(late_at(&scene, 0, 5), 0);
    assert_int_equal(late_at(&scene, 0, 30), 1);
    assert_int_equal(rp_scene_call_at(&scene, 0, 10 * MS), RP_SCENE_NONE);
    rp_scene_release(&scene);
}

/* ---- blame ---- */

static struct rp_late_sum find(const struct rp_wait_sums *sums, uint32_t source, uint32_t wait,
                               uint32_t rank)
{
    const struct rp_late_sum *const all = sums->late.rows;
    struct rp_late_sum found = {0};

    for (size_t i = 0; i < sums->late.count; i++)
        if (all[i].source == source && all[i].wait == wait && all[i].rank == rank) {
            found.time_ns += all[i].time_ns;
            found.late = all[i].late;
        }
    return found;
}

static void blame(struct rp_wait_sums *sums)
{
    static const struct rp_clocks clocks = {.nodes = 1};
    const struct rp_blame block = {.rows = rows,
                                   .row_count = row_count,
                                   .start_ns = 0,
                                   .end_ns = 1000 * MS,
                                   .period_ns = MS,
                                   .roster = &roster,
                                   .clocks = &clocks};

    rp_wait_sums_init(sums);
    assert_int_equal(rp_blame_block(&block, sums), RP_OK);
}

static void the_time_of_a_sample_is_given_to_each_that_waits_for_it(void **state)
{
    struct rp_wait_sums sums;

    (void)state;
    call(0, RP_TICK_EXCHANGE, 10, 41, 1);
    call(1, RP_TICK_EXCHANGE, 20, 41, 1);
    sample(2, 15, 7); /* rank 0 waits for ranks 1 and 2 */
    sample(2, 30, 8); /* ranks 0 and 1 wait for rank 2 alone */
    call(2, RP_TICK_EXCHANGE, 40, 41, 1);
    blame(&sums);
    assert_int_equal(find(&sums, RP_LATE_SAMPLE, 100, 2).time_ns, MS / 2 + MS);
    assert_int_equal(find(&sums, RP_LATE_SAMPLE, 101, 2).time_ns, MS);
    assert_int_equal(find(&sums, RP_LATE_SAMPLE, 101, 2).late, 8);
    rp_wait_sums_release(&sums);
}

static void who_waits_itself_passes_on_for_whom_it_waits(void **state)
{
    struct rp_wait_sums sums;
    uint64_t late_ns;

    (void)state;
    message(0, RP_TICK_RECEIVE, 1, 10, 62);
    message(1, RP_TICK_RECEIVE, 2, 20, 61);
    message(1, RP_TICK_SEND, 0, 61, 62);
    sample(2, 40, 7);
    message(2, RP_TICK_SEND, 1, 60, 61);
    blame(&sums);
    assert_int_equal(find(&sums, RP_LATE_SAMPLE, 100, 2).time_ns, MS);
    assert_int_equal(find(&sums, RP_LATE_SAMPLE, 101, 2).time_ns, MS);
    /* Rank 1 was late itself from 10 to 20 ms, and rank 2 from then on. */
    late_ns = find(&sums, RP_LATE_INSTANT, 100, 1).time_ns;
    assert_in_range(late_ns, 9 * MS, 12 * MS);
    late_ns = find(&sums, RP_LATE_INSTANT, 100, 2).time_ns;
    assert_in_range(late_ns, 39 * MS, 41 * MS);
    rp_wait_sums_release(&sums);
}

static void a_sample_that_had_to_wait_stands_for_all_its_periods(void **state)
{
    struct rp_wait_sums sums;

    (void)state;
    call(0, RP_TICK_EXCHANGE, 10, 51, 1);
    sample(1, 40, 7);
    rows[1].number = 40 * MS; /* of which it was waited for 30 */
    call(1, RP_TICK_EXCHANGE, 50, 51, 1);
    blame(&sums);
    assert_in_range(find(&sums, RP_LATE_SAMPLE, 100, 1).time_ns, 29 * MS, 31 * MS);
    rp_wait_sums_release(&sums);
}

static void moments_in_a_gap_of_any_rank_are_passed(void **state)
{
    struct rp_wait_sums sums;
    const struct rp_cluster_mpi_wait *wait;

    (void)state;
    call(0, RP_TICK_EXCHANGE, 10, 51, 1);
    sample(1, 20, 7);
    sample(1, 40, 7);
    call(1, RP_TICK_EXCHANGE, 50, 51, 1);
    rows[row_count++] =
        (struct rp_tick){.rank = 2, .kind = RP_TICK_GAP, .start_ns = 30 * MS, .end_ns = 45 * MS};
    blame(&sums);
    assert_int_equal(find(&sums, RP_LATE_SAMPLE, 100, 1).time_ns, MS);
    wait = sums.waits.rows;
    assert_int_equal(wait[0].context, 100);
    assert_int_equal(wait[0].waited_ns, (40 - 15) * MS);
    rp_wait_sums_release(&sums);
}

/* Of all ticks on a level the chosen ones stand for the others: a long wait keeps its length. */
static void chosen_ticks_stand_for_all(void **state)
{
    struct rp_wait_sums sums;
    const struct rp_cluster_mpi_wait *wait;

    (void)state;
    call(0, RP_TICK_EXCHANGE, 0, 1000, 1);
    rows[0].level = 1;
    call(1, RP_TICK_EXCHANGE, 999, 1000, 1);
    blame(&sums);
    wait = sums.waits.rows;
    assert_in_range(wait[0].waited_ns, 600 * MS, 1400 * MS);
    assert_int_not_equal(wait[0].waited_ns, 999 * MS);
    rp_wait_sums_release(&sums);
}

int main(void)
{
#define CLAIM(name) cmocka_unit_test_setup(name, begin)
    const struct CMUnitTest tests[] = {
        CLAIM(who_came_waits_for_those_that_have_not),
        CLAIM(meetings_of_other_numbers_are_others),
        CLAIM(who_comes_after_a_call_ended_was_not_waited_for),
        CLAIM(only_the_root_is_waited_for_where_it_gives),
        CLAIM(the_root_waits_for_all_where_it_takes),
        CLAIM(a_receiver_waits_for_its_sender_and_a_sender_for_its_receiver),
        CLAIM(what_is_waited_for_later_was_come_to_when_it_was_begun),
        CLAIM(the_time_of_a_sample_is_given_to_each_that_waits_for_it),
        CLAIM(who_waits_itself_passes_on_for_whom_it_waits),
        CLAIM(a_sample_that_had_to_wait_stands_for_all_its_periods),
        CLAIM(moments_in_a_gap_of_any_rank_are_passed),
        CLAIM(chosen_ticks_stand_for_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
