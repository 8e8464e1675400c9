/* test_rank_file_faults.c: rank files survive kills, full disks, cuts and noise.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fcntl.h>
#include <malloc.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/rank_sample.h"

#define KILLS 25u

/* Tells every slice it has committed through the pipe until it is killed. */
static void write_until_killed(const char *path, int tell)
{
    struct rp_rank_writer *const writer = sample_open(path);
    struct rp_error error;

    for (unsigned i = 0;; i++) {
        if (sample_commit(writer, i, &error) != RP_OK ||
            write(tell, &i, sizeof(i)) != (ssize_t)sizeof(i))
            _exit(1);
    }
}

/* Kills the writer after `least` slices and a moment; returns the last one it told. */
static unsigned kill_a_writer(const char *path, unsigned least)
{
    unsigned last = 0;
    unsigned told;
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        write_until_killed(path, ends[1]);
    }
    close(ends[1]);
    do {
        assert_int_equal(read(ends[0], &last, sizeof(last)), sizeof(last));
    } while (last < least);
    usleep((useconds_t)(rand() % 5000)); /* anywhere inside the next slices */
    kill(child, SIGKILL);
    while (read(ends[0], &told, sizeof(told)) == (ssize_t)sizeof(told))
        last = told;
    close(ends[0]);
    waitpid(child, NULL, 0);
    return last;
}

static void no_committed_slice_is_lost_by_a_kill(void **state)
{
    char name[32];

    (void)state;
    srand((unsigned)getpid());
    for (unsigned i = 0; i < KILLS; i++) {
        snprintf(name, sizeof(name), "kill-%u.h5", i);

        const char *const path = sample_path(name);
        char part[256];
        /* Some near the slice after which the file is closed and opened again. */
        const unsigned last = kill_a_writer(path, i % 12 + (i % 8 == 0 ? 248 : 0));

        snprintf(part, sizeof(part), "%s.part", path);
        assert_true(sample_verify(part) >= last + 1);
        unlink(part);
    }
}

static size_t held_bytes(struct rp_rank_writer *writer, unsigned first, unsigned end)
{
    struct rp_error error;

    for (unsigned i = first; i < end; i++)
        if (sample_commit(writer, i, &error) != RP_OK)
            fail_msg("slice %u: %s", i, error.text);
    return mallinfo2().uordblks;
}

static void a_long_run_takes_no_more_memory(void **state)
{
    struct rp_rank_writer *const writer = sample_open(sample_path("long.h5"));
    const size_t early = held_bytes(writer, 0, 512);
    const size_t late = held_bytes(writer, 512, 768);

    (void)state;
    assert_in_range(late, 0, early + 49152);
    rp_rank_writer_abandon(writer);
}

/* The file is opened again meanwhile, where it is. */
static void a_writer_goes_on_when_its_file_is_moved_or_removed(void **state)
{
    struct rp_rank_writer *const writer = sample_open(sample_path("moved.h5"));
    const char *const moved = sample_path("elsewhere.h5");

    (void)state;
    assert_int_equal(rename(sample_path("moved.h5.part"), moved), 0);
    held_bytes(writer, 0, 258);
    assert_int_equal(sample_verify(moved), 258);
    assert_int_equal(unlink(moved), 0);
    held_bytes(writer, 258, 514);
    rp_rank_writer_abandon(writer);
}

/* Runs `check` in a child whose files cannot grow beyond `bytes`. */
static int with_file_limit(rlim_t bytes, int (*check)(const char *path), const char *path)
{
    int how;
    const pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit limit = {bytes, RLIM_INFINITY};

        signal(SIGXFSZ, SIG_IGN);
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
            _exit(99);
        _exit(check(path));
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    return WEXITSTATUS(how);
}

static int fill_until_refused(const char *path)
{
    struct rp_rank_writer *const writer = sample_open(path);
    const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    struct rp_error error = {0};
    unsigned slice = 0;

    while (slice < 10000 && sample_commit(writer, slice, &error) == RP_OK)
        slice++;
    if (slice == 0 || !strstr(error.text, "File too large"))
        return 1;
    if (sample_verify(sample_path("full.h5.part")) != slice)
        return 2;
    if (sample_commit(writer, slice, &error) == RP_OK)
        return 3;
    if (sample_verify(sample_path("full.h5.part")) != slice)
        return 4;
    if (setrlimit(RLIMIT_FSIZE, &none) != 0)
        return 99;
    return rp_rank_writer_close(writer, &error) == RP_OK ? 0 : 5;
}

static void a_full_disk_leaves_whole_slices(void **state)
{
    const char *const path = sample_path("full.h5");

    (void)state;
    assert_int_equal(with_file_limit(250000, fill_until_refused, path), 0);
    assert_true(sample_verify(path) > 3);
}

static uint64_t sum_of_values(const char *path)
{
    const struct rp_rank_value *rows;
    struct rp_rank_reader *reader;
    struct rp_error error;
    struct rp_slice_rows found;
    uint64_t sum = 0;

    assert_int_equal(rp_rank_reader_open(&reader, path, &error), RP_OK);
    for (size_t i = 0; i < rp_rank_reader_file(reader)->slice_count; i++) {
        assert_int_equal(rp_rank_reader_values(reader, i, &rows, &found, &error), RP_OK);
        for (size_t j = 0; j < found.count; j++)
            sum += rows[j].delta;
    }
    rp_rank_reader_close(reader);
    return sum;
}

static uint64_t sum_of_sample(unsigned slices)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < slices; i++) {
        for (unsigned j = 0; j < sample_values(i); j++)
            sum += sample_delta(i, j);
    }
    return sum;
}

#define SLICES_OF_RECOVERY 40u

/* The limit is lifted after some refusals: what was refused is written with the next slice. */
static int fill_and_recover(const char *path)
{
    struct rp_rank_writer *const writer = sample_open(path);
    const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    unsigned refused = 0;
    struct rp_error error;

    for (unsigned i = 0; i < SLICES_OF_RECOVERY; i++) {
        if (sample_commit(writer, i, &error) != RP_OK && ++refused == 5 &&
            setrlimit(RLIMIT_FSIZE, &none) != 0)
            return 99;
    }
    if (refused != 5)
        return 1;
    return rp_rank_writer_close(writer, &error) == RP_OK ? 0 : 2;
}

static void nothing_is_lost_when_the_disk_has_room_again(void **state)
{
    (void)state;
    for (rlim_t limit = 80000; limit < 200000; limit += 11100) { /* full in midst of anything */
        char name[32];
        const char *path;

        snprintf(name, sizeof(name), "again-%lu.h5", (unsigned long)limit);
        path = sample_path(name);
        assert_int_equal(with_file_limit(limit, fill_and_recover, path), 0);
        assert_int_equal(sum_of_values(path), sum_of_sample(SLICES_OF_RECOVERY));
    }
}

static int abandon_when_full(const char *path)
{
    struct rp_rank_writer *const writer = sample_open(path);
    struct rp_error error;
    unsigned slice = 0;

    while (slice < 10000 && sample_commit(writer, slice, &error) == RP_OK)
        slice++;
    rp_rank_writer_close(writer, &error);
    exit((int)slice); /* runs what HDF5 and we do at the end of a process */
}

static void a_writer_may_end_on_a_full_disk(void **state)
{
    (void)state;
    const int slices = with_file_limit(150000, abandon_when_full, sample_path("end.h5"));

    if (access(sample_path("end.h5"), F_OK) == 0)
        assert_true(sample_verify(sample_path("end.h5")) >= (unsigned)slices);
    else
        assert_true(sample_verify(sample_path("end.h5.part")) >= (unsigned)slices);
}

static char *read_all(const char *path, size_t *bytes)
{
    FILE *const file = fopen(path, "rb");
    struct stat about;
    char *data;

    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &about), 0);
    *bytes = (size_t)about.st_size;
    data = malloc(*bytes);
    assert_int_equal(fread(data, 1, *bytes, file), *bytes);
    fclose(file);
    return data;
}

static void write_all(const char *path, const char *data, size_t bytes)
{
    FILE *const file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, bytes, file), bytes);
    fclose(file);
}

/* Reads whatever can be read; only a crash or a hang would be wrong. */
static void read_somehow(const char *path)
{
    const struct rp_rank_value *rows;
    struct rp_rank_reader *reader;
    struct rp_error error = {0};
    struct rp_slice_rows found;

    if (rp_rank_reader_open(&reader, path, &error) != RP_OK) {
        assert_true(strlen(error.text) > 0);
        return;
    }
    for (size_t i = 0; i < rp_rank_reader_file(reader)->slice_count; i++) {
        if (rp_rank_reader_values(reader, i, &rows, &found, &error) != RP_OK)
            continue;
        for (size_t j = 0; j < found.count; j++)
            assert_true(rows[j].context < rp_rank_reader_file(reader)->context_count);
    }
    rp_rank_reader_close(reader);
}

static void a_cut_file_never_crashes_the_reader(void **state)
{
    const char *const whole = sample_path("whole.h5");
    const char *const cut = sample_path("cut.h5");
    size_t bytes;
    char *data;

    (void)state;
    sample_write(whole, 10);
    data = read_all(whole, &bytes);
    for (unsigned i = 0; i < 60; i++) {
        write_all(cut, data, bytes * i / 60);
        read_somehow(cut);
    }
    free(data);
}

static void noise_never_crashes_the_reader(void **state)
{
    const char *const whole = sample_path("clean.h5");
    const char *const noisy = sample_path("noisy.h5");
    size_t bytes;
    char *data;
    char *copy;

    (void)state;
    sample_write(whole, 10);
    data = read_all(whole, &bytes);
    copy = malloc(bytes);
    srand(1);
    for (unsigned i = 0; i < 200; i++) {
        memcpy(copy, data, bytes);
        for (unsigned j = 0; j <= i % 16; j++)
            copy[(size_t)rand() % bytes] = (char)rand();
        write_all(noisy, copy, bytes);
        read_somehow(noisy);
    }
    free(copy);
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_committed_slice_is_lost_by_a_kill),
        cmocka_unit_test(a_long_run_takes_no_more_memory),
        cmocka_unit_test(a_writer_goes_on_when_its_file_is_moved_or_removed),
        cmocka_unit_test(a_full_disk_leaves_whole_slices),
        cmocka_unit_test(nothing_is_lost_when_the_disk_has_room_again),
        cmocka_unit_test(a_writer_may_end_on_a_full_disk),
        cmocka_unit_test(a_cut_file_never_crashes_the_reader),
        cmocka_unit_test(noise_never_crashes_the_reader),
    };

    sample_directory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
