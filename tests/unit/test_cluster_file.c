/* test_cluster_file.c: a cluster file is read as written, appears whole or not at all.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "format/cluster_rows.h"
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

static size_t contexts_in(const char *path)
{
    struct rp_cluster_file *const file = load(path);
    const size_t count = file->context_count;

    rp_cluster_file_free(file);
    return count;
}

/* Files beside `path` whose names begin with its name and ".part". */
static size_t parts_of(const char *path)
{
    char pattern[300];
    size_t count = 0;
    glob_t found;

    snprintf(pattern, sizeof(pattern), "%s.part*", path);
    if (glob(pattern, 0, NULL, &found) == 0) {
        count = found.gl_pathc;
        globfree(&found);
    }
    return count;
}

static void verify_row(const struct rp_schema_table *schema, const void *row, const void *wanted)
{
    for (size_t i = 0; i < schema->column_count; i++)
        assert_int_equal(rp_schema_value(&schema->columns[i], row),
                         rp_schema_value(&schema->columns[i], wanted));
}

static void verify_table(const struct cluster_sample *sample, const struct rp_cluster_file *file,
                         enum rp_cluster_table table)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, table);
    const char *wanted = sample->rows[table];
    struct rp_cluster_scan scan;
    size_t count = 0;

    rp_cluster_rows(file, table, &count);
    assert_int_equal(count, sample->parts[table].count);
    rp_cluster_scan_begin(&scan, file, table);
    for (size_t i = 0; i < count; i++, wanted += schema->row_bytes) {
        const void *const row = rp_cluster_scan_next(&scan);

        assert_non_null(row);
        verify_row(schema, row, wanted);
    }
    assert_null(rp_cluster_scan_next(&scan));
    rp_cluster_scan_end(&scan);
}

static void verify(unsigned contexts, const char *path)
{
    struct cluster_sample *const sample = cluster_sample_new(contexts);
    struct rp_cluster_file *const file = load(path);

    for (size_t i = 0; i < RP_CLUSTER_TABLE_COUNT; i++)
        verify_table(sample, file, (enum rp_cluster_table)i);
    assert_int_equal(file->session.ranks_expected, CLUSTER_SAMPLE_RANKS);
    assert_int_equal(file->session.rate_millihertz, 100000);
    assert_int_equal(file->text_count, 2);
    rp_cluster_file_free(file);
    cluster_sample_free(sample);
}

static void every_row_is_read_as_it_was_written(void **state)
{
    const char *const path = sample_path("few.h5");
    struct rp_cluster_file *file;

    (void)state;
    write_sample(FEW, path);
    verify(FEW, path);
    file = load(path);
    assert_string_equal(rp_cluster_file_text(file, file->node_rows[0].name), "node-a");
    assert_string_equal(rp_cluster_file_text(file, 1000000), "");
    assert_string_equal(file->texts[0].key, "command");
    assert_string_equal(file->texts[1].value, "job-7");
    rp_cluster_file_free(file);
}

static void rows_beyond_one_chunk_are_read_as_written(void **state)
{
    (void)state;
    write_sample(MANY, sample_path("many.h5"));
    verify(MANY, sample_path("many.h5"));
}

static void tables_may_be_empty(void **state)
{
    (void)state;
    write_sample(0, sample_path("empty.h5"));
    verify(0, sample_path("empty.h5"));
}

static void the_old_file_stays_until_the_new_one_is_whole(void **state)
{
    const char *const path = sample_path("replaced.h5");
    struct cluster_sample *const sample = cluster_sample_new(FEW + 1);
    struct rp_cluster_writer *writer;
    struct rp_error error;

    (void)state;
    write_sample(FEW, path);
    assert_int_equal(cluster_sample_fill(sample, path, &writer, &error), RP_OK);
    assert_int_equal(contexts_in(path), FEW);
    assert_int_equal(parts_of(path), 1);
    assert_int_equal(rp_cluster_writer_close(writer, &error), RP_OK);
    assert_int_equal(contexts_in(path), FEW + 1);
    assert_int_equal(parts_of(path), 0);
    cluster_sample_free(sample);
}

static void an_abandoned_file_leaves_nothing(void **state)
{
    const char *const path = sample_path("abandoned.h5");
    struct cluster_sample *const sample = cluster_sample_new(FEW + 1);
    struct rp_cluster_writer *writer;
    struct rp_error error;

    (void)state;
    write_sample(FEW, path);
    assert_int_equal(cluster_sample_fill(sample, path, &writer, &error), RP_OK);
    rp_cluster_writer_abandon(writer);
    rp_cluster_writer_abandon(NULL);
    assert_int_equal(contexts_in(path), FEW);
    assert_int_equal(parts_of(path), 0);
    cluster_sample_free(sample);
}

static void a_part_is_refused_as_not_completed(void **state)
{
    const char *const path = sample_path("unfinished.h5");
    struct cluster_sample *const sample = cluster_sample_new(FEW);
    struct rp_cluster_writer *writer;
    struct rp_cluster_file *file;
    struct rp_error error = {0};
    char part[300];
    pid_t child;

    (void)state;
    child = fork();
    if (child == 0)
        _exit(cluster_sample_fill(sample, path, &writer, &error) == RP_OK ? 0 : 1);
    assert_int_equal(waitpid(child, NULL, 0), child);
    snprintf(part, sizeof(part), "%s.part.%ld", path, (long)child);
    assert_int_equal(access(part, F_OK), 0);
    assert_int_not_equal(rp_cluster_file_load(&file, part, &error), RP_OK);
    assert_non_null(strstr(error.text, part));
    cluster_sample_free(sample);
}

/* 0 when it was written, 1 when it failed and left nothing, else something is wrong. */
static int write_with_limit(const struct cluster_sample *sample, const char *path, rlim_t bytes)
{
    const struct rlimit limit = {bytes, RLIM_INFINITY};
    struct rp_error error = {0};
    int how;
    const pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
            _exit(99);
        if (cluster_sample_write(sample, path, &error) == RP_OK)
            _exit(0);
        exit(strstr(error.text, "File too large") ? 1 : 2); /* with what HDF5 does at the end */
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    return WEXITSTATUS(how);
}

static void a_full_disk_leaves_the_old_file_and_no_part(void **state)
{
    const char *const path = sample_path("full.h5");
    struct cluster_sample *const sample = cluster_sample_new(2000);
    unsigned refused = 0;

    (void)state;
    write_sample(FEW, path);
    for (rlim_t bytes = 1000; write_with_limit(sample, path, bytes) != 0; bytes += 5000) {
        assert_int_equal(write_with_limit(sample, path, bytes), 1);
        assert_int_equal(contexts_in(path), FEW);
        assert_int_equal(parts_of(path), 0);
        refused++;
    }
    assert_true(refused > 5);
    assert_int_equal(contexts_in(path), 2000);
    cluster_sample_free(sample);
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    const char *const path = sample_path("none/cluster.h5");
    struct cluster_sample *const sample = cluster_sample_new(FEW);
    struct rp_error error = {0};

    (void)state;
    assert_int_not_equal(cluster_sample_write(sample, path, &error), RP_OK);
    assert_non_null(strstr(error.text, path));
    cluster_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_read_as_it_was_written),
        cmocka_unit_test(rows_beyond_one_chunk_are_read_as_written),
        cmocka_unit_test(tables_may_be_empty),
        cmocka_unit_test(the_old_file_stays_until_the_new_one_is_whole),
        cmocka_unit_test(an_abandoned_file_leaves_nothing),
        cmocka_unit_test(a_part_is_refused_as_not_completed),
        cmocka_unit_test(a_full_disk_leaves_the_old_file_and_no_part),
        cmocka_unit_test(a_folder_that_is_not_there_is_named),
    };

    sample_directory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
