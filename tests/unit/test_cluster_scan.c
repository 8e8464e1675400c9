/* test_cluster_scan.c: rows of a cluster file are read as they are asked for, and checked.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/unit/cluster_sample.h"
#include "tests/unit/rank_sample.h"

#define FEW  10u
#define MANY 40000u /* contexts: more than one chunk of each table that grows with them */

static void write_sample(unsigned contexts, const char *path)
{
    struct cluster_sample *const sample = cluster_sample_new(contexts);
    struct rp_error error;

    if (cluster_sample_write(sample, path, &error) != RP_OK)
        fail_msg("%s", error.text);
    cluster_sample_free(sample);
}

static struct rp_cluster_file *load(const char *path)
{
    struct rp_cluster_file *file = NULL;
    struct rp_error error;

    if (rp_cluster_file_load(&file, path, &error) != RP_OK)
        fail_msg("%s", error.text);
    return file;
}

/* Opens the file and reads every row and every text. */
static enum rp_status read_all(const char *path, struct rp_error *error)
{
    struct rp_cluster_file *file = NULL;
    enum rp_status status = rp_cluster_file_load(&file, path, error);

    for (size_t i = 0; status == RP_OK && i < RP_CLUSTER_TABLE_COUNT; i++) {
        struct rp_cluster_scan scan;

        rp_cluster_scan_begin(&scan, file, (enum rp_cluster_table)i);
        while (rp_cluster_scan_next(&scan) != NULL)
            continue;
        rp_cluster_scan_end(&scan);
        status = rp_cluster_file_failure(file, error);
    }
    rp_cluster_file_free(file);
    return status;
}

/* Bytes that this process has read so far, by the kernel's count. */
static uint64_t bytes_read(void)
{
    FILE *const io = fopen("/proc/self/io", "re");
    unsigned long long count = 0;

    assert_non_null(io);
    assert_int_equal(fscanf(io, "rchar: %llu", &count), 1);
    fclose(io);
    return count;
}

/* What is read depends on what is asked for, not on the size of the file. */
static void a_file_is_opened_without_reading_its_rows(void **state)
{
    const char *const path = sample_path("large.h5");
    struct rp_cluster_file *file;
    struct rp_cluster_scan scan;
    struct stat about;
    uint64_t before = 0;
    uint64_t opened = 0;

    (void)state;
    write_sample(3 * MANY, path);
    assert_int_equal(stat(path, &about), 0);
    before = bytes_read();
    file = load(path);
    assert_int_equal(file->context_value_count, file->value_count);
    assert_string_equal(rp_cluster_file_text(file, file->node_rows[0].name), "node-a");
    opened = bytes_read();
    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_context_value);
    assert_non_null(rp_cluster_scan_next(&scan));
    rp_cluster_scan_end(&scan);
    print_message("%llu bytes, %llu read to open it, %llu to find a context\n",
                  (unsigned long long)about.st_size, (unsigned long long)(opened - before),
                  (unsigned long long)(bytes_read() - opened));
    assert_true(opened - before < (uint64_t)about.st_size / 3); /* /contexts is a good part of it */
    assert_true(bytes_read() - opened < (uint64_t)about.st_size / 5);
    rp_cluster_file_free(file);
}

static void row_numbers_that_cannot_be_are_refused(void **state)
{
    static const struct fault {
        enum rp_cluster_table table;
        const char *column;
        size_t row;
        uint64_t value;
    } faults[] = {
        {RP_CLUSTER_TABLE_context, "parent", 3, 3},
        {RP_CLUSTER_TABLE_context, "parent", 0, 1},
        {RP_CLUSTER_TABLE_context, "module", 1, 1},
        {RP_CLUSTER_TABLE_context, "function", 1, 1},
        {RP_CLUSTER_TABLE_context, "file", 1, 1000},
        {RP_CLUSTER_TABLE_function, "name", 0, UINT32_MAX},
        {RP_CLUSTER_TABLE_function, "module", 0, 2},
        {RP_CLUSTER_TABLE_statistic, "context", 0, FEW},
        {RP_CLUSTER_TABLE_statistic, "metric", 0, 2},
        {RP_CLUSTER_TABLE_value, "rank", 0, CLUSTER_SAMPLE_RANKS},
        {RP_CLUSTER_TABLE_value, "rank", 0, UINT32_MAX},
        {RP_CLUSTER_TABLE_value, "metric", 0, 2},
        {RP_CLUSTER_TABLE_series, "rank", 0, 99},
        {RP_CLUSTER_TABLE_rank, "node", 0, 1},
        {RP_CLUSTER_TABLE_process, "rank", 0, 3},
        {RP_CLUSTER_TABLE_identity, "key", 0, 1000},
        {RP_CLUSTER_TABLE_remark, "text", 0, 1000},
        {RP_CLUSTER_TABLE_module, "build_id", 0, 1000},
    };
    const char *const path = sample_path("numbers.h5");

    (void)state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        struct cluster_sample *const sample = cluster_sample_new(FEW);
        struct rp_error error = {0};

        cluster_sample_set(sample, faults[i].table, faults[i].column, faults[i].row,
                           faults[i].value);
        assert_int_equal(cluster_sample_write(sample, path, &error), RP_OK);
        assert_int_equal(read_all(path, &error), RP_E_DAMAGED);
        if (!strstr(error.text, faults[i].column))
            fail_msg("%s: '%s'", faults[i].column, error.text);
        cluster_sample_free(sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_opened_without_reading_its_rows),
        cmocka_unit_test(row_numbers_that_cannot_be_are_refused),
    };

    sample_directory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
