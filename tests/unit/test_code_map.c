/* test_code_map.c: maps of generated code, as programs write them and as they should not.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "collector/reader/code_map.h"

static char path[] = "/tmp/rankprof-code-map-XXXXXX";
static FILE *file;
static struct rp_code_map *map;

static int make(void **state)
{
    (void)state;
    memset(path + sizeof(path) - 7, 'X', 6);
    file = fdopen(mkstemp(path), "w");
    return !file || rp_code_map_new(&map, path) != RP_OK;
}

static int remove_all(void **state)
{
    (void)state;
    rp_code_map_free(map);
    fclose(file);
    return unlink(path);
}

static bool append(const char *text)
{
    fputs(text, file);
    fflush(file);
    return rp_code_map_read(map, getuid());
}

static void expect(uint64_t address, const char *name)
{
    struct rp_code_function found;
    const bool is_found = rp_code_map_find(map, address, &found);

    assert_int_equal(is_found, name != NULL);
    if (name)
        assert_string_equal(found.name, name);
}

static void addresses_are_found_in_their_functions(void **state)
{
    (void)state;
    assert_true(append("2000 100 later\n1000 10 JS:*fib /a b.js:1:2\n"));
    expect(0xfff, NULL);
    expect(0x1000, "JS:*fib /a b.js:1:2");
    expect(0x100f, "JS:*fib /a b.js:1:2");
    expect(0x1010, NULL);
    expect(0x20ff, "later");
    expect(0x2100, NULL);
}

static void the_last_line_counts_where_code_took_the_place_of_other_code(void **state)
{
    (void)state;
    append("1000 100 first\n1080 10 inside\n");
    expect(0x1088, "inside");
    expect(0x1090, "first");
    append("1000 200 second\n");
    expect(0x1088, "second");
    expect(0x1150, "second");
}

static void a_line_is_read_when_its_end_has_come(void **state)
{
    (void)state;
    append("1000 10 na");
    expect(0x1000, NULL);
    append("me\n");
    expect(0x1000, "name");
    assert_false(rp_code_map_read(map, getuid()));
}

static void lines_that_make_no_sense_are_left_out(void **state)
{
    (void)state;
    append("\n \nname\n1000\n1000 10\n1000 10 \n1000 0 empty\nzz 10 a\n"
           "1000 ffffffffffff huge\nfffffffffffffff0 20 around\n0x1000 0x10 prefixed\n");
    expect(0x1001, "prefixed");
    expect(0x8, NULL);
    expect(0xfffffffffffffff8, NULL);
}

static void a_long_name_is_cut(void **state)
{
    char line[10000];
    struct rp_code_function found;

    (void)state;
    memset(line, 'x', sizeof(line) - 1);
    line[sizeof(line) - 1] = '\0';
    append("1000 10 ");
    append(line);
    append("\n2000 10 next\n");
    assert_true(rp_code_map_find(map, 0x1000, &found));
    assert_in_range(strlen(found.name), 1000, 5000);
    expect(0x2000, "next");
}

static void the_files_of_others_and_links_are_not_read(void **state)
{
    struct rp_code_map *other;
    char link[64];

    (void)state;
    fputs("1000 10 name\n", file);
    fflush(file);
    snprintf(link, sizeof(link), "%s.link", path);
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(rp_code_map_new(&other, link), RP_OK);
    assert_false(rp_code_map_read(other, getuid()));
    rp_code_map_free(other);
    unlink(link);
    if (getuid() != 0) /* root's own files are believed */
        assert_false(rp_code_map_read(map, getuid() + 1));
    assert_int_equal(rp_code_map_new(&other, "/tmp"), RP_OK);
    assert_false(rp_code_map_read(other, getuid()));
    rp_code_map_free(other);
}

#define CLAIM(claim) cmocka_unit_test_setup_teardown(claim, make, remove_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(addresses_are_found_in_their_functions),
        CLAIM(the_last_line_counts_where_code_took_the_place_of_other_code),
        CLAIM(a_line_is_read_when_its_end_has_come),
        CLAIM(lines_that_make_no_sense_are_left_out),
        CLAIM(a_long_name_is_cut),
        CLAIM(the_files_of_others_and_links_are_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
