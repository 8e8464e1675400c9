/* test_launcher.c: rank, size and job from the environment of each launcher.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/launcher.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct rp_launcher read_with(const char *const *variables)
{
    struct rp_launcher launcher;

    clearenv();
    for (; *variables; variables += 2)
        setenv(variables[0], variables[1], 1);
    rp_launcher_read(&launcher);
    return launcher;
}

static void check(const struct rp_launcher *launcher, const char *name, unsigned rank,
                  unsigned ranks, unsigned local_rank)
{
    assert_string_equal(launcher->name, name);
    assert_int_equal(launcher->rank, rank);
    assert_int_equal(launcher->ranks, ranks);
    assert_int_equal(launcher->local_rank, local_rank);
}

static void knows_each_launcher(void **state)
{
    static const struct {
        const char *name;
        unsigned rank, ranks, local_rank;
        const char *job;
        const char *variables[16];
    } cases[] = {
        {"Open MPI",
         5,
         8,
         1,
         "1163788289",
         {"OMPI_COMM_WORLD_RANK", "5", "OMPI_COMM_WORLD_SIZE", "8", "OMPI_COMM_WORLD_LOCAL_RANK",
          "1", "PMIX_NAMESPACE", "1163788289", "PMIX_RANK", "5", NULL}},
        {"Hydra",
         3,
         4,
         3,
         "77",
         {"PMI_RANK", "3", "PMI_SIZE", "4", "MPI_LOCALRANKID", "3", "PBS_JOBID", "77", NULL}},
        {"Slurm",
         2,
         4,
         0,
         "123.0",
         {"SLURM_PROCID", "2", "SLURM_NTASKS", "4", "SLURM_LOCALID", "0", "SLURM_JOB_ID", "123",
          "SLURM_STEP_ID", "0", NULL}},
        {"Flux",
         1,
         2,
         1,
         "f2cVz",
         {"FLUX_TASK_RANK", "1", "FLUX_JOB_SIZE", "2", "FLUX_TASK_LOCAL_ID", "1", "FLUX_JOB_ID",
          "f2cVz", NULL}},
        {"PMIx",
         6,
         0,
         0,
         "prterun-n1-9-1",
         {"PMIX_RANK", "6", "PMIX_NAMESPACE", "prterun-n1-9@1", NULL}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct rp_launcher launcher = read_with(cases[i].variables);

        check(&launcher, cases[i].name, cases[i].rank, cases[i].ranks, cases[i].local_rank);
        assert_string_equal(launcher.job, cases[i].job);
    }
}

static void takes_the_inner_launcher_when_slurm_started_its_daemons(void **state)
{
    static const char *const variables[] = {"OMPI_COMM_WORLD_RANK",
                                            "1",
                                            "OMPI_COMM_WORLD_SIZE",
                                            "2",
                                            "SLURM_PROCID",
                                            "0",
                                            "SLURM_NTASKS",
                                            "1",
                                            "SLURM_STEP_ID",
                                            "0",
                                            NULL};
    const struct rp_launcher launcher = read_with(variables);

    (void)state;
    check(&launcher, "Open MPI", 1, 2, 0);
}

static void a_batch_script_is_no_rank(void **state)
{
    static const char *const variables[] = {
        "SLURM_PROCID", "0", "SLURM_NTASKS", "8", "SLURM_JOB_ID", "123", NULL};
    const struct rp_launcher launcher = read_with(variables);

    (void)state;
    check(&launcher, "none", 0, 1, 0);
}

static void a_process_alone_is_rank_0_of_1_with_a_name_of_its_own(void **state)
{
    static const char *const variables[] = {NULL};
    const struct rp_launcher launcher = read_with(variables);

    (void)state;
    check(&launcher, "none", 0, 1, 0);
    assert_true(strlen(launcher.job) > 10);
}

static void numbers_that_are_none_are_not_believed(void **state)
{
    static const char *const variables[] = {"OMPI_COMM_WORLD_RANK", "two", NULL};
    static const char *const negative[] = {"OMPI_COMM_WORLD_RANK", "-1", NULL};
    struct rp_launcher launcher = read_with(variables);

    (void)state;
    assert_string_equal(launcher.name, "none");
    launcher = read_with(negative);
    assert_string_equal(launcher.name, "none");
}

static void two_runs_with_the_same_job_number_have_different_keys(void **state)
{
    static const char *const first[] = {"OMPI_COMM_WORLD_RANK",
                                        "0",
                                        "OMPI_COMM_WORLD_SIZE",
                                        "2",
                                        "PMIX_NAMESPACE",
                                        "7",
                                        "OMPI_MCA_orte_precondition_transports",
                                        "aa-bb",
                                        NULL};
    static const char *const second[] = {"OMPI_COMM_WORLD_RANK",
                                         "0",
                                         "OMPI_COMM_WORLD_SIZE",
                                         "2",
                                         "PMIX_NAMESPACE",
                                         "7",
                                         "OMPI_MCA_orte_precondition_transports",
                                         "aa-cc",
                                         NULL};
    const struct rp_launcher one = read_with(first);
    const struct rp_launcher two = read_with(second);

    (void)state;
    assert_string_equal(one.job, two.job);
    assert_string_not_equal(one.key, two.key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_each_launcher),
        cmocka_unit_test(takes_the_inner_launcher_when_slurm_started_its_daemons),
        cmocka_unit_test(a_batch_script_is_no_rank),
        cmocka_unit_test(a_process_alone_is_rank_0_of_1_with_a_name_of_its_own),
        cmocka_unit_test(numbers_that_are_none_are_not_believed),
        cmocka_unit_test(two_runs_with_the_same_job_number_have_different_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
