/* make_cluster.c: writes small cluster files with known truth, the inputs of the CLI tests.
 * SPDX-License-Identifier: Apache-2.0
 *
 *   make_cluster KIND PATH [PLACE=PERCENT...]
 *
 * KIND: plain, hostile, markup, partial, recursion, refused, differing, counters, roofline, gpu;
 * what is in each: cluster_kinds.c. Of the context whose number is PLACE there is so much of the
 * usual time.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/rank_writer.h"
#include "tests/cli/make_cluster.h"
#include "tests/support/cluster_statistic.h"

/* ---- the string heap ---- */

uint32_t make_put(struct heap *heap, const char *text)
{
    const size_t length = strlen(text) + 1;
    const size_t at = heap->used;

    if (length == 1)
        return 0;
    if (at + length > sizeof(heap->bytes))
        exit(1);
    memcpy(heap->bytes + at, text, length);
    heap->used += length;
    return (uint32_t)at;
}

/* ---- tables ---- */

static void must(const struct output *output, enum rp_status status)
{
    if (status == RP_OK)
        return;
    fprintf(stderr, "make_cluster: %s\n", output->error.text);
    exit(1);
}

static bool is(const struct output *output, const char *kind)
{
    assert(output->kind); /* main() has found it */
    return strcmp(output->kind->name, kind) == 0;
}

void make_table(struct output *output, enum rp_cluster_table table, const void *rows, size_t count)
{
    const struct rp_cluster_part part = {rows, count, 0, count};

    must(output, rp_cluster_writer_table(output->writer, table, &part, &output->error));
}

static void write_contexts(struct output *output)
{
    struct rp_cluster_context rows[PLACES] = {0};
    struct rp_cluster_function functions[PLACES] = {0};

    for (size_t i = 0; i < output->kind->frame_count; i++) {
        const struct frame *frame = &output->kind->frames[i];

        functions[i] =
            (struct rp_cluster_function){.name = make_put(&output->heap, frame->name),
                                         .module = 0,
                                         .file = make_put(&output->heap, frame->file),
                                         .line = frame->line,
                                         .resolved = strcmp(frame->name, "copy_halo") != 0};
    }
    WRITE(output, function, functions, output->kind->frame_count);
    for (size_t i = 0; i < output->kind->place_count; i++) {
        const struct place *place = &output->kind->places[i];
        const bool named = place->function >= 0;

        rows[i] =
            (struct rp_cluster_context){.parent = place->parent,
                                        .kind = (uint16_t)place->kind,
                                        .module = named ? 0 : RP_NO_ROW,
                                        .offset = 4096 + i,
                                        .function = named ? (uint32_t)place->function : RP_NO_ROW,
                                        .file = named ? functions[place->function].file : 0,
                                        .line = place->line};
    }
    WRITE(output, context, rows, output->kind->place_count);
}

/* What a core does in a microsecond, of "roofline": stencil and exchange compute, copy_halo copies.
 */
static const struct {
    uint64_t operations, misses;
} in_microsecond[PLACES] = {
    [2] = {4000, 250}, [3] = {4000, 250}, [4] = {2000, 1}, [5] = {100, 300}};

/* Page faults: one for each ten samples. Two cycles a nanosecond, 1 instruction in one of them. */
static uint64_t value_of(const struct output *output, uint32_t at, uint32_t rank,
                         enum metric metric)
{
    const struct place *place = &output->kind->places[at];
    const uint64_t usual = rank + 1 == RANKS ? place->samples_of_last : place->samples;
    const uint64_t samples = usual * output->percent[at] / 100;
    const bool roofline = is(output, "roofline");
    const bool counted = roofline || is(output, "counters");
    const uint64_t cycles = counted ? 2 * samples * SAMPLE_NS : 0;
    const uint64_t microseconds = roofline ? samples * SAMPLE_NS / 1000 : 0;
    const uint64_t by_metric[METRICS] = {samples,
                                         samples * SAMPLE_NS,
                                         samples / 10,
                                         cycles,
                                         cycles / 2,
                                         microseconds * in_microsecond[at].operations,
                                         microseconds * in_microsecond[at].misses};

    return by_metric[metric];
}

static uint32_t rank_count(const struct output *output)
{
    return is(output, "partial") ? RANKS - 1 : RANKS;
}

static struct rp_cluster_statistic statistic_of(const struct output *output, uint32_t context,
                                                uint16_t metric)
{
    struct rp_cluster_statistic row = {.context = context, .metric = metric};
    uint32_t ranks[RANKS];
    uint64_t values[RANKS];

    for (uint32_t rank = 0; rank < rank_count(output); rank++) {
        ranks[rank] = rank;
        values[rank] = value_of(output, context, rank, metric);
    }
    cluster_statistic_fill(&row, ranks, values, rank_count(output));
    return row;
}

static void write_values(struct output *output)
{
    static struct rp_cluster_value rows[RANKS * PLACES * METRICS];
    static struct rp_cluster_context_value by_context[RANKS * PLACES * METRICS];
    const size_t columns = output->kind->place_count * METRICS;
    size_t count = 0;

    for (size_t at = 0; at < rank_count(output) * columns; at++) {
        const uint32_t rank = (uint32_t)(at / columns);
        const uint32_t context = (uint32_t)(at % columns / METRICS);
        const uint16_t metric = (uint16_t)(at % METRICS);
        const uint64_t value = value_of(output, context, rank, metric);

        if (value > 0)
            rows[count++] = (struct rp_cluster_value){rank, context, metric, value};
    }
    WRITE(output, value, rows, count);
    cluster_values_by_context(by_context, rows, count);
    WRITE(output, context_value, by_context, count);
}

static void write_statistics(struct output *output)
{
    static struct rp_cluster_statistic rows[PLACES * METRICS];
    size_t count = 0;

    for (size_t at = 0; at < output->kind->place_count * METRICS; at++) {
        rows[count] = statistic_of(output, (uint32_t)(at / METRICS), (uint16_t)(at % METRICS));
        count += rows[count].sum > 0;
    }
    WRITE(output, statistic, rows, count);
}

static void write_metrics(struct output *output)
{
    const bool refused = is(output, "refused");
    const bool roofline = is(output, "roofline");
    const bool counted = roofline || is(output, "counters");
    const uint32_t reason = refused ? make_put(&output->heap, "this processor has no counters") : 0;
    struct rp_cluster_metric rows[METRICS] = {
        {make_put(&output->heap, "samples"), make_put(&output->heap, "count"),
         make_put(&output->heap, "timer"), RANKS, 0, 0, 0, 0},
        {make_put(&output->heap, "cpu_time"), make_put(&output->heap, "ns"),
         make_put(&output->heap, "timer"), RANKS, 0, 0, 0, 0},
        {make_put(&output->heap, "page-faults"), make_put(&output->heap, "count"),
         make_put(&output->heap, "rusage"), RANKS, 0, 0, 0, 0},
        {make_put(&output->heap, "PAPI_TOT_CYC"), make_put(&output->heap, "count"),
         make_put(&output->heap, "papi"), counted ? RANKS : 0, refused ? RANKS : 0, 0, 0, reason},
        {make_put(&output->heap, "PAPI_TOT_INS"), make_put(&output->heap, "count"),
         make_put(&output->heap, "papi"), RANKS, 0, 0, 0, 0},
        {make_put(&output->heap, "PAPI_DP_OPS"), make_put(&output->heap, "count"),
         make_put(&output->heap, "papi"), RANKS, 0, 0, 0, 0},
        {make_put(&output->heap, "PAPI_L3_TCM"), make_put(&output->heap, "count"),
         make_put(&output->heap, "papi"), RANKS, 0, 0, 0, 0}};

    WRITE(output, metric, rows,
          roofline  ? METRICS
          : counted ? OPERATIONS
          : refused ? CYCLES + 1u
                    : CYCLES);
}

static void write_ranks(struct output *output)
{
    static const char *const names[] = {"node1", "node2"};
    struct rp_cluster_node nodes[2];
    struct rp_cluster_rank rows[RANKS] = {0};
    const size_t count = rank_count(output);

    for (size_t i = 0; i < 2; i++)
        nodes[i].name = make_put(&output->heap, names[i]);
    for (uint32_t rank = 0; rank < RANKS; rank++) {
        rows[rank] = (struct rp_cluster_rank){.rank = rank,
                                              .node = rank / 2,
                                              .state = RP_RANK_COMPLETE,
                                              .start_ns = START_NS,
                                              .wall_ns = 10 * UINT64_C(1000000000),
                                              .slices = 1,
                                              .processes = 1,
                                              .threads = 1,
                                              .end_how = RP_END_EXIT,
                                              .partial = 5,
                                              .handler_ns = 20000000,
                                              .collector_cpu_ns = 30000000};
        for (size_t i = 0; i < output->kind->place_count; i++)
            rows[rank].samples += value_of(output, (uint32_t)i, rank, SAMPLES);
        rows[rank].off_cpu_ns = rank * UINT64_C(1500000000);
        rows[rank].sampled_ns = rows[rank].kernel_cpu_ns = rows[rank].samples * SAMPLE_NS;
    }
    if (is(output, "partial")) {
        rows[1].state = RP_RANK_PARTIAL;
        rows[2].end_how = RP_END_SIGNAL;
        rows[2].end_status = 9;
    }
    WRITE(output, node, nodes, 2);
    WRITE(output, rank, rows, count);
}

/* Rank 0 could not have what the others had. */
static void write_processes(struct output *output)
{
    struct rp_cluster_process rows[RANKS] = {0};
    const size_t count = rank_count(output);

    for (uint32_t rank = 0; rank < RANKS; rank++) {
        rows[rank] = (struct rp_cluster_process){
            .rank = rank,
            .pid = 100,
            .source = make_put(&output->heap, "perf_event_open(task clock)")};
        if (rank == 0)
            rows[rank].source = make_put(&output->heap, "timer_create(CLOCK_THREAD_CPUTIME_ID)");
        if (rank == 0)
            rows[rank].remark = make_put(&output->heap, "perf-trap: not permitted");
    }
    WRITE(output, process, rows, count);
}

/* Of "differing", one rank's node saves power. */
static void write_identities(struct output *output)
{
    struct rp_cluster_identity rows[RANKS];
    const uint32_t key = make_put(&output->heap, "cpu.governor");
    const uint32_t usual = make_put(&output->heap, "performance");

    for (uint32_t rank = 0; rank < RANKS; rank++)
        rows[rank] = (struct rp_cluster_identity){rank, key, usual};
    rows[RANKS - 1].value = make_put(&output->heap, "powersave");
    WRITE(output, identity, rows, is(output, "differing") ? RANKS : 0);
}

static void write_rest(struct output *output)
{
    const struct rp_cluster_module module = {make_put(&output->heap, "/opt/app/bin/app"),
                                             make_put(&output->heap, "00ff"), RP_SYMBOLS_DEBUG,
                                             RANKS};

    WRITE(output, module, &module, 1);
    if (is(output, "partial")) {
        const struct rp_cluster_remark remark = {make_put(&output->heap, "rank-000003.h5"), 1,
                                                 make_put(&output->heap, "the file is empty")};

        WRITE(output, remark, &remark, 1);
    }
}

static void write_file(struct output *output, const char *path)
{
    const struct rp_parallel alone = {.process = 0, .processes = 1};
    const bool partial = is(output, "partial");
    const struct rp_cluster_session session = {.ranks_expected = RANKS,
                                               .ranks_merged = partial ? RANKS - 1 : RANKS,
                                               .files_left_out = partial,
                                               .start_ns = START_NS,
                                               .end_ns = START_NS + 10 * UINT64_C(1000000000),
                                               .slice_ns = 10 * UINT64_C(1000000000),
                                               .rate_millihertz = 100000,
                                               .budget_millionths = 10000};
    const bool markup = is(output, "markup");
    const struct rp_identity_entry texts[] = {
        {"command", markup ? "./app </title><script>alert(4)</script>" : "./app -n 3"},
        {"job", "4711"}};
    const struct rp_cluster_heading heading = {session, texts, 2};
    struct rp_cluster_part heap;

    must(output, rp_cluster_writer_open(&output->writer, path, &alone, &heading, &output->error));
    write_contexts(output);
    write_values(output);
    write_statistics(output);
    write_metrics(output);
    write_ranks(output);
    write_processes(output);
    write_identities(output);
    write_rest(output);
    if (is(output, "gpu"))
        make_gpus(output);
    heap = (struct rp_cluster_part){output->heap.bytes, output->heap.used, 0, output->heap.used};
    must(output, rp_cluster_writer_strings(output->writer, &heap, &output->error));
    must(output, rp_cluster_writer_close(output->writer, &output->error));
}

static void read_percents(struct output *output, char **words)
{
    for (size_t i = 0; i < PLACES; i++)
        output->percent[i] = 100;
    for (; *words; words++) {
        unsigned place = 0;
        unsigned percent = 0;

        if (sscanf(*words, "%u=%u", &place, &percent) != 2 || place >= output->kind->place_count)
            exit(2);
        output->percent[place] = percent;
    }
}

int main(int argc, char **argv)
{
    static struct output output = {.heap = {.used = 1}};

    for (const struct kind *kind = cluster_kinds; argc >= 3 && kind->name; kind++) {
        if (strcmp(kind->name, argv[1]) == 0)
            output.kind = kind;
    }
    if (!output.kind) {
        fputs("usage: make_cluster KIND PATH [PLACE=PERCENT...]\n", stderr);
        return 2;
    }
    read_percents(&output, argv + 3);
    write_file(&output, argv[2]);
    return 0;
}
