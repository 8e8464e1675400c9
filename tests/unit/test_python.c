/* test_python.c: what the agent reads of Python objects, on objects made by hand.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "collector/agent/python/interpreted.h"
#include "collector/agent/python/python_line.h"
#include "collector/agent/python/python_text.h"

enum { PAGE = 4096, ASCII = 1 << 6, COMPACT = 1 << 5, KIND_SHIFT = 2 };

/* Pages of which the last cannot be read: what stands at the end must not be read past. */
static char *pages;

static int make_pages(void **state)
{
    (void)state;
    pages = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED || mprotect(pages + 2 * PAGE, PAGE, PROT_NONE) != 0;
}

static int free_pages(void **state)
{
    (void)state;
    return munmap(pages, 3 * PAGE);
}

static const struct rp_python_layout *layout(void)
{
    return rp_python_layout(0x030b02f0);
}

static struct rp_python_memory memory(void)
{
    struct rp_python_memory memory = {.is_first_thread = true};
    rp_memory_init(&memory.probed, &(struct rp_stack_bounds){0, 0}, 0);
    return memory;
}

/* A str of `length` characters that ends where nothing can be read. */
static uintptr_t make_text(const void *characters, size_t length, unsigned width, uint32_t flags)
{
    const size_t head = flags & ASCII ? layout()->text_ascii : layout()->text_compact;
    const size_t bytes = (head + length * width + 7) / 8 * 8;
    char *const object = pages + 2 * PAGE - bytes;
    const uint32_t state = COMPACT | width << KIND_SHIFT | flags;
    memcpy(object + RP_PYTHON_TEXT_LENGTH, &length, sizeof length);
    memcpy(object + RP_PYTHON_TEXT_STATE, &state, sizeof state);
    memcpy(object + head, characters, length * width);
    return (uintptr_t)object;
}

static void expect_text(uintptr_t object, const char *wanted)
{
    struct rp_python_memory reads = memory();
    struct rp_python_text text;
    char out[64];
    assert_true(rp_python_text_open(layout(), &reads, object, &text));
    assert_int_equal(rp_python_text_copy(&text, out, sizeof out), strlen(wanted));
    assert_string_equal(out, wanted);
}

static void characters_of_every_width_become_utf8(void **state)
{
    static const uint16_t two[] = {'a', 0x3b1, 0x20ac};
    static const uint32_t four[] = {'a', 0x1f600};
    (void)state;
    expect_text(make_text("train_step", 10, 1, ASCII), "train_step");
    expect_text(make_text("gr\xf6\xdf"
                          "e",
                          5, 1, 0),
                "gr\xc3\xb6\xc3\x9f"
                "e");
    expect_text(make_text(two, 3, 2, 0), "a\xce\xb1\xe2\x82\xac");
    expect_text(make_text(four, 2, 4, 0), "a\xf0\x9f\x98\x80");
}

static void bytes_of_a_path_that_is_no_utf8_come_back(void **state)
{
    static const uint16_t escaped[] = {'/', 0xdcff, 0xdc80};
    (void)state;
    expect_text(make_text(escaped, 3, 2, 0), "/\xff\x80");
}

static void a_long_text_is_cut_between_characters(void **state)
{
    struct rp_python_memory reads = memory();
    struct rp_python_text text;
    char characters[100], out[16];
    (void)state;
    memset(characters, '\xe9', sizeof characters);
    const uintptr_t object = make_text(characters, sizeof characters, 1, 0);
    assert_true(rp_python_text_open(layout(), &reads, object, &text));
    assert_int_equal(rp_python_text_copy(&text, out, sizeof out) % 2, 0);
    assert_in_range(strlen(out), 8, sizeof out - 1);
}

static void what_is_no_text_is_refused(void **state)
{
    struct rp_python_memory reads = memory();
    struct rp_python_text text;
    const uintptr_t good = make_text("name", 4, 1, ASCII);
    const uint64_t huge = UINT64_C(1) << 40, longer = 4 + 64;
    const uint32_t strange = COMPACT | ASCII | 3 << KIND_SHIFT;
    (void)state;
    assert_false(rp_python_text_open(layout(), &reads, 0, &text));
    assert_false(rp_python_text_open(layout(), &reads, good + 1, &text));
    assert_false(rp_python_text_open(layout(), &reads, (uintptr_t)pages + 2 * PAGE, &text));
    memcpy((void *)(good + RP_PYTHON_TEXT_LENGTH), &longer, sizeof longer);
    assert_false(rp_python_text_open(layout(), &reads, good, &text));
    memcpy((void *)(good + RP_PYTHON_TEXT_LENGTH), &huge, sizeof huge);
    assert_false(rp_python_text_open(layout(), &reads, good, &text));
    memcpy((void *)(make_text("name", 4, 1, ASCII) + RP_PYTHON_TEXT_STATE), &strange, 4);
    assert_false(rp_python_text_open(layout(), &reads, good, &text));
}

static void every_byte_of_a_content_changes_its_key(void **state)
{
    char content[40];
    (void)state;
    for (size_t first = 0; first < 8; first++) {
        for (size_t at = first; at < 30; at++) {
            const uintptr_t place = (uintptr_t)content + first;
            memset(content, 'x', sizeof content);
            const uint64_t key = rp_python_key(1, place, 30 - first);
            content[30] = 'y'; /* behind the end */
            assert_int_equal(rp_python_key(1, place, 30 - first), key);
            content[at] ^= 0x40;
            assert_int_not_equal(rp_python_key(1, place, 30 - first), key);
        }
    }
}

/* ---- lines ---- */

/* One line, its column; 13: no column, signed; 14: long; 15: none; 0: short. Lengths 1 less. */
static const uint8_t table[] = {
    0x80 | 11 << 3 | 1, 0,    8,    /* units 0 and 1, line +1 */
    0x80 | 13 << 3 | 0, 0x45, 0x01, /* unit 2, line -34: 0x45 is 5 and more, 1 << 6 | 5 = 69 */
    0x80 | 15 << 3 | 7,             /* units 3 to 10 have none */
    0x80 | 0 << 3 | 0,  0x12,       /* unit 11, the same line */
    0x80 | 14 << 3 | 2, 0x0e, 0,    1, 2, /* units 12 to 14, line +7 */
};

static uint32_t line_at(int64_t unit)
{
    return rp_python_line(table, sizeof table, 100, unit);
}

static void entries_of_every_form_are_read(void **state)
{
    (void)state;
    assert_int_equal(line_at(-1), 100);
    assert_int_equal(line_at(0), 101);
    assert_int_equal(line_at(1), 101);
    assert_int_equal(line_at(2), 67);
    assert_int_equal(line_at(3), 0);
    assert_int_equal(line_at(10), 0);
    assert_int_equal(line_at(11), 67);
    assert_int_equal(line_at(12), 74);
    assert_int_equal(line_at(14), 74);
    assert_int_equal(line_at(15), 0);
}

static void garbage_is_read_inside_the_table_only(void **state)
{
    (void)state;
    srandom(3);
    for (int i = 0; i < 20000; i++) {
        const size_t bytes = (size_t)random() % 64;
        uint8_t *const garbage = (uint8_t *)pages + 2 * PAGE - bytes;
        for (size_t at = 0; at < bytes; at++)
            garbage[at] = (uint8_t)random();
        rp_python_line(garbage, bytes, (uint32_t)random(), random() % 300);
    }
}

/* ---- layouts, lists ---- */

static void versions_that_are_not_known_have_no_layout(void **state)
{
    (void)state;
    assert_int_equal(rp_python_layout(0x030b02f0)->version, 0x30b);
    assert_int_equal(rp_python_layout(0x030d00f0)->version, 0x30d);
    assert_null(rp_python_layout(0x030a0df0));
    assert_null(rp_python_layout(0x030e00f0));
    assert_null(rp_python_layout(0));
}

static void frames_are_compared_from_the_outermost_one(void **state)
{
    struct rp_interpreted list = {0};
    void *space = calloc(1, rp_interpreted_bytes(4));
    (void)state;
    rp_interpreted_place(&list, space, 4);
    list.known[0] = (struct rp_interpreted_frame){900, 7};
    list.known[1] = (struct rp_interpreted_frame){800, 8};
    list.known[2] = (struct rp_interpreted_frame){800, 9};
    list.remembered = 3;
    for (uint64_t name = 10; name >= 7; name--) /* innermost first; one more than is known */
        assert_true(
            rp_interpreted_add(&list, &(struct rp_interpreted_frame){name > 7 ? 800 : 900, name}));
    assert_false(rp_interpreted_add(&list, &(struct rp_interpreted_frame){1, 1}));
    rp_interpreted_compare(&list);
    assert_int_equal(list.same, 3);
    list.known[1].place = 808;
    rp_interpreted_compare(&list);
    assert_int_equal(list.same, 1);
    list.remembered = 0;
    rp_interpreted_compare(&list);
    assert_int_equal(list.same, 0);
    free(space);
}

#define WITH_PAGES(claim) cmocka_unit_test_setup_teardown(claim, make_pages, free_pages)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PAGES(characters_of_every_width_become_utf8),
        WITH_PAGES(bytes_of_a_path_that_is_no_utf8_come_back),
        WITH_PAGES(a_long_text_is_cut_between_characters),
        WITH_PAGES(what_is_no_text_is_refused),
        cmocka_unit_test(every_byte_of_a_content_changes_its_key),
        cmocka_unit_test(entries_of_every_form_are_read),
        WITH_PAGES(garbage_is_read_inside_the_table_only),
        cmocka_unit_test(versions_that_are_not_known_have_no_layout),
        cmocka_unit_test(frames_are_compared_from_the_outermost_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
