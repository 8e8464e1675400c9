/* test_check.c: the checker accepts what the writer makes, finds what is wrong, and repairs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <hdf5.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "format/check.h"
#include "tests/support/slice_seal.h"
#include "tests/unit/rank_sample.h"

static char sentences[4096];

static void keep(void *context, const char *sentence)
{
    const size_t used = strlen(sentences);

    (void)context;
    snprintf(sentences + used, sizeof(sentences) - used, "%s\n", sentence);
}

static size_t violations_of(const char *path)
{
    struct rp_error error;
    size_t violations;

    if (rp_check_file(path, keep, NULL, &violations, &error) != RP_OK)
        fail_msg("%s", error.text);
    return violations;
}

static void overwrite(const char *path, const char *dataset, hsize_t row, uint64_t value)
{
    const hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t column = H5Dopen2(file, dataset, H5P_DEFAULT);
    const hid_t space = H5Dget_space(column);
    const hid_t one = H5Screate(H5S_SCALAR);

    assert_true(H5Sselect_elements(space, H5S_SELECT_SET, 1, &row) >= 0);
    assert_true(H5Dwrite(column, H5T_NATIVE_UINT64, one, space, H5P_DEFAULT, &value) >= 0);
    H5Sclose(one);
    H5Sclose(space);
    H5Dclose(column);
    H5Fclose(file);
}

static void a_good_file_has_no_violation(void **state)
{
    const char *const path = sample_path("good.h5");

    (void)state;
    sample_write(path, 4);
    assert_int_equal(rp_file_kind(path), RP_FILE_RANK);
    assert_int_equal(violations_of(path), 0);
    assert_int_equal(rp_file_kind(sample_path("absent.h5")), RP_FILE_OTHER);
}

static void each_planted_fault_is_found(void **state)
{
    static const struct fault {
        const char *dataset;
        hsize_t row;
        uint64_t value;
        const char *said;
    } faults[] = {
        {"/contexts/parent", 1, 7, "/contexts"},  {"/contexts/kind", 1, 99, "unknown kind"},
        {"/values/delta", 0, 0, "/values"},       {"/values/slice", 0, 3, "/values"},
        {"/values/context", 0, 250, "/values"},   {"/metrics/state", 0, 9, "state"},
        {"/modules/path", 0, 100000, "/modules"}, {"/strings/bytes", 0, 65, "empty text"},
        {"/slices/samples", 1, 9, "is damaged"},  {"/slices/end_ns", 3, 1, "is damaged"},
    };
    char name[32];

    (void)state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        snprintf(name, sizeof(name), "fault-%zu.h5", i);
        sample_write(sample_path(name), 3);
        overwrite(sample_path(name), faults[i].dataset, faults[i].row, faults[i].value);
        sentences[0] = '\0';
        assert_true(violations_of(sample_path(name)) > 0);
        if (!strstr(sentences, faults[i].said))
            fail_msg("%s: '%s'", faults[i].dataset, sentences);
    }
}

/* What no damage explains, but a writer that is wrong. */
static void slices_that_do_not_follow_each_other_are_found(void **state)
{
    static const struct fault {
        const char *dataset;
        uint64_t value;
        const char *said;
    } faults[] = {
        {"/slices/start_ns", 1, "starts before"},
        {"/slices/values_first", 0, "follow"},
    };
    const char *const path = sample_path("follow.h5");

    (void)state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        hid_t file = H5I_INVALID_HID;

        sample_write(path, 3);
        overwrite(path, faults[i].dataset, 1, faults[i].value);
        file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
        assert_true(slice_seal(file));
        H5Fclose(file);
        sentences[0] = '\0';
        assert_true(violations_of(path) > 0);
        if (!strstr(sentences, faults[i].said))
            fail_msg("%s: '%s'", faults[i].dataset, sentences);
        unlink(path);
    }
}

static void what_a_kill_left_is_repaired_for_every_tool(void **state)
{
    const char *const path = sample_path("left.h5");
    const char *const part = sample_path("left.h5.part");
    struct rp_error error;
    hid_t file;
    pid_t child;
    int how;

    (void)state;
    child = fork();
    if (child == 0) {
        struct rp_rank_writer *const writer = sample_open(path);

        for (unsigned i = 0; i < 5; i++)
            sample_commit(writer, i, &error);
        _exit(rp_check_repair(part, &error) == RP_E_EXISTS ? 0 : 1); /* it still lives */
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
    assert_true(H5Fopen(part, H5F_ACC_RDONLY, H5P_DEFAULT) < 0);
    assert_int_equal(rp_check_repair(part, &error), RP_OK);
    file = H5Fopen(part, H5F_ACC_RDONLY, H5P_DEFAULT);
    assert_true(file >= 0);
    H5Fclose(file);
    assert_int_equal(sample_verify(part), 5);
    assert_int_equal(violations_of(part), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_has_no_violation),
        cmocka_unit_test(each_planted_fault_is_found),
        cmocka_unit_test(slices_that_do_not_follow_each_other_are_found),
        cmocka_unit_test(what_a_kill_left_is_repaired_for_every_tool),
    };

    sample_directory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
