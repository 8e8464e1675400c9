/* test_efficiency.c: efficiencies of ranks whose times are made by hand.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/efficiency.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/mpi_class.h"

#define RANKS  4u
#define SLICES 4u
#define SECOND UINT64_C(1000000000)
#define START  (1000 * SECOND)

static struct rp_cluster_rank ranks[RANKS];
static struct rp_cluster_node nodes[2];
static struct rp_cluster_mpi_time times[RANKS * SLICES * 2];
static bool chosen[RANKS];
static struct rp_cluster_file file = {
    .session = {.start_ns = START, .end_ns = START + SLICES * SECOND, .slice_ns = SECOND},
    .rank_rows = ranks,
    .rank_count = RANKS,
    .node_rows = nodes,
    .node_count = 2,
    .mpi_time_rows = times};
static const struct rp_profile profile = {.file = &file, .chosen = chosen};

/* Two ranks on each of two nodes; a rank is outside of MPI for so much of each slice. */
static void work(double (*part)(unsigned rank, unsigned slice))
{
    file.mpi_time_count = 0;
    for (unsigned rank = 0; rank < RANKS; rank++) {
        ranks[rank] = (struct rp_cluster_rank){.rank = rank, .node = rank / 2};
        chosen[rank] = true;
        for (unsigned slice = 0; slice < SLICES; slice++) {
            struct rp_cluster_mpi_time row = {.rank = rank,
                                              .start_ns = START + slice * SECOND,
                                              .end_ns = START + (slice + 1) * SECOND,
                                              .class = RP_CLASS_SPAN,
                                              .time_ns = SECOND};

            times[file.mpi_time_count++] = row;
            row.class = RP_CLASS_OUTSIDE;
            row.time_ns = (uint64_t)(part(rank, slice) * (double)SECOND);
            times[file.mpi_time_count++] = row;
        }
    }
}

static struct rp_efficiency judge(const bool *members)
{
    struct rp_efficiency run;
    struct rp_efficiency *slices = NULL;
    size_t count = 0;

    assert_int_equal(rp_efficiency_of_slices(&profile, members, &slices, &count), RP_OK);
    assert_true(rp_efficiency_is_by_slices(slices, count));
    assert_int_equal(rp_efficiency_of_run(&profile, members, slices, count, &run), RP_OK);
    free(slices);
    return run;
}

static void near(double got, double wanted)
{
    if (fabs(got - wanted) > 1e-6)
        fail_msg("%.9f, expected %.9f", got, wanted);
}

static double in_turn(unsigned rank, unsigned slice)
{
    return rank == slice ? 0.8 : 0.2;
}

static void ranks_that_work_in_turn_are_balanced_and_serial(void **state)
{
    (void)state;
    work(in_turn);
    const struct rp_efficiency run = judge(NULL);

    near(run.parallel, 0.35);
    near(run.load_balance, 1);
    near(run.communication, 0.35);
    near(run.serialisation, 1.4 / 3.2);
    near(run.transfer, 0.8);
}

static double one_node_more(unsigned rank, unsigned slice)
{
    (void)slice;
    return rank == 3 ? 1 : rank == 2 ? 0.6 : 0.4;
}

static void balance_is_that_among_nodes_and_within_them(void **state)
{
    (void)state;
    work(one_node_more);
    const struct rp_efficiency run = judge(NULL);

    near(run.load_balance, 0.6);
    near(run.among_nodes, 0.6 / 0.8);
    near(run.in_nodes, 0.8);
    near(run.serialisation, 1);
    assert_int_equal(run.slowest, 3);
}

static void some_of_the_ranks_are_judged_alone(void **state)
{
    static const bool members[RANKS] = {true, true, true, false};

    (void)state;
    work(one_node_more);
    const struct rp_efficiency run = judge(members);

    assert_int_equal(run.ranks, 3);
    assert_int_equal(run.slowest, 2);
    near(run.load_balance, 1.4 / 3 / 0.6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_that_work_in_turn_are_balanced_and_serial),
        cmocka_unit_test(balance_is_that_among_nodes_and_within_them),
        cmocka_unit_test(some_of_the_ranks_are_judged_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
