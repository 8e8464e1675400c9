/* bench_format.c: measures what writing a slice costs, for docs/format.md.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "format/rank_writer.h"

#define SLICES 200u

static double milliseconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return 1e3 * (double)now.tv_sec + (double)now.tv_nsec / 1e6;
}

static void must(enum rp_status status, const struct rp_error *error)
{
    if (status == RP_OK)
        return;
    fprintf(stderr, "bench_format: %s\n", error->text);
    exit(1);
}

/* Contexts repeat from slice to slice; deltas are those of a CPU clock: large and all different. */
static void add_rows(struct rp_rank_writer *writer, unsigned slice, unsigned values)
{
    const struct rp_rank_context context = {.kind = 2, .offset = 4096 + 16 * slice};

    for (unsigned i = 0; i < 2; i++)
        rp_rank_writer_add_context(writer, &context, NULL);
    for (unsigned i = 0; i < values; i++) {
        const struct rp_rank_value row = {.context = (uint32_t)rand() % (2 * slice + 1),
                                          .delta = (uint64_t)rand() % 100000000 + 1};

        rp_rank_writer_add_value(writer, &row);
    }
}

static struct rp_rank_writer *open_writer(const char *path, struct rp_error *error)
{
    const struct rp_rank_session session = {.ranks = 1};
    const struct rp_rank_context root = {.kind = 1, .module = RP_NO_ROW};
    struct rp_rank_writer *writer;

    must(rp_rank_writer_open(&writer, path, &session, NULL, 0, error), error);
    rp_rank_writer_add_context(writer, &root, NULL);
    return writer;
}

static void measure(const char *path, unsigned values)
{
    double wall = 0;
    double cpu = 0;
    const double opening = milliseconds(CLOCK_PROCESS_CPUTIME_ID);
    struct rp_error error;
    struct rp_rank_writer *const writer = open_writer(path, &error);
    const double opened = milliseconds(CLOCK_PROCESS_CPUTIME_ID);
    struct stat about = {0};

    for (unsigned i = 0; i < SLICES; i++) {
        const struct rp_rank_slice slice = {.start_ns = i, .end_ns = i + 1};

        add_rows(writer, i, values);
        wall -= milliseconds(CLOCK_MONOTONIC);
        cpu -= milliseconds(CLOCK_PROCESS_CPUTIME_ID);
        must(rp_rank_writer_commit(writer, &slice, &error), &error);
        wall += milliseconds(CLOCK_MONOTONIC);
        cpu += milliseconds(CLOCK_PROCESS_CPUTIME_ID);
    }
    must(rp_rank_writer_close(writer, &error), &error);
    stat(path, &about);
    printf("%6u values a slice: open %.1f ms CPU; commit %.2f ms CPU, %.2f ms wall; %lld bytes\n",
           values, opened - opening, cpu / SLICES, wall / SLICES,
           (long long)about.st_size / SLICES);
    remove(path);
}

int main(int argc, char **argv)
{
    static const unsigned sizes[] = {0, 500, 2000};

    if (argc != 2) {
        fputs("usage: bench_format FILE (new; it is removed)\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        measure(argv[1], sizes[i]);
    return 0;
}
