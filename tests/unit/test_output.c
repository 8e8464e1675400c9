/* test_output.c: names of the output, and who owns a directory.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/output.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct rp_launcher rank_of(unsigned rank, const char *job)
{
    struct rp_launcher launcher = {.name = "test", .rank = rank, .ranks = 64, .node = "n1"};

    snprintf(launcher.job, sizeof(launcher.job), "%s", job);
    snprintf(launcher.key, sizeof(launcher.key), "%s", job);
    return launcher;
}

/* A directory of its own for each test, and the working directory of it. */
static int enter_folder(void **state)
{
    static char folder[64];

    snprintf(folder, sizeof(folder), "/tmp/test_output.XXXXXX");
    *state = mkdtemp(folder);
    return *state && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
    char command[128];

    snprintf(command, sizeof(command), "rm -rf '%s'", (const char *)*state);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1; /* NOLINT(cert-env33-c) */
}

static void assert_expands(const char *template, const char *expected)
{
    const struct rp_launcher launcher = rank_of(7, "48213");
    char out[PATH_MAX];

    assert_int_equal(rp_output_expand(template, &launcher, out, NULL), RP_OK);
    assert_string_equal(out, expected);
}

static void replaces_every_field(void **state)
{
    char with_pid[32];

    (void)state;
    setenv("CASE", "wing", 1);
    snprintf(with_pid, sizeof(with_pid), "p%d", (int)getpid());
    assert_expands("plain", "plain");
    assert_expands("a/%j-%r.%h", "a/48213-7.n1");
    assert_expands("%q{CASE}%%", "wing%");
    assert_expands("p%p", with_pid);
}

static void says_what_is_wrong_with_a_template(void **state)
{
    static const char *const wrong[] = {"%z", "x%", "%q", "%q{", "%q{}", "%q{RP_NOT_SET}"};
    const struct rp_launcher launcher = rank_of(0, "1");

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char out[PATH_MAX] = "unchanged";
        struct rp_error error = {0};

        assert_int_equal(rp_output_expand(wrong[i], &launcher, out, &error), RP_E_USAGE);
        assert_true(strlen(error.text) > 0);
        assert_string_equal(out, "unchanged");
    }
}

static void default_directory_is_named_by_application_and_job(void **state)
{
    const struct rp_launcher launcher = rank_of(417, "48213");
    struct rp_output output;

    (void)state;
    assert_int_equal(rp_output_choose(&output, NULL, "/opt/bin/lulesh", &launcher, NULL), RP_OK);
    assert_string_equal(output.directory, "rankprof-lulesh-48213");
    assert_string_equal(output.file, "rankprof-lulesh-48213/rank-000417.h5");
}

static void parents_are_made(void **state)
{
    const struct rp_launcher launcher = rank_of(0, "1");
    struct rp_output output;
    struct stat info;

    (void)state;
    assert_int_equal(rp_output_choose(&output, "a/b/c/", "app", &launcher, NULL), RP_OK);
    assert_int_equal(stat("a/b/c", &info), 0);
    assert_string_equal(output.file, "a/b/c/rank-000000.h5");
}

static void ranks_of_one_job_agree_and_another_job_goes_elsewhere(void **state)
{
    struct rp_output output;

    (void)state;
    for (unsigned rank = 0; rank < 3; rank++) {
        const struct rp_launcher first = rank_of(rank, "first");

        assert_int_equal(rp_output_choose(&output, "D", "app", &first, NULL), RP_OK);
        assert_string_equal(output.directory, "D");
    }
    for (unsigned rank = 0; rank < 3; rank++) {
        const struct rp_launcher second = rank_of(rank, "second");
        const struct rp_launcher third = rank_of(rank, "third");

        assert_int_equal(rp_output_choose(&output, "D", "app", &second, NULL), RP_OK);
        assert_string_equal(output.directory, "D.2");
        assert_int_equal(rp_output_choose(&output, "D", "app", &third, NULL), RP_OK);
        assert_string_equal(output.directory, "D.3");
    }
}

static void never_chooses_a_file_that_exists(void **state)
{
    static const char *const endings[] = {"h5", "h5.part"};
    const struct rp_launcher launcher = rank_of(5, "1");
    struct rp_output output;
    struct rp_error error;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char path[64];

        assert_int_equal(rp_output_choose(&output, "D", "app", &launcher, NULL), RP_OK);
        snprintf(path, sizeof(path), "D/rank-000005.%s", endings[i]);
        close(open(path, O_CREAT | O_WRONLY, 0666));
        assert_int_equal(rp_output_choose(&output, "D", "app", &launcher, &error), RP_E_EXISTS);
        unlink(path);
    }
}

/* As many processes as a busy node has, all of them first. */
static void racing_ranks_of_two_jobs_are_kept_apart(void **state)
{
    enum { PROCESSES = 64 };
    pid_t children[PROCESSES];
    int jobs_by_directory[2] = {-1, -1};

    (void)state;
    for (unsigned i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            const struct rp_launcher launcher = rank_of(i, i % 2 ? "odd" : "even");
            struct rp_output output;

            if (rp_output_choose(&output, "x/D", "app", &launcher, NULL) != RP_OK)
                _exit(9);
            _exit(strcmp(output.directory, "x/D") == 0 ? 0 : 1);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        int place;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status));
        place = WEXITSTATUS(status);
        assert_in_range(place, 0, 1);
        if (jobs_by_directory[place] < 0)
            jobs_by_directory[place] = i % 2;
        assert_int_equal(jobs_by_directory[place], i % 2);
    }
}

static void says_why_a_directory_cannot_be_made(void **state)
{
    const struct rp_launcher launcher = rank_of(0, "1");
    struct rp_output output;
    struct rp_error error = {0};

    (void)state;
    close(open("file", O_CREAT | O_WRONLY, 0666));
    assert_int_equal(rp_output_choose(&output, "file/D", "app", &launcher, &error), RP_E_IO);
    assert_non_null(strstr(error.text, "file/D"));
    assert_int_equal(rp_output_choose(&output, "file", "app", &launcher, &error), RP_E_IO);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replaces_every_field),
        cmocka_unit_test(says_what_is_wrong_with_a_template),
        IN_FOLDER(default_directory_is_named_by_application_and_job),
        IN_FOLDER(parents_are_made),
        IN_FOLDER(ranks_of_one_job_agree_and_another_job_goes_elsewhere),
        IN_FOLDER(never_chooses_a_file_that_exists),
        IN_FOLDER(racing_ranks_of_two_jobs_are_kept_apart),
        IN_FOLDER(says_why_a_directory_cannot_be_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
