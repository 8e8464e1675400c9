/* test_spool.c: rows come back as they were added, from memory and from the file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/team/spool.h"

#define ROWS 1000u

static char directory[] = "/tmp/rankprof-spool-XXXXXX";

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    return rmdir(directory); /* fails when anything is left in it */
}

static void fill(struct rp_spool *spool, size_t at_once)
{
    uint64_t rows[ROWS];

    for (uint64_t i = 0; i < ROWS; i++)
        rows[i] = i * i;
    for (size_t i = 0; i < ROWS; i += at_once)
        assert_int_equal(rp_spool_add(spool, rows + i, i + at_once < ROWS ? at_once : ROWS - i),
                         RP_OK);
    assert_int_equal(spool->count, ROWS);
}

static void assert_rows(const struct rp_spool *spool, uint64_t first, size_t count)
{
    uint64_t rows[ROWS];

    assert_int_equal(rp_spool_read(spool, first, count, rows), RP_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(rows[i], (first + i) * (first + i));
}

static void rows_come_back_however_much_memory_there_is(void **state)
{
    (void)state;
    for (size_t bytes = 1; bytes < 20000; bytes = 2 * bytes + 5) {
        for (size_t at_once = 1; at_once <= ROWS; at_once = 3 * at_once + 1) {
            struct rp_spill spill = {.directory = directory};
            struct rp_spool spool;

            rp_spool_init(&spool, &spill, sizeof(uint64_t), bytes);
            fill(&spool, at_once);
            assert_true((spool.file >= 0) == (bytes / sizeof(uint64_t) + 1 < ROWS));
            assert_rows(&spool, 0, ROWS);
            assert_rows(&spool, 17, 500);
            assert_rows(&spool, ROWS - 1, 1);
            assert_rows(&spool, ROWS, 0);
            rp_spool_release(&spool);
        }
    }
}

static void a_file_has_no_name(void **state)
{
    struct rp_spill spill = {.directory = directory};
    struct rp_spool spool;
    DIR *listing = NULL;
    size_t entries = 0;

    (void)state;
    rp_spool_init(&spool, &spill, sizeof(uint64_t), 1);
    fill(&spool, 1);
    assert_true(spool.file >= 0);
    listing = opendir(directory);
    assert_non_null(listing);
    while (readdir(listing))
        entries++;
    closedir(listing);
    assert_int_equal(entries, 2); /* "." and ".." */
    rp_spool_release(&spool);
}

static void a_directory_that_is_not_there_is_named(void **state)
{
    char missing[] = "/no/such/place";
    struct rp_spill spill = {.directory = missing};
    struct rp_spool spool;
    const uint64_t rows[4] = {0};

    (void)state;
    rp_spool_init(&spool, &spill, sizeof(uint64_t), 1);
    assert_int_equal(rp_spool_add(&spool, rows, 4), RP_E_IO);
    assert_non_null(strstr(spill.error.text, "/no/such/place"));
    rp_spool_release(&spool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back_however_much_memory_there_is),
        cmocka_unit_test(a_file_has_no_name),
        cmocka_unit_test(a_directory_that_is_not_there_is_named),
    };

    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
