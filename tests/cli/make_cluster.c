/* make_cluster.c: writes small cluster files with known truth, the inputs of the CLI tests.
 * SPDX-License-Identifier: Apache-2.0
 *
 *   make_cluster KIND PATH      KIND: plain, hostile, markup, partial, recursion, refused,
 *                                gpu
 *
 * plain: 4 ranks on 2 nodes. main calls solve (70) and exchange (30), exchange calls copy. Rank 3
 * does twice the work of the others in solve. One sample is 10 ms.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/rank_writer.h"
#include "tests/cli/make_cluster.h"
#include "tests/support/cluster_statistic.h"

static const struct frame plain_frames[] = {
    {"main", "/src/app.c", 10},
    {"solver::stencil<double, 3, Field<double>, std::allocator<double> >(Field<double>&, int)",
     "/src/solve.cpp", 20},
    {"exchange", "/src/exchange.c", 30},
    {"copy_halo", "", 0},
};

static const struct place plain_places[] = {
    {0, -1, 0, 0, 0, RP_CONTEXT_ROOT},      {0, 0, 12, 0, 0, RP_CONTEXT_CODE},
    {1, 1, 22, 500, 1000, RP_CONTEXT_CODE}, {1, 1, 25, 200, 400, RP_CONTEXT_CODE},
    {1, 2, 31, 100, 100, RP_CONTEXT_CODE},  {4, 3, 0, 190, 190, RP_CONTEXT_CODE},
    {0, -1, 0, 5, 5, RP_CONTEXT_PARTIAL},   {0, -1, 0, 5, 5, RP_CONTEXT_UNSAMPLED},
};

static const struct frame hostile_frames[] = {
    {"main", "/src/app.c", 10},
    {"red \033[31m name", "/src/\r\n.c", 1},
    {"two\nlines, \"quoted\"", "", 0},
    {"bytes \xff\xfe and \xe2\x80\xae"
     "bidi",
     "", 0},
    {"na\xc3\xafve", "", 0},
};

static const struct place hostile_places[] = {
    {0, -1, 0, 0, 0, RP_CONTEXT_ROOT},    {0, 0, 12, 0, 0, RP_CONTEXT_CODE},
    {1, 1, 2, 400, 400, RP_CONTEXT_CODE}, {1, 2, 3, 300, 300, RP_CONTEXT_CODE},
    {1, 3, 4, 200, 200, RP_CONTEXT_CODE}, {1, 4, 5, 100, 100, RP_CONTEXT_CODE},
};

/* What would be more than text where it is taken for a part of an HTML page. */
static const struct frame markup_frames[] = {
    {"main", "/src/app.c", 10},     {"</script><img src=x onerror=alert(1)>", "/src/<b>.c", 1},
    {"<!--<script>", "", 0},        {"\"><svg/onload=alert(2)> 'quoted' &lt;b&gt;", "", 0},
    {"javascript:alert(3)", "", 0},
};

/* main calls even, even calls odd, odd calls even ...: each counted once. */
static const struct frame recursion_frames[] = {
    {"main", "/src/app.c", 10}, {"even", "/src/app.c", 20}, {"odd", "/src/app.c", 30}};

static const struct place recursion_places[] = {
    {0, -1, 0, 0, 0, RP_CONTEXT_ROOT},     {0, 0, 12, 0, 0, RP_CONTEXT_CODE},
    {1, 1, 21, 100, 100, RP_CONTEXT_CODE}, {2, 2, 31, 100, 100, RP_CONTEXT_CODE},
    {3, 1, 21, 100, 100, RP_CONTEXT_CODE}, {4, 1, 21, 100, 100, RP_CONTEXT_CODE},
};

/* main calls step, which computes, and launches through NVIDIA's runtime. */
static const struct frame gpu_frames[] = {
    {"main", "/src/app.c", 10},
    {"step", "/src/step.cpp", 20},
    {"cudaLaunchKernel", "", 0},
    {"gemm<float>(float const*, float*)", "", 0},
    {"ncclDevKernel_AllReduce_Sum_f32_RING_LL", "", 0},
    {"[copy host to device, pageable]", "", 0},
    {"cuStreamSynchronize", "", 0},
};

static const struct place gpu_places[] = {
    {0, -1, 0, 0, 0, RP_CONTEXT_ROOT},     {0, 0, 12, 0, 0, RP_CONTEXT_CODE},
    {1, 1, 22, 900, 900, RP_CONTEXT_CODE}, {2, 2, 0, 100, 100, RP_CONTEXT_CODE},
    {3, 3, 0, 0, 0, RP_CONTEXT_GPU},       {3, 4, 0, 0, 0, RP_CONTEXT_GPU},
    {2, 5, 0, 0, 0, RP_CONTEXT_GPU},       {2, 6, 0, 0, 0, RP_CONTEXT_GPU},
};

#define KIND(text, frames, places)                                                                 \
    {                                                                                              \
        text, frames, sizeof(frames) / sizeof((frames)[0]), places,                                \
            sizeof(places) / sizeof((places)[0])                                                   \
    }
static const struct kind kinds[] = {
    KIND("plain", plain_frames, plain_places),
    KIND("partial", plain_frames, plain_places),
    KIND("refused", plain_frames, plain_places),
    KIND("hostile", hostile_frames, hostile_places),
    KIND("markup", markup_frames, hostile_places),
    KIND("recursion", recursion_frames, recursion_places),
    KIND("gpu", gpu_frames, gpu_places),
};

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
    return strcmp(output->kind->name, kind) == 0;
}

void make_table(struct output *output, enum rp_cluster_table table, const void *rows, size_t count)
{
    const struct rp_cluster_part part = {rows, count, 0, count};

    must(output, rp_cluster_writer_table(output->writer, table, &part, &output->error));
}

static void write_contexts(struct output *output)
{
    struct rp_cluster_context rows[16] = {0};
    struct rp_cluster_function functions[16] = {0};

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

/* Page faults: one for each ten samples. */
static uint64_t value_of(const struct place *place, uint32_t rank, enum metric metric)
{
    const uint64_t samples = rank + 1 == RANKS ? place->samples_of_last : place->samples;
    const uint64_t by_metric[METRICS] = {samples, samples * SAMPLE_NS, samples / 10, 0};

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
        values[rank] = value_of(&output->kind->places[context], rank, metric);
    }
    cluster_statistic_fill(&row, ranks, values, rank_count(output));
    return row;
}

static void write_values(struct output *output)
{
    static struct rp_cluster_value rows[RANKS * 16 * METRICS];
    static struct rp_cluster_context_value by_context[RANKS * 16 * METRICS];
    const size_t columns = output->kind->place_count * METRICS;
    size_t count = 0;

    for (size_t at = 0; at < rank_count(output) * columns; at++) {
        const uint32_t rank = (uint32_t)(at / columns);
        const uint32_t context = (uint32_t)(at % columns / METRICS);
        const uint16_t metric = (uint16_t)(at % METRICS);
        const uint64_t value = value_of(&output->kind->places[context], rank, metric);

        if (value > 0)
            rows[count++] = (struct rp_cluster_value){rank, context, metric, value};
    }
    WRITE(output, value, rows, count);
    cluster_values_by_context(by_context, rows, count);
    WRITE(output, context_value, by_context, count);
}

static void write_statistics(struct output *output)
{
    static struct rp_cluster_statistic rows[16 * METRICS];
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
    struct rp_cluster_metric rows[METRICS] = {
        {make_put(&output->heap, "samples"), make_put(&output->heap, "count"),
         make_put(&output->heap, "timer"), RANKS, 0, 0, 0, 0},
        {make_put(&output->heap, "cpu_time"), make_put(&output->heap, "ns"),
         make_put(&output->heap, "timer"), RANKS, 0, 0, 0, 0},
        {make_put(&output->heap, "page-faults"), make_put(&output->heap, "count"),
         make_put(&output->heap, "rusage"), RANKS, 0, 0, 0, 0},
        {make_put(&output->heap, "PAPI_TOT_CYC"), make_put(&output->heap, "count"),
         make_put(&output->heap, "papi"), 0, RANKS, 0, 0,
         make_put(&output->heap, "this processor has no counters")}};

    WRITE(output, metric, rows, refused ? METRICS : METRICS - 1u);
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
            rows[rank].samples += value_of(&output->kind->places[i], rank, SAMPLES);
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
    write_rest(output);
    if (is(output, "gpu"))
        make_gpus(output);
    heap = (struct rp_cluster_part){output->heap.bytes, output->heap.used, 0, output->heap.used};
    must(output, rp_cluster_writer_strings(output->writer, &heap, &output->error));
    must(output, rp_cluster_writer_close(output->writer, &output->error));
}

int main(int argc, char **argv)
{
    static struct output output = {.heap = {.used = 1}};

    for (size_t i = 0; argc == 3 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kinds[i].name, argv[1]) == 0)
            output.kind = &kinds[i];
    }
    if (!output.kind) {
        fputs("usage: make_cluster KIND PATH\n", stderr);
        return 2;
    }
    write_file(&output, argv[2]);
    return 0;
}
