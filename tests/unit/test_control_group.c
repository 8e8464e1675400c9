/* test_control_group.c: how long a CPU limit held us back, in trees made by hand.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/oom.h"
#include "collector/start/control_group.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

static char root[64];

static void put(const char *path, const char *text)
{
    char whole[512];
    FILE *file;

    snprintf(whole, sizeof(whole), "%s/%s", root, path);
    for (char *at = whole + strlen(root) + 1; (at = strchr(at, '/')); at++) {
        *at = '\0';
        mkdir(whole, 0700);
        *at = '/';
    }
    file = fopen(whole, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int set_up(void **state)
{
    (void)state;
    strcpy(root, "/tmp/rankprof-group-XXXXXX");
    return mkdtemp(root) ? 0 : 1;
}

static int tear_down(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof(command), "rm -rf '%s'", root);
    return system(command); /* NOLINT(cert-env33-c) */
}

static void the_longest_of_all_levels_counts(void **state)
{
    struct rp_throttle throttle;

    (void)state;
    put("proc/self/cgroup", "0::/system.slice/job_7/step_0\n");
    put("sys/fs/cgroup/cpu.stat", "usage_usec 5\n");
    put("sys/fs/cgroup/system.slice/job_7/cpu.stat", "nr_throttled 3\nthrottled_usec 100\n");
    put("sys/fs/cgroup/system.slice/job_7/step_0/cpu.stat", "throttled_usec 0\n");
    rp_throttle_start(&throttle, root);
    assert_int_equal(throttle.count, 3);
    assert_int_equal(rp_throttle_take(&throttle), 0); /* what was before us is not ours */
    put("sys/fs/cgroup/system.slice/job_7/cpu.stat", "nr_throttled 4\nthrottled_usec 350\n");
    assert_int_equal(rp_throttle_take(&throttle), 250000);
    assert_int_equal(rp_throttle_take(&throttle), 0);
}

static void version_1_counts_in_nanoseconds(void **state)
{
    struct rp_throttle throttle;

    (void)state;
    put("proc/self/cgroup", "4:memory:/elsewhere\n3:cpu,cpuacct:/job\n0::/\n");
    put("sys/fs/cgroup/cpu/job/cpu.stat", "nr_throttled 0\nthrottled_time 0\n");
    rp_throttle_start(&throttle, root);
    put("sys/fs/cgroup/cpu/job/cpu.stat", "nr_throttled 9\nthrottled_time 77\n");
    assert_int_equal(rp_throttle_take(&throttle), 77);
}

static void without_groups_nothing_is_held_back(void **state)
{
    struct rp_throttle throttle;

    (void)state;
    rp_throttle_start(&throttle, root);
    assert_int_equal(throttle.count, 0);
    assert_int_equal(rp_throttle_take(&throttle), 0);
}

static void kills_since_the_start_are_counted(void **state)
{
    struct rp_oom oom;

    (void)state;
    put("proc/self/cgroup", "0::/job_7\n");
    put("sys/fs/cgroup/job_7/memory.events", "low 0\noom 5\noom_kill 2\noom_group_kill 0\n");
    rp_oom_start(&oom, root);
    assert_int_equal(rp_oom_kills(&oom), 0);
    put("sys/fs/cgroup/job_7/memory.events", "low 0\noom 7\noom_kill 3\noom_group_kill 0\n");
    assert_int_equal(rp_oom_kills(&oom), 1);
    put("proc/self/cgroup", "9:memory:/m\n0::/\n");
    put("sys/fs/cgroup/memory/m/memory.oom_control", "oom_kill_disable 0\noom_kill 4\n");
    rp_oom_start(&oom, root);
    put("sys/fs/cgroup/memory/m/memory.oom_control", "oom_kill_disable 0\noom_kill 6\n");
    assert_int_equal(rp_oom_kills(&oom), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_longest_of_all_levels_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(version_1_counts_in_nanoseconds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(kills_since_the_start_are_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_groups_nothing_is_held_back, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
