/* test_ctl.c: what is asked of a running job is read as it was written, and nothing else is.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/ctl_file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define MOST 8

struct seen {
    struct rp_ctl_command commands[MOST];
    size_t count;
};

static char directory[] = "/tmp/rankprof-test-ctl.XXXXXX";
static char path[64];

static int set_up(void **state)
{
    (void)state;
    strcpy(directory, "/tmp/rankprof-test-ctl.XXXXXX");
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof(path), "%s/" RP_CTL_FILE, directory);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(directory);
}

static void add(const char *text)
{
    const int file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);

    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
}

static void take(void *context, const struct rp_ctl_command *command)
{
    struct seen *const seen = context;

    assert_true(seen->count < MOST);
    seen->commands[seen->count++] = *command;
}

static void a_command_is_read_as_it_was_written(void **state)
{
    const struct rp_ctl_command written[] = {
        {RP_CTL_MARK, UINT64_MAX, 17, 0, "mesh  refined: 50 %"},
        {RP_CTL_RATE, 1, UINT64_C(1790000000000000000), 333.25, ""},
        {RP_CTL_OFF, 0, 0, 0, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
        char line[RP_CTL_LINE_BYTES];
        const size_t length = rp_ctl_line(&written[i], line);
        struct rp_ctl_command read;

        assert_int_equal(line[length - 1], '\n');
        line[length - 1] = '\0';
        assert_true(rp_ctl_parse(line, &read));
        assert_int_equal(read.kind, written[i].kind);
        assert_int_equal(read.id, written[i].id);
        assert_int_equal(read.time_ns, written[i].time_ns);
        assert_true(read.value == written[i].value);
        assert_string_equal(read.text, written[i].text);
    }
}

static void what_is_no_command_is_refused(void **state)
{
    static const char *const lines[] = {
        "",
        "rate 5",
        "1 2 rate 5",      /* no blank behind the value */
        "1 2 speed 5 ",    /* no such verb */
        "1 2 rate nan ",   /* not within bounds, as everything that is no number */
        "1 2 rate 10001 ", /* too much */
        "1 2 slice 0 ",    /* too little */
        "1 2 rate -100 ",  /* below everything */
        "x 2 rate 5 ",     /* no identity */
        "1 two rate 5 ",   /* no time */
        "1 2 rate five ",  /* no value */
        "1 2 none 5 text", /* what a command of no kind is written as */
        "1 2 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 5 text",
    };
    struct rp_ctl_command unchanged = {.kind = RP_CTL_MARK, .id = 5};

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        assert_false(rp_ctl_parse(lines[i], &unchanged));
    assert_int_equal(unchanged.kind, RP_CTL_MARK);
    assert_int_equal(unchanged.id, 5);
}

static void a_text_has_neither_lines_nor_control_characters(void **state)
{
    const struct rp_ctl_command command = {RP_CTL_MARK, 1, 2, 0, "a\nb\x1b[2Jc\x7f"};
    char line[RP_CTL_LINE_BYTES];

    (void)state;
    rp_ctl_line(&command, line);
    assert_string_equal(line, "0000000000000001 2 mark 0 a b [2Jc \n");
}

static void each_whole_line_is_taken_once(void **state)
{
    struct rp_ctl_file file;
    struct seen seen = {0};

    (void)state;
    rp_ctl_file_init(&file, directory);
    rp_ctl_file_look(&file, take, &seen);
    assert_int_equal(seen.count, 0);
    add("1 2 on 0 \n2 2 of");
    rp_ctl_file_look(&file, take, &seen);
    rp_ctl_file_look(&file, take, &seen);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.commands[0].kind, RP_CTL_ON);
    add("f 0 \nrubbish\n3 2 rate 5 \n");
    rp_ctl_file_look(&file, take, &seen);
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen.commands[1].kind, RP_CTL_OFF);
    assert_int_equal(seen.commands[2].kind, RP_CTL_RATE);
}

/* A line without an end, longer than anything of ours, does not hold up what comes after it. */
static void a_file_full_of_rubbish_is_passed_over(void **state)
{
    struct rp_ctl_file file;
    struct seen seen = {0};
    char *const rubbish = malloc(100001);

    (void)state;
    memset(rubbish, 'x', 100000);
    rubbish[100000] = '\0';
    rp_ctl_file_init(&file, directory);
    add(rubbish);
    add("\n1 2 on 0 \n");
    rp_ctl_file_look(&file, take, &seen);
    assert_int_equal(seen.count, 1);
    free(rubbish);
}

static void only_a_file_is_read(void **state)
{
    struct rp_ctl_file file;
    struct seen seen = {0};

    (void)state;
    rp_ctl_file_init(&file, directory);
    assert_int_equal(mkfifo(path, 0600), 0);
    rp_ctl_file_look(&file, take, &seen); /* does not wait */
    assert_int_equal(seen.count, 0);
    unlink(path);
    assert_int_equal(symlink("/proc/self/status", path), 0);
    rp_ctl_file_look(&file, take, &seen);
    assert_int_equal(seen.count, 0);
}

static void a_file_of_another_user_is_not_obeyed(void **state)
{
    struct rp_ctl_file file;
    struct seen seen = {0};

    (void)state;
    if (getuid() != 0)
        skip(); /* nobody else can give a file away */
    rp_ctl_file_init(&file, directory);
    add("1 2 on 0 \n");
    assert_int_equal(chown(path, 65534, 65534), 0);
    rp_ctl_file_look(&file, take, &seen);
    assert_int_equal(seen.count, 0);
    assert_int_equal(chown(path, 0, 0), 0);
    rp_ctl_file_look(&file, take, &seen);
    assert_int_equal(seen.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_read_as_it_was_written),
        cmocka_unit_test(what_is_no_command_is_refused),
        cmocka_unit_test(a_text_has_neither_lines_nor_control_characters),
        cmocka_unit_test_setup_teardown(each_whole_line_is_taken_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_full_of_rubbish_is_passed_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_a_file_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_of_another_user_is_not_obeyed, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
