/* synthetic_rank.c: writes the rank files of a job that never ran, and adds up what is in them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/tools/synthetic_rank.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "common/context_kind.h"
#include "common/mpi_class.h"
#include "common/segment.h"
#include "format/rank_writer.h"

#define FILLERS    64u /* entries of /identity that are the same on all ranks */
#define TEXT_BYTES 64u

/* A file that is being written; the first failure is kept. */
struct writing {
    const struct synthetic_job *job;
    struct rp_rank_writer *writer;
    struct synthetic_truth *truth;
    uint32_t rank;
    uint32_t module;
    uint32_t *rows; /* of the job's contexts; RP_NO_ROW: not in the file yet */
    bool *seen;
    bool *valued; /* contexts that have values */
    uint32_t *threads;
    uint16_t metrics[SYNTHETIC_MOST_METRICS];
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

/* Texts of /identity, with room for those that differ. */
struct identity {
    char values[FILLERS][TEXT_BYTES];
    char keys[FILLERS][TEXT_BYTES];
    char node[TEXT_BYTES], rank[TEXT_BYTES], job[TEXT_BYTES];
    struct rp_identity_entry entries[FILLERS + 8];
    size_t count;
};

static void tell(struct identity *it, const char *key, const char *value)
{
    it->entries[it->count++] = (struct rp_identity_entry){key, value};
}

static void fill_identity(struct identity *it, const struct synthetic_job *job, uint32_t rank)
{
    it->count = 0;
    snprintf(it->node, TEXT_BYTES, "node-%05u", rank / SYNTHETIC_NODE_RANKS);
    snprintf(it->rank, TEXT_BYTES, "%u", rank);
    snprintf(it->job, TEXT_BYTES, "synthetic-%llu", (unsigned long long)job->settings.seed);
    tell(it, "job.id", it->job);
    tell(it, "job.node", it->node);
    tell(it, "job.rank", it->rank);
    tell(it, "job.command", "synthetic");
    tell(it, "host.name", it->node);
    for (size_t i = 0; i < FILLERS; i++) {
        snprintf(it->keys[i], TEXT_BYTES, "env.SYNTHETIC_%02zu", i);
        snprintf(it->values[i], TEXT_BYTES, "value %zu", i);
        tell(it, it->keys[i], it->values[i]);
    }
}

static enum rp_status open_file(struct writing *it, const char *path, struct rp_error *error)
{
    const struct synthetic_settings *const settings = &it->job->settings;
    const struct rp_rank_session session = {
        .rank = it->rank,
        .ranks = settings->ranks,
        .local_rank = it->rank % SYNTHETIC_NODE_RANKS,
        .slice_ns = SYNTHETIC_SLICE_NS,
        .start_realtime_ns = SYNTHETIC_START_NS + it->rank,
        .rate_millihertz = 100000,
    };
    struct identity identity;

    fill_identity(&identity, it->job, it->rank);
    return rp_rank_writer_open(&it->writer, path, &session, identity.entries, identity.count,
                               error);
}

static void add_metrics(struct writing *it)
{
    for (uint32_t i = 0; i < it->job->settings.metrics; i++) {
        const struct rp_rank_metric row = {
            .name = text(it, synthetic_metric_names[i]),
            .unit = text(it, synthetic_metric_unit(i)),
            .source = text(it, i <= SYNTHETIC_CPU_TIME ? "timer" : "papi"),
            .state = 1,
        };
        uint32_t number = 0;

        check(it, rp_rank_writer_add_metric(it->writer, &row, &number));
        it->metrics[i] = (uint16_t)number;
    }
}

static void add_process(struct writing *it, const struct synthetic_module *module)
{
    const struct rp_rank_process process = {.pid = 1000 + (int32_t)(it->rank % 30000),
                                            .parent_pid = 1,
                                            .executable = text(it, module->path),
                                            .command = text(it, "synthetic"),
                                            .source = text(it, "timer")};
    const struct rp_rank_end end = {.how = RP_END_EXIT,
                                    .end_ns = SYNTHETIC_SLICE_NS * it->job->settings.slices};
    const struct rp_rank_module row = {.path = text(it, module->path),
                                       .build_id = text(it, module->build_id)};
    uint32_t number = 0;

    check(it, rp_rank_writer_add_process(it->writer, &process, &number));
    check(it, rp_rank_writer_add_end(it->writer, &end));
    check(it, rp_rank_writer_add_module(it->writer, &row, &it->module));
    for (uint32_t i = 0; i < it->job->settings.threads; i++) {
        const struct rp_rank_thread thread = {
            .process = number, .tid = process.pid + (int32_t)i, .threads = 1};

        check(it, rp_rank_writer_add_thread(it->writer, &thread, &it->threads[i]));
    }
}

/* ---- slices ---- */

/* The file's row of a context, which is added, after its parents, when it is new. */
static uint32_t context_row(struct writing *it, uint32_t number)
{
    const struct synthetic_context *const context = &it->job->contexts[number];
    struct rp_rank_context row = {.kind = RP_CONTEXT_ROOT, .module = RP_NO_ROW};

    if (it->rows[number] != RP_NO_ROW)
        return it->rows[number];
    if (number > 0)
        row = (struct rp_rank_context){
            .parent = context_row(it, context->parent), /* NOLINT(misc-no-recursion) */
            .kind = RP_CONTEXT_CODE,
            .module = it->module,
            .offset = synthetic_function_address(context->function, context->call),
        };
    check(it, rp_rank_writer_add_context(it->writer, &row, &it->rows[number]));
    it->seen[number] = true;
    return it->rows[number];
}

static void add_up(struct writing *it, const struct synthetic_place *place, uint32_t metric,
                   uint64_t delta)
{
    const bool slow = it->job->contexts[place->context].function == it->job->slow_function &&
                      metric == SYNTHETIC_CPU_TIME;

    it->truth->rows++;
    it->truth->sums[metric] += delta;
    it->truth->slow_ns += slow ? delta : 0;
    it->truth->straggler_ns += slow && place->rank == it->job->settings.straggler ? delta : 0;
}

static void add_values(struct writing *it, const struct synthetic_place *place)
{
    struct rp_rank_value row = {.thread = it->threads[place->thread],
                                .context = context_row(it, place->context)};

    for (uint32_t metric = 0; metric < it->job->settings.metrics; metric++) {
        row.metric = it->metrics[metric];
        row.delta = synthetic_delta(it->job, place, metric);
        check(it, rp_rank_writer_add_value(it->writer, &row));
        add_up(it, place, metric, row.delta);
    }
    if (!it->valued[place->context])
        it->truth->values += it->job->settings.metrics;
    it->valued[place->context] = true;
}

static void add_mpi(struct writing *it, uint32_t slice)
{
    const uint64_t collective_ns = synthetic_collective_ns(it->job, it->rank, slice);
    const struct rp_rank_mpi_time times[] = {
        {.class = RP_CLASS_COLLECTIVE, .calls = 100, .time_ns = collective_ns, .sent = 800},
        {.class = RP_CLASS_OUTSIDE, .time_ns = SYNTHETIC_SLICE_NS - collective_ns},
        {.class = RP_CLASS_SPAN, .time_ns = SYNTHETIC_SLICE_NS},
    };
    const uint32_t ranks = it->job->settings.ranks;
    const struct rp_rank_mpi_traffic traffic[] = {
        {.kind = 1, .number = (it->rank + 1) % ranks, .size = 14, .sends = 10, .sent = 100000},
        {.kind = 1,
         .number = (it->rank + ranks - 1) % ranks,
         .size = 14,
         .receives = 10,
         .received = 100000},
        {.kind = 3,
         .number = ranks,
         .size = 4,
         .name = text(it, "MPI_Allreduce"),
         .communicator = text(it, "MPI_COMM_WORLD"),
         .sends = 100,
         .sent = 800,
         .time_ns = collective_ns},
    };

    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
        check(it, rp_rank_writer_add_mpi_time(it->writer, &times[i]));
    for (size_t i = 0; i < sizeof(traffic) / sizeof(traffic[0]); i++)
        check(it, rp_rank_writer_add_mpi_traffic(it->writer, &traffic[i]));
}

static void add_slice(struct writing *it, uint32_t slice, struct rp_error *error)
{
    const struct synthetic_settings *const settings = &it->job->settings;
    const struct rp_rank_slice record = {
        .start_ns = slice * SYNTHETIC_SLICE_NS,
        .end_ns = (slice + 1) * SYNTHETIC_SLICE_NS,
        .samples = 1000,
        .handler_ns = 5000000,
        .collector_cpu_ns = 2000000,
        .kernel_cpu_ns = SYNTHETIC_SLICE_NS * settings->threads,
        .processes = 1,
        .live_threads = settings->threads,
    };

    context_row(it, 0);
    for (uint32_t i = 1; i < settings->contexts; i++) {
        if (!synthetic_has_in_slice(it->job, it->rank, i, slice))
            continue;
        for (uint32_t thread = 0; thread < settings->threads; thread++) {
            const struct synthetic_place place = {it->rank, i, slice, thread};

            if (synthetic_runs(it->job, it->rank, i, thread))
                add_values(it, &place);
        }
    }
    add_mpi(it, slice);
    check(it, it->status == RP_OK ? rp_rank_writer_commit(it->writer, &record, error) : RP_OK);
}

static enum rp_status write_file(struct writing *it, const struct synthetic_module *module,
                                 const char *path, struct rp_error *error)
{
    struct stat about;

    it->status = open_file(it, path, error);
    if (it->status != RP_OK)
        return it->status;
    add_metrics(it);
    add_process(it, module);
    for (uint32_t i = 0; it->status == RP_OK && i < it->job->settings.slices; i++)
        add_slice(it, i, error);
    if (it->status != RP_OK) {
        rp_rank_writer_abandon(it->writer);
        return it->status;
    }
    it->status = rp_rank_writer_close(it->writer, error);
    it->truth->bytes += stat(path, &about) == 0 ? (uint64_t)about.st_size : 0;
    return it->status;
}

enum rp_status synthetic_rank_write(const struct synthetic_job *job, uint32_t rank,
                                    const struct synthetic_output *output, struct rp_error *error)
{
    const uint32_t contexts = job->settings.contexts;
    struct writing it = {.job = job,
                         .truth = output->truth,
                         .rank = rank,
                         .rows = malloc(contexts * sizeof(*it.rows)),
                         .seen = output->seen,
                         .valued = calloc(contexts, sizeof(*it.valued)),
                         .threads = calloc(job->settings.threads, sizeof(*it.threads))};
    char path[4096];

    *error = (struct rp_error){.status = RP_OK};
    snprintf(path, sizeof(path), "%s/rank-%06u.h5", output->directory, rank);
    it.status = it.rows && it.valued && it.threads ? RP_OK : RP_E_NOMEM;
    for (uint32_t i = 0; it.status == RP_OK && i < contexts; i++)
        it.rows[i] = RP_NO_ROW;
    if (it.status == RP_OK)
        write_file(&it, output->module, path, error);
    free(it.rows);
    free(it.valued);
    free(it.threads);
    if (it.status != RP_OK && error->status == RP_OK)
        return rp_error_set(error, it.status, "cannot write '%s'", path);
    return it.status;
}
