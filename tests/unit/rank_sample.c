/* rank_sample.c: writes and verifies rank files with known contents.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/rank_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define PATHS_MAX 64u

static char directory[] = "/tmp/rankprof-format-XXXXXX";
static pid_t owner;
static char *paths[PATHS_MAX];
static unsigned path_count;

static void remove_directory(void)
{
    char command[sizeof(directory) + 16];

    if (getpid() != owner)
        return;
    for (unsigned i = 0; i < path_count; i++)
        free(paths[i]);
    snprintf(command, sizeof(command), "rm -rf %s", directory);
    if (system(command) != 0)
        perror(command);
}

const char *sample_directory(void)
{
    if (!owner) {
        owner = getpid();
        assert_non_null(mkdtemp(directory));
        atexit(remove_directory);
    }
    return directory;
}

const char *sample_path(const char *name)
{
    char *path;

    assert_true(path_count < PATHS_MAX);
    assert_true(asprintf(&path, "%s/%s", sample_directory(), name) > 0);
    paths[path_count++] = path;
    return path;
}

unsigned sample_values(unsigned slice)
{
    return 100 + 37 * (slice % 50);
}

uint64_t sample_delta(unsigned slice, unsigned number)
{
    return (uint64_t)slice * 100000 + number + 1;
}

struct rp_rank_writer *sample_open(const char *path)
{
    static const struct rp_rank_session session = {
        .rank = 3, .ranks = 8, .local_rank = 1, .slice_ns = 1000, .rate_millihertz = 100000};
    static const struct rp_identity_entry identity[] = {{"host.name", "node-b"},
                                                        {"application", "/bin/app"}};
    struct rp_rank_process process = {.pid = 4711, .parent_pid = 1};
    const struct rp_rank_thread thread = {.tid = 4711, .threads = 1};
    const struct rp_rank_context root = {.kind = 1, .module = RP_NO_ROW};
    struct rp_rank_metric metric = {.state = 1};
    struct rp_rank_module module = {0};
    struct rp_rank_writer *writer;
    struct rp_error error;

    assert_int_equal(rp_rank_writer_open(&writer, path, &session, identity, 2, &error), RP_OK);
    assert_int_equal(rp_rank_writer_string(writer, "/bin/app", &module.path), RP_OK);
    assert_int_equal(rp_rank_writer_string(writer, "samples", &metric.name), RP_OK);
    process.executable = module.path;
    assert_int_equal(rp_rank_writer_add_process(writer, &process, NULL), RP_OK);
    assert_int_equal(rp_rank_writer_add_thread(writer, &thread, NULL), RP_OK);
    assert_int_equal(rp_rank_writer_add_module(writer, &module, NULL), RP_OK);
    assert_int_equal(rp_rank_writer_add_metric(writer, &metric, NULL), RP_OK);
    assert_int_equal(rp_rank_writer_string(writer, "cpu_time", &metric.name), RP_OK);
    assert_int_equal(rp_rank_writer_add_metric(writer, &metric, NULL), RP_OK);
    assert_int_equal(rp_rank_writer_add_context(writer, &root, NULL), RP_OK);
    return writer;
}

enum rp_status sample_commit(struct rp_rank_writer *writer, unsigned slice, struct rp_error *error)
{
    const struct rp_rank_context context = {.kind = 2, .offset = 4096 + slice};
    const struct rp_rank_slice record = {
        .start_ns = 1000ull * slice, .end_ns = 1000ull * slice + 1000, .samples = slice};
    uint32_t number;

    assert_int_equal(rp_rank_writer_add_context(writer, &context, &number), RP_OK);
    for (unsigned i = 0; i < sample_values(slice); i++) {
        const struct rp_rank_value value = {
            .context = i % 2 ? number : 0, .metric = i % 2, .delta = sample_delta(slice, i)};

        assert_int_equal(rp_rank_writer_add_value(writer, &value), RP_OK);
    }
    for (unsigned i = 0; i < slice % 3; i++) {
        const struct rp_rank_tick tick = {
            .kind = 3, .context = number, .number = sample_delta(slice, i)};

        assert_int_equal(rp_rank_writer_add_tick(writer, &tick), RP_OK);
    }
    return rp_rank_writer_commit(writer, &record, error);
}

void sample_write(const char *path, unsigned slices)
{
    struct rp_rank_writer *const writer = sample_open(path);
    struct rp_error error;

    for (unsigned i = 0; i < slices; i++)
        assert_int_equal(sample_commit(writer, i, &error), RP_OK);
    assert_int_equal(rp_rank_writer_close(writer, &error), RP_OK);
}

static void verify_slice(struct rp_rank_reader *reader, unsigned slice)
{
    const struct rp_rank_file *const file = rp_rank_reader_file(reader);
    const struct rp_rank_value *rows;
    const struct rp_rank_tick *ticks;
    struct rp_slice_rows found;
    struct rp_error error;

    assert_int_equal(file->slices[slice].samples, slice);
    assert_int_equal(rp_rank_reader_ticks(reader, slice, &ticks, &found, &error), RP_OK);
    assert_int_equal(found.damaged, 0);
    assert_int_equal(found.count, slice % 3);
    for (unsigned i = 0; i < found.count; i++)
        assert_int_equal(ticks[i].number, sample_delta(slice, i));
    assert_int_equal(rp_rank_reader_values(reader, slice, &rows, &found, &error), RP_OK);
    assert_int_equal(found.damaged, 0);
    assert_int_equal(found.count, sample_values(slice));
    for (unsigned i = 0; i < found.count; i++) {
        assert_int_equal(rows[i].delta, sample_delta(slice, i));
        if (i % 2)
            assert_int_equal(file->contexts[rows[i].context].offset, 4096 + slice);
    }
}

unsigned sample_verify(const char *path)
{
    struct rp_rank_reader *reader;
    struct rp_error error;
    unsigned slices;

    if (rp_rank_reader_open(&reader, path, &error) != RP_OK)
        fail_msg("%s", error.text);
    slices = (unsigned)rp_rank_reader_file(reader)->slice_count;
    for (unsigned i = 0; i < slices; i++)
        verify_slice(reader, i);
    rp_rank_reader_close(reader);
    return slices;
}
