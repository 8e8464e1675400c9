/* test_tally.c: all values of a subject come together, however small the boxes are.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/merge/tally.h"

#define CONTEXTS 100u
#define RANKS    50u
#define METRICS  3u

static struct rp_subjects subjects(void)
{
    const struct rp_subject_counts counts = {
        .contexts = CONTEXTS, .ranks = RANKS, .metrics = METRICS, .nodes = 1};
    const struct rp_cluster_session session = {.slice_ns = 10, .start_ns = 100, .end_ns = 200};
    struct rp_subjects found;

    rp_subjects_init(&found, &counts, &session);
    return found;
}

static bool has_value(uint32_t context, uint32_t metric, uint32_t rank)
{
    return (context * 7 + metric * 5 + rank * 3) % 11 < 4;
}

static void add_all(struct rp_tally *tally, struct rp_team *team)
{
    struct rp_error error;

    for (uint32_t rank = 0; rank < RANKS; rank++) {
        for (uint32_t cell = 0; cell < CONTEXTS * METRICS; cell++) {
            const struct rp_tally_value value = {.subject = cell / METRICS,
                                                 .metric = cell % METRICS,
                                                 .rank = rank,
                                                 .value = 1 + cell * 1000 + rank};

            if (has_value(cell / METRICS, cell % METRICS, rank))
                assert_int_equal(rp_tally_add(tally, &value), RP_OK);
        }
        if (rank % 3 == 0)
            assert_int_equal(rp_tally_send(tally, team, RP_OK, &error), RP_OK);
    }
    assert_int_equal(rp_tally_send(tally, team, RP_OK, &error), RP_OK);
}

static void assert_cell(const struct rp_tally_cell *cell)
{
    const uint64_t number = cell->subject * METRICS + cell->metric;
    size_t next = 0;

    for (uint32_t rank = 0; rank < RANKS; rank++) {
        if (!has_value((uint32_t)cell->subject, cell->metric, rank))
            continue;
        assert_true(next < cell->count);
        assert_int_equal(cell->values[next].key, rank);
        assert_int_equal(cell->values[next++].value, 1 + number * 1000 + rank);
    }
    assert_int_equal(next, cell->count);
}

static void values_of_a_subject_come_together_in_the_order_of_ranks(void **state)
{
    const struct rp_subjects all = subjects();
    uint64_t *const weights = calloc(all.first[RP_SUBJECT_KINDS], sizeof(*weights));
    char temporary[] = "/tmp";
    struct rp_spill spill = {.directory = temporary};

    (void)state;
    for (size_t box = 1; box < 20000; box = 4 * box + 3) {
        const struct rp_tally_plan plan = {&all, weights, box, &spill};
        struct rp_tally_cell cell;
        struct rp_tally *tally = NULL;
        struct rp_team team;
        struct rp_error error;
        enum rp_status status = RP_OK;
        uint64_t last = 0;
        size_t cells = 0;

        for (size_t i = 0; i < CONTEXTS; i++)
            weights[i] = METRICS * RANKS;
        rp_team_single(&team);
        assert_int_equal(rp_tally_new(&tally, &team, &plan, &error), RP_OK);
        add_all(tally, &team);
        while (rp_tally_next(tally, &cell, &status)) {
            assert_true(cells == 0 || cell.subject * METRICS + cell.metric > last);
            last = cell.subject * METRICS + cell.metric;
            assert_cell(&cell);
            cells++;
        }
        assert_int_equal(status, RP_OK);
        assert_int_equal(cells, CONTEXTS * METRICS);
        rp_tally_free(tally);
    }
    free(weights);
}

static void stretches_cover_the_time_of_the_job(void **state)
{
    (void)state;
    for (uint64_t run = 1; run < 60000; run = 2 * run + 1) {
        const struct rp_subject_counts counts = {.contexts = 1, .ranks = 1, .metrics = 1};
        const struct rp_cluster_session session = {
            .slice_ns = 10, .start_ns = 100, .end_ns = 100 + run};
        struct rp_subjects found;
        const struct rp_stretches *const it = &found.stretches;

        rp_subjects_init(&found, &counts, &session);
        assert_true(it->count >= 1 && it->count <= RP_MOST_STRETCHES);
        assert_int_equal(it->length_ns % 10, 0);
        assert_int_equal(rp_stretch_of(it, 100), 0);
        assert_int_equal(rp_stretch_of(it, 99 + run), it->count - 1);
        assert_true(rp_stretch_start(it, it->count) >= 100 + run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_a_subject_come_together_in_the_order_of_ranks),
        cmocka_unit_test(stretches_cover_the_time_of_the_job),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
