/* make_job.c: writes the cluster file of a job as large as is asked for, with a straggler in it.
 * SPDX-License-Identifier: Apache-2.0
 *
 *   make_job CONTEXTS RANKS SLICES METRICS PATH
 *
 * A tree of C++ functions with long names, values that look like noise (so that the page's size is
 * that of a bad case), and one rank, at two thirds of all, that does 2.5 times the work of the
 * others from the middle of the run on. The same arguments make the same file.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/context_kind.h"
#include "common/mpi_class.h"
#include "common/segment_mpi.h"
#include "format/cluster_file.h"
#include "format/rank_writer.h"

#define START_NS        UINT64_C(1700000000000000000)
#define SLICE_NS        UINT64_C(10000000000)
#define START_OF(slice) (START_NS + (slice)*SLICE_NS)
#define SAMPLE_NS       UINT64_C(10000000)
#define HEAP_BYTES      (1u << 26)
#define RANKS_A_NODE    64u
#define OWN_CONTEXTS    100u /* contexts that a rank has values of */
#define MOST_METRICS    8u
#define STRAGGLER_MORE  2.5

struct job {
    uint32_t contexts, ranks, slices, metrics, functions, straggler;
    struct rp_cluster_writer *writer;
    struct rp_error error;
    char *heap;
    size_t used;
};

static void must(const struct job *job, enum rp_status status)
{
    if (status == RP_OK)
        return;
    fprintf(stderr, "make_job: %s\n", job->error.text);
    exit(1);
}

static void *rows_for(size_t count, size_t bytes)
{
    void *rows = calloc(count + 1, bytes);

    if (!rows)
        exit(1);
    return rows;
}

/* A number that looks random and depends on nothing but the arguments. */
static uint32_t noise(uint32_t a, uint32_t b)
{
    uint64_t x = ((uint64_t)a << 32 | b) + UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(x >> 32);
}

static uint32_t put(struct job *job, const char *text)
{
    const size_t length = strlen(text) + 1;

    if (job->used + length > HEAP_BYTES)
        exit(1);
    memcpy(job->heap + job->used, text, length);
    job->used += length;
    return (uint32_t)(job->used - length);
}

static void write_table(struct job *job, enum rp_cluster_table table, void *rows, size_t count)
{
    const struct rp_cluster_part part = {rows, count, 0, count};

    must(job, rp_cluster_writer_table(job->writer, table, &part, &job->error));
    free(rows);
}

#define WRITE(job, table, rows, count) write_table(job, RP_CLUSTER_TABLE_##table, rows, count)

static void write_functions(struct job *job)
{
    static const char *const spaces[] = {"solver", "mesh", "io::detail", "linalg", "physics::eos"};
    static const char *const nouns[] = {"Stencil", "Field", "Partition", "Halo", "Matrix", "Timer"};
    static const char *const verbs[] = {"update", "exchange", "assemble",
                                        "apply",  "reduce",   "pack"};
    struct rp_cluster_function *rows = rows_for(job->functions, sizeof(*rows));
    const uint32_t source = put(job, "/home/user/code/src/kernel.cpp");
    char name[256];

    for (uint32_t i = 0; i < job->functions; i++) {
        snprintf(name, sizeof(name),
                 "%s::%s<double, %u, std::allocator<double> >::%s_%u(Field&, int)",
                 spaces[noise(i, 1) % 5], nouns[noise(i, 2) % 6], noise(i, 3) % 4 + 1,
                 verbs[noise(i, 4) % 6], i);
        rows[i] = (struct rp_cluster_function){.name = put(job, i == 0   ? "main"
                                                                : i == 1 ? "straggle"
                                                                         : name),
                                               .module = noise(i, 5) % 8 == 0,
                                               .file = source,
                                               .line = i + 1,
                                               .resolved = 1};
    }
    WRITE(job, function, rows, job->functions);
}

/* A parent is one of the contexts before: paths of some ten calls. */
static void write_contexts(struct job *job)
{
    struct rp_cluster_context *rows = rows_for(job->contexts, sizeof(*rows));

    rows[0] = (struct rp_cluster_context){
        .kind = RP_CONTEXT_ROOT, .module = RP_NO_ROW, .function = RP_NO_ROW};
    for (uint32_t i = 1; i < job->contexts; i++) {
        const uint32_t function = i < 3 ? i - 1 : 2 + noise(i, 6) % (job->functions - 2);
        const uint32_t back = 1 + noise(i, 7) % (i / 2 + 1);

        rows[i] = (struct rp_cluster_context){.parent = i < 3 ? i - 1 : i - back,
                                              .kind = RP_CONTEXT_CODE,
                                              .module = noise(function, 5) % 8 == 0,
                                              .offset = 4096 + i,
                                              .function = function,
                                              .line = i};
        if (rows[i].parent == 0 || rows[i].parent == 2)
            rows[i].parent = i < 3 ? i - 1 : 1;
    }
    WRITE(job, context, rows, job->contexts);
}

/* ---- values ---- */

/* Sums over ranks of each (context, metric), for the statistics. */
struct sums {
    struct rp_cluster_statistic *rows;
    double *squares;
};

static void add_sum(const struct job *job, struct sums *sums, const struct rp_cluster_value *value)
{
    const size_t at = (size_t)value->context * job->metrics + value->metric;
    struct rp_cluster_statistic *row = &sums->rows[at];

    row->sum += value->value;
    row->ranks++;
    if (value->value > row->max) {
        row->max = value->value;
        row->max_rank = value->rank;
    }
    sums->squares[at] += (double)value->value * (double)value->value;
}

static uint64_t samples_of(const struct job *job, uint32_t rank, uint32_t i)
{
    const uint64_t usual = i == 0 ? 400 : 1 + noise(rank % 97 + i, 9) % 40;

    return rank == job->straggler && i == 0 ? (uint64_t)(STRAGGLER_MORE * (double)usual) : usual;
}

/* Values of one rank, contexts rising: first "straggle", then others all over the tree. */
static size_t add_rank(const struct job *job, struct sums *sums, uint32_t rank,
                       struct rp_cluster_value *rows)
{
    const uint32_t step = (job->contexts - 3) / OWN_CONTEXTS;
    size_t count = 0;

    for (uint32_t i = 0; i < OWN_CONTEXTS && (i == 0 || step > 0); i++) {
        const uint32_t context = i == 0 ? 2 : 3 + (i - 1) * step + noise(rank, i) % step;
        const uint64_t samples = samples_of(job, rank, i);

        for (uint16_t metric = 0; metric < job->metrics; metric++) {
            const uint64_t more = 1000 + noise(rank + context, metric) % 500000;

            rows[count] = (struct rp_cluster_value){rank, context, metric, samples};
            if (metric == 1)
                rows[count].value = samples * SAMPLE_NS;
            else if (metric > 1)
                rows[count].value = samples * more;
            add_sum(job, sums, &rows[count++]);
        }
    }
    return count;
}

static void write_values(struct job *job)
{
    const size_t most = (size_t)job->ranks * OWN_CONTEXTS * job->metrics;
    const size_t places = (size_t)job->contexts * job->metrics;
    struct rp_cluster_value *rows = rows_for(most, sizeof(*rows));
    struct sums sums = {rows_for(places, sizeof(*sums.rows)),
                        rows_for(places, sizeof(*sums.squares))};
    size_t count = 0;
    size_t kept = 0;

    for (uint32_t rank = 0; rank < job->ranks; rank++)
        count += add_rank(job, &sums, rank, rows + count);
    WRITE(job, value, rows, count);
    for (size_t i = 0; i < places; i++) {
        struct rp_cluster_statistic row = sums.rows[i];

        if (row.sum == 0)
            continue;
        row.context = (uint32_t)(i / job->metrics);
        row.metric = (uint16_t)(i % job->metrics);
        row.mean = (double)row.sum / job->ranks;
        row.stddev = sqrt(fmax(sums.squares[i] / job->ranks - row.mean * row.mean, 0));
        sums.rows[kept++] = row;
    }
    free(sums.squares);
    WRITE(job, statistic, sums.rows, kept);
}

/* ---- time ---- */

static double load_of(const struct job *job, uint32_t rank, uint32_t slice)
{
    const bool slow = rank == job->straggler && slice >= job->slices / 2;

    return (0.25 + 0.15 * noise(rank, slice) / 4294967296.0) * (slow ? STRAGGLER_MORE : 1);
}

static void write_series(struct job *job)
{
    const size_t most = (size_t)job->ranks * job->slices * job->metrics;
    struct rp_cluster_series *rows = rows_for(most, sizeof(*rows));

    for (size_t i = 0; i < most; i++) {
        const uint16_t metric = (uint16_t)(i % job->metrics);
        const uint32_t slice = (uint32_t)(i / job->metrics % job->slices);
        const uint32_t rank = (uint32_t)(i / job->metrics / job->slices);
        const double value = load_of(job, rank, slice) * (double)SLICE_NS * (1 + metric);

        rows[i] = (struct rp_cluster_series){rank, START_OF(slice), START_OF(slice + 1), metric,
                                             (uint64_t)value};
    }
    WRITE(job, series, rows, most);
}

static void write_mpi_times(struct job *job)
{
    const size_t most = (size_t)job->ranks * job->slices * 2;
    struct rp_cluster_mpi_time *rows = rows_for(most, sizeof(*rows));

    for (size_t i = 0; i < most; i++) {
        const uint32_t slice = (uint32_t)(i / 2 % job->slices);
        const uint32_t rank = (uint32_t)(i / 2 / job->slices);
        const bool span = i % 2 == 1;

        rows[i] = (struct rp_cluster_mpi_time){
            .rank = rank,
            .start_ns = START_OF(slice),
            .end_ns = START_OF(slice + 1),
            .class = span ? RP_CLASS_SPAN : RP_CLASS_OUTSIDE,
            .time_ns = span ? SLICE_NS : (uint64_t)(load_of(job, rank, slice) * (double)SLICE_NS)};
    }
    WRITE(job, mpi_time, rows, most);
}

/* Each rank sends to its neighbours on a ring and to one far away. */
static void write_traffic(struct job *job)
{
    static const uint32_t distances[] = {1, 64};
    struct rp_cluster_mpi_traffic *rows = rows_for(2 * (size_t)job->ranks, sizeof(*rows));
    size_t count = 0;

    for (uint32_t i = 0; i < 2 * job->ranks; i++) {
        const uint32_t rank = i / 2;
        const uint32_t to = (rank + distances[i % 2]) % job->ranks;

        rows[count++] = (struct rp_cluster_mpi_traffic){.rank = rank,
                                                        .kind = RP_TRAFFIC_MESSAGE,
                                                        .number = to,
                                                        .size = 14,
                                                        .sends = 1000,
                                                        .sent = 8192000 + noise(rank, to) % 100000};
    }
    WRITE(job, mpi_traffic, rows, count);
}

/* ---- the rest ---- */

static void write_metrics(struct job *job)
{
    static const char *const names[MOST_METRICS][3] = {
        {"samples", "count", "timer"},           {"cpu_time", "ns", "timer"},
        {"PAPI_TOT_CYC", "count", "papi"},       {"PAPI_TOT_INS", "count", "papi"},
        {"PAPI_L3_TCM", "count", "papi"},        {"PAPI_DP_OPS", "count", "papi"},
        {"context-switches", "count", "rusage"}, {"page-faults", "count", "rusage"},
    };
    struct rp_cluster_metric *rows = rows_for(job->metrics, sizeof(*rows));

    for (uint32_t i = 0; i < job->metrics; i++)
        rows[i] = (struct rp_cluster_metric){.name = put(job, names[i][0]),
                                             .unit = put(job, names[i][1]),
                                             .source = put(job, names[i][2]),
                                             .counted_ranks = job->ranks};
    WRITE(job, metric, rows, job->metrics);
}

static void write_ranks(struct job *job)
{
    const uint32_t node_count = (job->ranks + RANKS_A_NODE - 1) / RANKS_A_NODE;
    struct rp_cluster_node *nodes = rows_for(node_count, sizeof(*nodes));
    struct rp_cluster_rank *rows = rows_for(job->ranks, sizeof(*rows));
    char name[32];

    for (uint32_t i = 0; i < node_count; i++) {
        snprintf(name, sizeof(name), "nid%06u", i);
        nodes[i].name = put(job, name);
    }
    for (uint32_t i = 0; i < job->ranks; i++) {
        snprintf(name, sizeof(name), "rank-%06u.h5", i);
        rows[i] = (struct rp_cluster_rank){.rank = i,
                                           .local_rank = i % RANKS_A_NODE,
                                           .node = i / RANKS_A_NODE,
                                           .path = put(job, name),
                                           .state = RP_RANK_COMPLETE,
                                           .start_ns = START_NS,
                                           .wall_ns = job->slices * SLICE_NS,
                                           .slices = job->slices,
                                           .processes = 1,
                                           .threads = 1,
                                           .end_how = RP_END_EXIT,
                                           .samples = 4000,
                                           .handler_ns = 20000000,
                                           .kernel_cpu_ns = 4000 * SAMPLE_NS};
    }
    WRITE(job, node, nodes, node_count);
    WRITE(job, rank, rows, job->ranks);
}

static void write_rest(struct job *job)
{
    struct rp_cluster_module *rows = rows_for(2, sizeof(*rows));

    rows[0] = (struct rp_cluster_module){put(job, "/opt/app"), 0, RP_SYMBOLS_DEBUG, job->ranks};
    rows[1] = (struct rp_cluster_module){put(job, "/lib/libf.so"), 0, RP_SYMBOLS_DEBUG, job->ranks};
    WRITE(job, module, rows, 2);
    WRITE(job, process, NULL, 0);
    WRITE(job, identity, NULL, 0);
    WRITE(job, remark, NULL, 0);
}

static void write_file(struct job *job, const char *path)
{
    const struct rp_parallel alone = {.process = 0, .processes = 1};
    const struct rp_cluster_session session = {.ranks_expected = job->ranks,
                                               .ranks_merged = job->ranks,
                                               .start_ns = START_NS,
                                               .end_ns = START_OF(job->slices),
                                               .slice_ns = SLICE_NS,
                                               .rate_millihertz = 100000};
    const struct rp_identity_entry texts[] = {{"command", "./app --mesh large.h5"},
                                              {"job", "48213"}};
    const struct rp_cluster_heading heading = {session, texts, 2};
    struct rp_cluster_part heap;

    must(job, rp_cluster_writer_open(&job->writer, path, &alone, &heading, &job->error));
    put(job, "");
    write_functions(job);
    write_contexts(job);
    write_values(job);
    write_series(job);
    write_mpi_times(job);
    write_traffic(job);
    write_metrics(job);
    write_ranks(job);
    write_rest(job);
    heap = (struct rp_cluster_part){job->heap, job->used, 0, job->used};
    must(job, rp_cluster_writer_strings(job->writer, &heap, &job->error));
    must(job, rp_cluster_writer_close(job->writer, &job->error));
    free(job->heap);
}

/* NOLINTBEGIN(cert-err34-c): nonsense becomes 0 and is refused */
int main(int argc, char **argv)
{
    struct job job = {0};

    if (argc != 6 || atoi(argv[1]) < 3 || atoi(argv[4]) > (int)MOST_METRICS) {
        fputs("usage: make_job CONTEXTS RANKS SLICES METRICS PATH\n", stderr);
        return 2;
    }
    job.heap = rows_for(HEAP_BYTES, 1);
    job.contexts = (uint32_t)atoi(argv[1]);
    job.ranks = (uint32_t)atoi(argv[2]);
    job.slices = (uint32_t)atoi(argv[3]);
    job.metrics = (uint32_t)atoi(argv[4]);
    job.functions = job.contexts / 8 + 3;
    job.straggler = job.ranks * 2 / 3;
    write_file(&job, argv[5]);
    return 0;
}
/* NOLINTEND(cert-err34-c) */
