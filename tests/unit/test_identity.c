/* test_identity.c: the identity of captured machines.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct rp_identity identity_of(const char *machine)
{
    static char *const application[] = {(char *)(uintptr_t) "./app", (char *)(uintptr_t) "-n 3",
                                        NULL};
    const struct rp_launcher launcher = {.name = "Slurm", .rank = 2, .ranks = 4, .job = "9.0"};
    const struct rp_run_settings settings = {.application = application};
    struct rp_identity identity = {0};

    rp_identity_read(&identity, machine, &launcher, &settings);
    return identity;
}

static const char *value_of(const struct rp_identity *identity, const char *key)
{
    for (size_t i = 0; i < identity->count; i++)
        if (strcmp(identity->entries[i].key, key) == 0)
            return identity->entries[i].value;
    return NULL;
}

static void assert_values(const char *machine, const char *const *expected)
{
    struct rp_identity identity = identity_of(machine);

    for (; *expected; expected += 2) {
        const char *const value = value_of(&identity, expected[0]);

        if (!value)
            fail_msg("%s is missing", expected[0]);
        assert_string_equal(value, expected[1]);
    }
    rp_identity_release(&identity);
}

static void a_two_socket_node_under_slurm_with_cgroup_v1(void **state)
{
    static const char *const expected[] = {"cpu.model",
                                           "Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz",
                                           "cpu.microcode",
                                           "0x5003604",
                                           "cpu.sockets",
                                           "2",
                                           "cpu.processors",
                                           "4",
                                           "cpu.governor",
                                           "performance",
                                           "memory.total",
                                           "196481180 kB",
                                           "memory.thp",
                                           "madvise",
                                           "memory.numa_nodes",
                                           "0-1",
                                           "binding.cpus",
                                           "0,2",
                                           "limits.stack",
                                           "unlimited",
                                           "limits.locked_memory",
                                           "65536",
                                           "cgroup.memory",
                                           "8589934592",
                                           "cgroup.cpus",
                                           "0-3",
                                           "cgroup.cpu_quota_us",
                                           "-1",
                                           "kernel.perf_event_paranoid",
                                           "2",
                                           "host.system",
                                           "Rocky Linux 8.9 (Green Obsidian)",
                                           NULL};

    (void)state;
    assert_values(MACHINES "/xeon-slurm-cgroup1", expected);
}

static void an_arm_node_in_a_container_with_cgroup_v2(void **state)
{
    static const char *const expected[] = {"cpu.implementer",
                                           "0x41",
                                           "cpu.part",
                                           "0xd0c",
                                           "cpu.processors",
                                           "2",
                                           "cgroup.memory",
                                           "max",
                                           "cgroup.cpu",
                                           "150000 100000",
                                           "cgroup.cpus",
                                           "4-5",
                                           NULL};

    (void)state;
    assert_values(MACHINES "/arm-container-cgroup2", expected);
}

static void what_a_machine_does_not_say_is_left_out(void **state)
{
    struct rp_identity identity = identity_of("/nonexistent");

    (void)state;
    assert_null(value_of(&identity, "cpu.model"));
    assert_string_equal(value_of(&identity, "job.launcher"), "Slurm");
    assert_string_equal(value_of(&identity, "job.command"), "./app -n 3");
    assert_non_null(value_of(&identity, "software.glibc"));
    rp_identity_release(&identity);
}

static void variables_that_matter_are_kept_and_secrets_are_not(void **state)
{
    struct rp_identity identity;

    (void)state;
    setenv("OMP_NUM_THREADS", "4", 1);
    setenv("SLURM_JOB_TOKEN", "s3cret", 1);
    setenv("OMPI_MCA_db_passwd", "s3cret", 1);
    setenv("RANKPROF_Push_Key", "s3cret", 1);
    setenv("SHELL_OF_MINE", "x", 1);
    identity = identity_of("/nonexistent");
    assert_string_equal(value_of(&identity, "env.OMP_NUM_THREADS"), "4");
    assert_null(value_of(&identity, "env.SLURM_JOB_TOKEN"));
    assert_null(value_of(&identity, "env.SHELL_OF_MINE"));
    for (size_t i = 0; i < identity.count; i++)
        assert_null(strstr(identity.entries[i].value, "s3cret"));
    rp_identity_release(&identity);
}

static void arguments_that_are_nobodys_business_are_counted(void **state)
{
    static char *arguments[] = {"./app", "--password", "s3cret two words", NULL};
    const struct rp_run_settings settings = {.application = arguments, .redact_args = true};
    const struct rp_launcher launcher = {.name = "Open MPI"};
    struct rp_identity identity = {0};

    (void)state;
    setenv("OMPI_ARGV", "--password s3cret", 1);
    setenv("OMPI_COMMAND", "./app", 1);
    rp_identity_read(&identity, "/nonexistent", &launcher, &settings);
    assert_string_equal(value_of(&identity, "job.command"), "./app [arguments: 2]");
    for (size_t i = 0; i < identity.count; i++)
        assert_null(strstr(identity.entries[i].value, "s3cret"));
    rp_identity_release(&identity);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_two_socket_node_under_slurm_with_cgroup_v1),
        cmocka_unit_test(an_arm_node_in_a_container_with_cgroup_v2),
        cmocka_unit_test(what_a_machine_does_not_say_is_left_out),
        cmocka_unit_test(variables_that_matter_are_kept_and_secrets_are_not),
        cmocka_unit_test(arguments_that_are_nobodys_business_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
