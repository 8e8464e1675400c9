/* test_run_parts.c: slices' deadlines, the application's environment, the place of the modules.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "collector/slice.h"
#include "collector/start/environment.h"
#include "collector/start/module_path.h"

static void slices_join_without_gap(void **state)
{
    struct rp_rank_slice first = {0};
    struct rp_rank_slice second = {0};
    struct rp_slice slice;

    (void)state;
    rp_slice_start(&slice, 1000, 100);
    assert_false(rp_slice_is_due(&slice, 1099));
    assert_true(rp_slice_is_due(&slice, 1100));
    rp_slice_next(&slice, 1103, &first);
    rp_slice_next(&slice, 1200, &second);
    assert_int_equal(first.start_ns, 0);
    assert_int_equal(first.end_ns, 103);
    assert_int_equal(second.start_ns, 103);
    assert_int_equal(second.end_ns, 200);
}

static void a_missed_deadline_does_not_make_the_next_slices_short(void **state)
{
    struct rp_rank_slice record = {0};
    struct rp_slice slice;

    (void)state;
    rp_slice_start(&slice, 1000, 100);
    rp_slice_next(&slice, 1350, &record);
    assert_int_equal(slice.deadline_ns, 1400);
}

static void a_hurried_slice_ends_soon_and_so_do_the_next(void **state)
{
    struct rp_rank_slice record = {0};
    struct rp_slice slice;

    (void)state;
    rp_slice_start(&slice, 1000, 100);
    rp_slice_shorten(&slice, 1020, 10);
    assert_int_equal(slice.deadline_ns, 1030);
    rp_slice_next(&slice, 1030, &record);
    assert_int_equal(slice.deadline_ns, 1040);
    rp_slice_shorten(&slice, 1031, 50);
    assert_int_equal(slice.deadline_ns, 1040);
}

static const struct rp_environment environment = {"/x/agent.so", "/x/librankprof-gpu.so", "name",
                                                  17};
static const struct rp_run_settings settings = {
    .rate_hz = 250,
    .clock = "wall",
    .source = "timer",
    .budget_percent = 0.5,
    .events = "a,b",
    .slice_seconds = 10,
    .gpu_budget = 5,
};

static void the_agent_is_told_socket_and_settings(void **state)
{
    (void)state;
    unsetenv("LD_PRELOAD");
    assert_int_equal(rp_environment_set(&settings, &environment, NULL), RP_OK);
    assert_string_equal(getenv("RANKPROF_SOCKET"), "name");
    assert_string_equal(getenv("RANKPROF_SETTINGS"),
                        "rate=250;clock=wall;source=timer;budget=0.5;mpi=stacks;pcontrol=levels;"
                        "gpu=stacks;gpu-budget=5;"
                        "gpu-graph=whole;args=told;offset=17;events=a,b");
    assert_string_equal(getenv("LD_PRELOAD"), "/x/agent.so");
}

static void what_the_user_preloads_stays_and_the_agent_is_loaded_once(void **state)
{
    (void)state;
    setenv("LD_PRELOAD", "libjemalloc.so", 1);
    rp_environment_set(&settings, &environment, NULL);
    assert_string_equal(getenv("LD_PRELOAD"), "/x/agent.so:libjemalloc.so");
    rp_environment_set(&settings, &environment, NULL);
    assert_string_equal(getenv("LD_PRELOAD"), "/x/agent.so:libjemalloc.so");
    unsetenv("LD_PRELOAD");
}

static void the_driver_is_told_of_our_module_unless_of_another(void **state)
{
    (void)state;
    unsetenv("CUDA_INJECTION64_PATH");
    rp_environment_set(&settings, &environment, NULL);
    assert_string_equal(getenv("CUDA_INJECTION64_PATH"), "/x/librankprof-gpu.so");
    assert_null(rp_environment_other_tool("/y/librankprof-gpu.so"));
    setenv("CUDA_INJECTION64_PATH", "/opt/libToolsInjection64.so", 1);
    rp_environment_set(&settings, &environment, NULL);
    assert_string_equal(getenv("CUDA_INJECTION64_PATH"), "/opt/libToolsInjection64.so");
    assert_string_equal(rp_environment_other_tool("/x/librankprof-gpu.so"),
                        "/opt/libToolsInjection64.so");
    unsetenv("CUDA_INJECTION64_PATH");
}

static void make_module(const char *folder, const char *name)
{
    char path[PATH_MAX];
    FILE *file;

    mkdir(folder, 0755);
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

static void remove_module(const char *folder, const char *name)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    unlink(path);
    rmdir(folder);
}

static void modules_are_found_where_the_variable_says(void **state)
{
    char folder[64] = "/tmp/test_modules.XXXXXX";
    char list[128];
    char path[PATH_MAX];

    (void)state;
    assert_non_null(mkdtemp(folder));
    make_module(folder, "librp-test.so");
    snprintf(list, sizeof(list), "/nonexistent::%s", folder);
    setenv("RANKPROF_MODULE_PATH", list, 1);
    assert_int_equal(rp_module_path_find("librp-test.so", path, NULL), RP_OK);
    assert_int_equal(strncmp(path, folder, strlen(folder)), 0);
    assert_int_equal(rp_module_path_find("librp-none.so", path, NULL), RP_E_NOT_FOUND);
    remove_module(folder, "librp-test.so");
}

static void a_path_that_cannot_be_preloaded_is_refused(void **state)
{
    char folder[64] = "/tmp/test modules.XXXXXX";
    char path[PATH_MAX];

    (void)state;
    assert_non_null(mkdtemp(folder));
    make_module(folder, "librp-test.so");
    setenv("RANKPROF_MODULE_PATH", folder, 1);
    assert_int_equal(rp_module_path_find("librp-test.so", path, NULL), RP_E_UNSUPPORTED);
    remove_module(folder, "librp-test.so");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_join_without_gap),
        cmocka_unit_test(a_missed_deadline_does_not_make_the_next_slices_short),
        cmocka_unit_test(a_hurried_slice_ends_soon_and_so_do_the_next),
        cmocka_unit_test(the_agent_is_told_socket_and_settings),
        cmocka_unit_test(what_the_user_preloads_stays_and_the_agent_is_loaded_once),
        cmocka_unit_test(the_driver_is_told_of_our_module_unless_of_another),
        cmocka_unit_test(modules_are_found_where_the_variable_says),
        cmocka_unit_test(a_path_that_cannot_be_preloaded_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
