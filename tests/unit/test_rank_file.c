/* test_rank_file.c: rank files come back as they were written, and never take another's place.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <hdf5.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/rank_sample.h"

static void what_is_written_comes_back(void **state)
{
    const char *const path = sample_path("back.h5");
    const struct rp_rank_file *file;
    struct rp_rank_reader *reader;
    struct rp_error error;

    (void)state;
    sample_write(path, 5);
    assert_int_equal(sample_verify(path), 5);
    assert_int_equal(rp_rank_reader_open(&reader, path, &error), RP_OK);
    file = rp_rank_reader_file(reader);
    assert_true(file->closed);
    assert_int_equal(file->session.rank, 3);
    assert_int_equal(file->session.rate_millihertz, 100000);
    assert_int_equal(file->identity_count, 2);
    assert_string_equal(file->identity[0].key, "application");
    assert_string_equal(file->identity[1].value, "node-b");
    assert_string_equal(rp_rank_file_text(file, file->processes[0].executable), "/bin/app");
    assert_string_equal(rp_rank_file_text(file, file->metrics[1].name), "cpu_time");
    assert_string_equal(rp_rank_file_text(file, 0), "");
    assert_string_equal(rp_rank_file_text(file, UINT32_MAX), "");
    assert_int_equal(file->contexts[0].module, RP_NO_ROW);
    rp_rank_reader_close(reader);
}

static void equal_texts_are_stored_once(void **state)
{
    struct rp_rank_writer *const writer = sample_open(sample_path("once.h5"));
    uint32_t first;
    uint32_t again;
    uint32_t other;
    char text[32];

    (void)state;
    assert_int_equal(rp_rank_writer_string(writer, "libm.so.6", &first), RP_OK);
    for (unsigned i = 0; i < 1000; i++) {
        snprintf(text, sizeof(text), "text %u", i);
        assert_int_equal(rp_rank_writer_string(writer, text, &other), RP_OK);
        assert_int_not_equal(other, first);
    }
    assert_int_equal(rp_rank_writer_string(writer, "libm.so.6", &again), RP_OK);
    assert_int_equal(again, first);
    assert_int_equal(rp_rank_writer_string(writer, "", &again), RP_OK);
    assert_int_equal(again, 0);
    rp_rank_writer_abandon(writer);
}

static void row_numbers_hold_across_slices(void **state)
{
    const char *const path = sample_path("numbers.h5");
    struct rp_rank_writer *const writer = sample_open(path);
    struct rp_rank_reader *reader;
    struct rp_error error;
    uint32_t numbers[3];

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        const struct rp_rank_context row = {.kind = 2, .offset = 7000 + i};

        assert_int_equal(rp_rank_writer_add_context(writer, &row, &numbers[i]), RP_OK);
        assert_int_equal(sample_commit(writer, i, &error), RP_OK);
    }
    assert_int_equal(rp_rank_writer_close(writer, &error), RP_OK);
    assert_int_equal(rp_rank_reader_open(&reader, path, &error), RP_OK);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(rp_rank_reader_file(reader)->contexts[numbers[i]].offset, 7000 + i);
    rp_rank_reader_close(reader);
}

static void an_idle_slice_is_kept_too(void **state)
{
    const char *const path = sample_path("idle.h5");
    struct rp_rank_writer *const writer = sample_open(path);
    const struct rp_rank_slice idle = {.start_ns = 1000, .end_ns = 2000};
    const struct rp_rank_value *rows;
    struct rp_rank_reader *reader;
    struct rp_slice_rows found = {.count = 1};
    struct rp_error error;

    (void)state;
    assert_int_equal(sample_commit(writer, 0, &error), RP_OK);
    assert_int_equal(rp_rank_writer_commit(writer, &idle, &error), RP_OK);
    assert_int_equal(rp_rank_writer_close(writer, &error), RP_OK);
    assert_int_equal(rp_rank_reader_open(&reader, path, &error), RP_OK);
    assert_int_equal(rp_rank_reader_file(reader)->slice_count, 2);
    assert_int_equal(rp_rank_reader_values(reader, 1, &rows, &found, &error), RP_OK);
    assert_int_equal(found.count, 0);
    assert_int_equal(rp_rank_reader_values(reader, 2, &rows, &found, &error), RP_E_END);
    rp_rank_reader_close(reader);
}

static void long_texts_of_the_identity_are_cut_between_characters(void **state)
{
    static char big[70001];
    const char *const path = sample_path("long.h5");
    const struct rp_identity_entry entry = {"job.environment", big};
    const struct rp_rank_session session = {.ranks = 1};
    struct rp_rank_writer *writer;
    struct rp_rank_reader *reader;
    struct rp_error error;

    (void)state;
    for (size_t i = 1; i + 1 < sizeof(big); i += 2) {
        big[i] = '\xc3'; /* an "e" with an accent, in two bytes that begin at odd places */
        big[i + 1] = '\xa9';
    }
    big[0] = 'x';
    big[sizeof(big) - 1] = '\0';
    assert_int_equal(rp_rank_writer_open(&writer, path, &session, &entry, 1, &error), RP_OK);
    assert_int_equal(rp_rank_writer_close(writer, &error), RP_OK);
    assert_int_equal(rp_rank_reader_open(&reader, path, &error), RP_OK);
    assert_int_equal(strlen(rp_rank_reader_file(reader)->identity[0].value), 60 * 1024 - 1);
    rp_rank_reader_close(reader);
}

static void a_growing_file_is_read_up_to_the_last_slice(void **state)
{
    struct rp_rank_writer *const writer = sample_open(sample_path("grow.h5"));
    const char *const part = sample_path("grow.h5.part");
    struct rp_error error;

    (void)state;
    assert_int_equal(sample_verify(part), 0);
    for (unsigned i = 0; i < 70; i++) {
        assert_int_equal(sample_commit(writer, i, &error), RP_OK);
        assert_int_equal(sample_verify(part), i + 1);
    }
    assert_int_equal(rp_rank_writer_close(writer, &error), RP_OK);
    assert_int_equal(access(part, F_OK), -1);
}

static void an_existing_file_is_never_overwritten(void **state)
{
    const char *const path = sample_path("mine.h5");
    const struct rp_rank_session session = {.ranks = 1};
    struct rp_rank_writer *first;
    struct rp_rank_writer *second;
    struct rp_error error;
    FILE *other;

    (void)state;
    assert_int_equal(rp_rank_writer_open(&first, path, &session, NULL, 0, &error), RP_OK);
    assert_int_equal(rp_rank_writer_open(&second, path, &session, NULL, 0, &error), RP_E_EXISTS);
    assert_non_null(strstr(error.text, "mine.h5.part"));
    other = fopen(path, "w"); /* somebody else takes the name meanwhile */
    assert_non_null(other);
    assert_int_equal(fputs("precious", other), 1);
    fclose(other);
    assert_int_equal(rp_rank_writer_close(first, &error), RP_E_EXISTS);
    other = fopen(path, "r");
    assert_int_equal(fgetc(other), 'p');
    fclose(other);
    assert_int_equal(sample_verify(sample_path("mine.h5.part")), 0);
    assert_int_equal(rp_rank_writer_open(&second, path, &session, NULL, 0, &error), RP_E_EXISTS);
}

static void rows_that_would_read_as_unused_are_refused(void **state)
{
    struct rp_rank_writer *const writer = sample_open(sample_path("unused.h5"));
    const struct rp_rank_context context = {.kind = 0};
    const struct rp_rank_module module = {.path = 0};
    const struct rp_rank_value value = {.delta = 0};
    const struct rp_rank_slice endless = {.end_ns = 0};
    struct rp_error error;

    (void)state;
    assert_int_equal(rp_rank_writer_add_context(writer, &context, NULL), RP_E_USAGE);
    assert_int_equal(rp_rank_writer_add_module(writer, &module, NULL), RP_E_USAGE);
    assert_int_equal(rp_rank_writer_add_value(writer, &value), RP_OK); /* nothing grew */
    assert_int_equal(rp_rank_writer_commit(writer, &endless, &error), RP_E_USAGE);
    rp_rank_writer_abandon(writer);
}

/* Changes one number of the root's attributes, as another version would have written it. */
static void pretend(const char *path, const char *attribute, uint64_t value)
{
    const hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t handle = H5Aopen(file, attribute, H5P_DEFAULT);

    assert_true(H5Awrite(handle, H5T_NATIVE_UINT64, &value) >= 0);
    H5Aclose(handle);
    H5Fclose(file);
}

static void files_of_a_newer_major_version_are_refused(void **state)
{
    const char *const path = sample_path("newer.h5");
    struct rp_rank_reader *reader;
    struct rp_error error;

    (void)state;
    sample_write(path, 1);
    pretend(path, "format_minor", 9);
    assert_int_equal(sample_verify(path), 1);
    pretend(path, "incompatible", 4);
    assert_int_equal(rp_rank_reader_open(&reader, path, &error), RP_E_VERSION);
    assert_non_null(strstr(error.text, "0x4"));
    pretend(path, "incompatible", 0);
    pretend(path, "format_major", 2);
    assert_int_equal(rp_rank_reader_open(&reader, path, &error), RP_E_VERSION);
    assert_non_null(strstr(error.text, "2.9"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_comes_back),
        cmocka_unit_test(equal_texts_are_stored_once),
        cmocka_unit_test(row_numbers_hold_across_slices),
        cmocka_unit_test(an_idle_slice_is_kept_too),
        cmocka_unit_test(long_texts_of_the_identity_are_cut_between_characters),
        cmocka_unit_test(a_growing_file_is_read_up_to_the_last_slice),
        cmocka_unit_test(an_existing_file_is_never_overwritten),
        cmocka_unit_test(rows_that_would_read_as_unused_are_refused),
        cmocka_unit_test(files_of_a_newer_major_version_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
