/* test_hang.c: ranks that are stuck find out that all are.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/hang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <unistd.h>

#include "common/clock.h"

#define AFTER_NS (10 * RP_NS_PER_SECOND)

static char directory[64];
static struct rp_hang ranks[2];

static void put(const char *name)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

static bool is_there(const char *name)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    return access(path, F_OK) == 0;
}

static int set_up(void **state)
{
    (void)state;
    strcpy(directory, "/tmp/rankprof-hang-XXXXXX");
    if (!mkdtemp(directory))
        return 1;
    put("rank-000000.h5.part");
    put("rank-000001.h5.part");
    for (uint32_t i = 0; i < 2; i++)
        rp_hang_start(&ranks[i],
                      &(struct rp_hang_start){
                          .directory = directory, .rank = i, .ranks = 2, .after_ns = AFTER_NS},
                      1);
    return 0;
}

static int tear_down(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof(command), "rm -rf '%s'", directory);
    return system(command); /* NOLINT(cert-env33-c) */
}

static enum rp_hang_news look(uint32_t rank, uint64_t beats, uint32_t inside, uint64_t seconds)
{
    const struct rp_mpi_pulse pulse = {.beats = beats, .inside = inside};

    return rp_hang_look(&ranks[rank], &pulse, seconds * RP_NS_PER_SECOND);
}

static void a_rank_that_computes_or_goes_on_is_not_stuck(void **state)
{
    (void)state;
    assert_int_equal(look(0, 7, 0, 1), RP_HANG_NOTHING);
    assert_int_equal(look(0, 7, 0, 100), RP_HANG_NOTHING);
    assert_int_equal(look(0, 8, 1, 101), RP_HANG_NOTHING);
    assert_int_equal(look(0, 9, 1, 200), RP_HANG_NOTHING);
    assert_int_equal(look(0, 9, 1, 209), RP_HANG_NOTHING);
    assert_false(is_there("stuck"));
}

static void a_stuck_rank_is_told_once_and_the_job_only_when_all_are(void **state)
{
    (void)state;
    look(0, 5, 1, 1);
    look(1, 6, 1, 1);
    assert_int_equal(look(0, 5, 1, 11), RP_HANG_STUCK);
    assert_true(is_there("stuck/rank-000000"));
    assert_int_equal(look(0, 5, 1, 12), RP_HANG_NOTHING);
    assert_int_equal(look(1, 6, 1, 13), RP_HANG_STUCK);
    assert_int_equal(look(1, 6, 1, 14), RP_HANG_JOB);
    assert_int_equal(look(0, 5, 1, 15), RP_HANG_NOTHING);
    assert_int_equal(look(1, 6, 1, 99), RP_HANG_NOTHING);
    rp_hang_release(&ranks[0]);
    rp_hang_release(&ranks[1]);
    assert_false(is_there("stuck"));
}

static void a_rank_that_goes_on_takes_its_file_away(void **state)
{
    (void)state;
    look(0, 5, 1, 1);
    assert_int_equal(look(0, 5, 1, 20), RP_HANG_STUCK);
    assert_int_equal(look(0, 6, 1, 21), RP_HANG_NOTHING);
    assert_false(is_there("stuck"));
    look(1, 6, 1, 1);
    assert_int_equal(look(1, 6, 1, 22), RP_HANG_STUCK);
    assert_int_equal(look(1, 6, 1, 23), RP_HANG_NOTHING);
    rp_hang_release(&ranks[1]);
}

static void ranks_that_have_ended_are_not_waited_for(void **state)
{
    char from[128], to[128];

    (void)state;
    snprintf(from, sizeof(from), "%s/rank-000000.h5.part", directory);
    snprintf(to, sizeof(to), "%s/rank-000000.h5", directory);
    assert_int_equal(rename(from, to), 0);
    look(1, 6, 1, 1);
    assert_int_equal(look(1, 6, 1, 22), RP_HANG_STUCK);
    assert_int_equal(look(1, 6, 1, 23), RP_HANG_JOB);
    rp_hang_release(&ranks[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_rank_that_computes_or_goes_on_is_not_stuck, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_stuck_rank_is_told_once_and_the_job_only_when_all_are,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_rank_that_goes_on_takes_its_file_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ranks_that_have_ended_are_not_waited_for, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
