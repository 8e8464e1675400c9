/* synthetic_rank.c: writes a rank file of a job that never ran, as a collector would.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/tools/synthetic_rank.h"

#include <stdio.h>
#include <stdlib.h>

#include "format/rank_writer.h"

#define FILLERS      64u /* entries of /identity that are the same on all ranks */
#define TEXT_BYTES   64u
#define MOST_THREADS 256u

/* A file that is being written; the first failure is kept. */
struct writing {
    const struct synthetic_rows *rows;
    const struct synthetic_settings *settings;
    struct rp_rank_writer *writer;
    uint32_t module;
    uint32_t threads[MOST_THREADS];
    uint32_t metrics[SYNTHETIC_MOST_METRICS];
    enum rp_status status;
};

static void check(struct writing *it, enum rp_status status)
{
    if (it->status == RP_OK)
        it->status = status;
}

static uint32_t text(struct writing *it, const char *bytes)
{
    uint32_t offset = 0;

    check(it, rp_rank_writer_string(it->writer, bytes, &offset));
    return offset;
}

/* ---- the head of a file ---- */

void synthetic_name(struct synthetic_names *out, uint32_t rank)
{
    snprintf(out->node, sizeof(out->node), "node-%07u", rank / SYNTHETIC_NODE_RANKS);
    snprintf(out->rank, sizeof(out->rank), "%08u", rank);
}

/* Texts of /identity. */
struct identity {
    struct synthetic_names names;
    char job[TEXT_BYTES];
    char values[FILLERS][TEXT_BYTES];
    char keys[FILLERS][TEXT_BYTES];
    struct rp_identity_entry entries[FILLERS + 8];
    size_t count;
};

static void tell(struct identity *it, const char *key, const char *value)
{
    it->entries[it->count++] = (struct rp_identity_entry){key, value};
}

static void fill_identity(struct identity *it, uint64_t seed, uint32_t rank)
{
    it->count = 0;
    synthetic_name(&it->names, rank);
    snprintf(it->job, TEXT_BYTES, "synthetic-%llu", (unsigned long long)seed);
    tell(it, "job.id", it->job);
    tell(it, "job.node", it->names.node);
    tell(it, "job.rank", it->names.rank);
    tell(it, "job.command", "synthetic");
    tell(it, "host.name", it->names.node);
    for (size_t i = 0; i < FILLERS; i++) {
        snprintf(it->keys[i], TEXT_BYTES, "env.SYNTHETIC_%02zu", i);
        snprintf(it->values[i], TEXT_BYTES, "value %zu", i);
        tell(it, it->keys[i], it->values[i]);
    }
}

static enum rp_status open_file(struct writing *it, const char *path, struct rp_error *error)
{
    const uint32_t rank = it->rows->rank;
    const struct rp_rank_session session = {
        .rank = rank,
        .ranks = it->settings->ranks,
        .local_rank = rank % SYNTHETIC_NODE_RANKS,
        .slice_ns = SYNTHETIC_SLICE_NS,
        .start_realtime_ns = SYNTHETIC_START_NS + rank,
        .rate_millihertz = 100000,
    };
    struct identity identity;

    fill_identity(&identity, it->settings->seed, rank);
    return rp_rank_writer_open(&it->writer, path, &session, identity.entries, identity.count,
                               error);
}

static void add_metrics(struct writing *it)
{
    for (uint32_t i = 0; i < it->settings->metrics; i++) {
        const struct rp_rank_metric row = {
            .name = text(it, synthetic_metric_names[i]),
            .unit = text(it, synthetic_metric_unit(i)),
            .source = text(it, i <= SYNTHETIC_CPU_TIME ? "timer" : "papi"),
            .state = 1,
        };

        check(it, rp_rank_writer_add_metric(it->writer, &row, &it->metrics[i]));
    }
}

static void add_process(struct writing *it, const struct synthetic_module *module)
{
    const struct rp_rank_process process = {.pid = 1000,
                                            .parent_pid = 1,
                                            .executable = text(it, module->path),
                                            .command = text(it, "synthetic"),
                                            .source = text(it, "timer")};
    const struct rp_rank_end end = {.how = RP_END_EXIT,
                                    .end_ns = SYNTHETIC_SLICE_NS * it->settings->slices};
    const struct rp_rank_module row = {.path = text(it, module->path),
                                       .build_id = text(it, module->build_id)};
    uint32_t number = 0;

    check(it, rp_rank_writer_add_process(it->writer, &process, &number));
    check(it, rp_rank_writer_add_end(it->writer, &end));
    check(it, rp_rank_writer_add_module(it->writer, &row, &it->module));
    for (uint32_t i = 0; i < it->settings->threads && i < MOST_THREADS; i++) {
        const struct rp_rank_thread thread = {
            .process = number, .tid = process.pid + (int32_t)i, .threads = 1};

        check(it, rp_rank_writer_add_thread(it->writer, &thread, &it->threads[i]));
    }
}

/* ---- slices ---- */

/* The rows were numbered without the writer: the numbers must be those that it gives. */
static void add_contexts(struct writing *it, const struct synthetic_span *span)
{
    for (size_t i = 0; i < span->count; i++) {
        struct rp_rank_context row = it->rows->contexts[span->first + i];
        uint32_t number = 0;

        row.module = row.module == RP_NO_ROW ? RP_NO_ROW : it->module;
        check(it, rp_rank_writer_add_context(it->writer, &row, &number));
        check(it, number == span->row + i ? RP_OK : RP_E_VERSION);
    }
}

static void add_values(struct writing *it, const struct synthetic_span *span)
{
    for (size_t i = 0; i < span->count; i++) {
        struct rp_rank_value row = it->rows->values[span->first + i];

        row.thread = it->threads[row.thread];
        row.metric = (uint16_t)it->metrics[row.metric];
        check(it, rp_rank_writer_add_value(it->writer, &row));
    }
}

static void add_mpi(struct writing *it, uint32_t slice)
{
    struct rp_rank_mpi_time times[SYNTHETIC_MPI_TIMES];
    struct rp_rank_mpi_traffic traffic[SYNTHETIC_MPI_TRAFFIC];

    synthetic_mpi_times(it->rows, slice, times);
    synthetic_mpi_traffic(it->rows, slice, traffic);
    traffic[2].name = text(it, "MPI_Allreduce");
    traffic[2].communicator = text(it, "MPI_COMM_WORLD");
    for (size_t i = 0; i < SYNTHETIC_MPI_TIMES; i++)
        check(it, rp_rank_writer_add_mpi_time(it->writer, &times[i]));
    for (size_t i = 0; i < SYNTHETIC_MPI_TRAFFIC; i++)
        check(it, rp_rank_writer_add_mpi_traffic(it->writer, &traffic[i]));
}

static void add_slice(struct writing *it, uint32_t slice, struct rp_error *error)
{
    const struct rp_rank_slice record = {
        .start_ns = slice * SYNTHETIC_SLICE_NS,
        .end_ns = (slice + 1) * SYNTHETIC_SLICE_NS,
        .samples = 1000,
        .sampled_ns = SYNTHETIC_SLICE_NS * it->settings->threads,
        .handler_ns = 5000000,
        .collector_cpu_ns = 2000000,
        .kernel_cpu_ns = SYNTHETIC_SLICE_NS * it->settings->threads,
        .processes = 1,
        .live_threads = it->settings->threads,
    };

    add_contexts(it, &it->rows->context_spans[slice]);
    add_values(it, &it->rows->value_spans[slice]);
    add_mpi(it, slice);
    if (it->status == RP_OK)
        it->status = rp_rank_writer_commit(it->writer, &record, error);
}

enum rp_status synthetic_rank_write(const struct synthetic_rows *rows,
                                    const struct synthetic_module *module, const char *path,
                                    struct rp_error *error)
{
    struct writing it = {.rows = rows, .settings = &rows->job->settings};

    *error = (struct rp_error){.status = RP_OK};
    it.status = open_file(&it, path, error);
    if (it.status != RP_OK)
        return it.status;
    add_metrics(&it);
    add_process(&it, module);
    for (uint32_t i = 0; it.status == RP_OK && i < it.settings->slices; i++)
        add_slice(&it, i, error);
    if (it.status == RP_OK)
        return rp_rank_writer_close(it.writer, error);
    rp_rank_writer_abandon(it.writer);
    if (error->status == RP_OK)
        return rp_error_set(error, it.status, "cannot write '%s'", path);
    return it.status;
}
