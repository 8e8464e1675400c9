/* merge_sample.c: writes the rank files of a job with known truth.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/merge_sample.h"

#include <stdio.h>

#include "common/context_kind.h"
#include "common/segment_tick.h"
#include "format/rank_writer.h"

enum { SAMPLES, CPU_TIME, PAPI_X, METRICS };
enum { MAIN, WORK, EXTRA, OUTSIDE, CONTEXTS };

/* The file that is being written; one thing that fails spoils it. */
struct writing {
    const struct merge_sample *sample;
    struct rp_rank_writer *writer;
    uint32_t modules[2]; /* app, lib */
    uint32_t metrics[METRICS];
    uint32_t contexts[CONTEXTS];
    uint32_t threads[MERGE_SAMPLE_THREADS];
    bool failed;
};

static void check(struct writing *it, enum rp_status status)
{
    it->failed |= status != RP_OK;
}

static uint32_t text(struct writing *it, const char *bytes)
{
    uint32_t offset = 0;

    check(it, rp_rank_writer_string(it->writer, bytes, &offset));
    return offset;
}

static bool is_odd(const struct writing *it)
{
    return it->sample->rank % 2 == 1;
}

static void add_module(struct writing *it, unsigned which)
{
    char library[64];
    struct rp_rank_module row = {0};

    snprintf(library, sizeof(library), "/no/such/place-%u/lib.so", it->sample->rank);
    row.path = text(it, which == 0 ? "/no/such/app" : library);
    row.build_id = text(it, which == 0 ? "aa11" : "bb22");
    check(it, rp_rank_writer_add_module(it->writer, &row, &it->modules[which]));
}

static void add_metric(struct writing *it, unsigned which, const char *name, const char *unit)
{
    char reason[64];
    struct rp_rank_metric row = {.name = text(it, name),
                                 .unit = text(it, unit),
                                 .source = text(it, which == PAPI_X ? "papi" : "timer"),
                                 .state = 1};

    if (which == PAPI_X && is_odd(it)) {
        snprintf(reason, sizeof(reason), "rank %u has no counters", it->sample->rank);
        row.reason = text(it, reason);
        row.state = 2;
    }
    check(it, rp_rank_writer_add_metric(it->writer, &row, &it->metrics[which]));
}

static void add_context(struct writing *it, unsigned which, uint32_t parent, uint32_t module,
                        uint64_t offset)
{
    const struct rp_rank_context row = {
        .parent = parent, .kind = RP_CONTEXT_CODE, .module = module, .offset = offset};

    check(it, rp_rank_writer_add_context(it->writer, &row, &it->contexts[which]));
}

static void add_contexts(struct writing *it)
{
    const struct rp_rank_context root = {.kind = RP_CONTEXT_ROOT, .module = RP_NO_ROW};

    check(it, rp_rank_writer_add_context(it->writer, &root, NULL));
    add_context(it, MAIN, 0, it->modules[0], MERGE_SAMPLE_MAIN);
    if (is_odd(it))
        add_context(it, EXTRA, it->contexts[MAIN], it->modules[0], MERGE_SAMPLE_EXTRA);
    add_context(it, WORK, it->contexts[MAIN], it->modules[1], MERGE_SAMPLE_WORK);
    add_context(it, OUTSIDE, it->contexts[WORK], RP_NO_ROW, 0x7f0000 + it->sample->rank * 16);
}

static void add_process(struct writing *it)
{
    const struct rp_rank_process row = {.pid = 1000 + (int32_t)it->sample->rank,
                                        .parent_pid = 1,
                                        .executable = text(it, "/no/such/app"),
                                        .command = text(it, "app --fast")};
    const struct rp_rank_end end = {.how = RP_END_EXIT, .status = 3, .end_ns = 77};
    uint32_t process = 0;

    check(it, rp_rank_writer_add_process(it->writer, &row, &process));
    for (unsigned i = 0; i < MERGE_SAMPLE_THREADS; i++) {
        const struct rp_rank_thread thread = {.process = process, .tid = 5, .threads = 1};

        check(it, rp_rank_writer_add_thread(it->writer, &thread, &it->threads[i]));
    }
    check(it, rp_rank_writer_add_end(it->writer, &end));
}

static void add_value(struct writing *it, unsigned thread, unsigned context, unsigned metric,
                      uint64_t delta)
{
    const struct rp_rank_value row = {.thread = it->threads[thread],
                                      .context = it->contexts[context],
                                      .metric = (uint16_t)it->metrics[metric],
                                      .delta = delta};

    check(it, rp_rank_writer_add_value(it->writer, &row));
}

static void add_tick(struct writing *it, uint16_t kind, uint64_t number, uint64_t start_ms,
                     uint64_t end_ms)
{
    const uint32_t ranks = it->sample->ranks;
    const uint32_t rank = it->sample->rank;
    const struct rp_rank_tick row = {
        .thread = it->threads[0],
        .kind = kind,
        .context = it->contexts[kind == RP_TICK_SAMPLE ? WORK : MAIN],
        .start_ns = start_ms * 1000000,
        .end_ns = end_ms * 1000000,
        .posted_ns = start_ms * 1000000,
        .communicator = 1,
        .number = number,
        .peer = kind == RP_TICK_SEND ? (rank + 1) % ranks : (rank + ranks - 1) % ranks,
        .tag = kind == RP_TICK_EXCHANGE ? (int32_t)ranks : 4,
    };

    check(it, rp_rank_writer_add_tick(it->writer, &row));
}

/* A meeting to which higher ranks come later, and a message to the next rank: every 9 seconds. */
static void add_ticks(struct writing *it, uint32_t slice)
{
    const uint64_t start_ms = slice * UINT64_C(9000);
    const uint64_t late_ms = start_ms + it->sample->rank * 20;

    for (uint64_t ms = start_ms + 5; ms < late_ms; ms += 10)
        add_tick(it, RP_TICK_SAMPLE, 10000000, ms, ms);
    add_tick(it, RP_TICK_EXCHANGE, slice + 11, late_ms, start_ms + it->sample->ranks * 20);
    add_tick(it, RP_TICK_SEND, slice + 1, start_ms + 400, start_ms + 401);
    add_tick(it, RP_TICK_RECEIVE, slice + 1, start_ms + 300, start_ms + 402);
}

static void add_slice(struct writing *it, uint32_t number)
{
    const struct rp_rank_slice slice = {.start_ns = number * MERGE_SAMPLE_SLICE_NS,
                                        .end_ns = (number + 1) * MERGE_SAMPLE_SLICE_NS,
                                        .samples = MERGE_SAMPLE_THREADS,
                                        .handler_ns = 11};
    struct rp_error error;

    for (unsigned i = 0; i < MERGE_SAMPLE_THREADS; i++) {
        add_value(it, i, WORK, CPU_TIME, UINT64_C(1000) * (it->sample->rank + 1));
        add_value(it, i, WORK, SAMPLES, 1);
        add_value(it, i, OUTSIDE, CPU_TIME, 5);
        if (is_odd(it))
            add_value(it, i, EXTRA, CPU_TIME, 7);
        else
            add_value(it, i, MAIN, PAPI_X, 3);
    }
    add_ticks(it, number);
    check(it, rp_rank_writer_commit(it->writer, &slice, &error));
}

bool merge_sample_write(const char *path, const struct merge_sample *sample)
{
    const struct rp_rank_session session = {.rank = sample->rank,
                                            .ranks = sample->ranks,
                                            .local_rank = sample->rank % 2,
                                            .slice_ns = MERGE_SAMPLE_SLICE_NS,
                                            .start_realtime_ns = MERGE_SAMPLE_START_NS,
                                            .rate_millihertz = 100000};
    const struct rp_identity_entry identity[] = {
        {"job.id", sample->job},
        {"job.node", sample->rank < 2 ? "node-b" : "node-a"},
        {"job.command", "app --fast"},
    };
    struct writing it = {.sample = sample};
    struct rp_error error;

    if (rp_rank_writer_open(&it.writer, path, &session, identity, 3, &error) != RP_OK)
        return false;
    add_module(&it, is_odd(&it) ? 1 : 0);
    add_module(&it, is_odd(&it) ? 0 : 1);
    add_metric(&it, SAMPLES, "samples", "count");
    add_metric(&it, CPU_TIME, "cpu_time", "ns");
    add_metric(&it, PAPI_X, "PAPI_X", "count");
    add_contexts(&it);
    add_process(&it);
    for (uint32_t i = 0; i < sample->slices; i++)
        add_slice(&it, i);
    if (sample->open)
        rp_rank_writer_abandon(it.writer);
    else
        check(&it, rp_rank_writer_close(it.writer, &error));
    return !it.failed;
}
