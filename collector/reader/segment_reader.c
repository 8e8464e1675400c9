/* segment_reader.c: turns what one process's agent wrote into rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/segment_reader.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/gpu/gpu_reader.h"
#include "collector/reader/module_reader.h"
#include "collector/reader/mpi_reader.h"
#include "collector/reader/off_cpu.h"
#include "collector/reader/process_row.h"
#include "collector/reader/segment_end.h"
#include "collector/reader/thread_reader.h"
#include "collector/reader/tick_reader.h"
#include "common/clock.h"
#include "common/context_tree.h"

#define TIME_SLACK_NS RP_NS_PER_SECOND /* a thread's clock and ours may differ by ticks */

/* More than a process uses: ten days of a thousand cores. What is above was written over. */
#define CPU_LIMIT_NS (UINT64_C(864000000) * RP_NS_PER_SECOND)

struct rp_segment_reader {
    int segment;
    struct rp_segment_header layout; /* as checked when it was opened; never read again */
    struct rp_segment_scope scope;
    uint64_t opened_ns;
    uint64_t refused_threads, refused_events; /* when they were read last */
    uint64_t time_ns;                         /* RP_METRIC_TIME of all that was read */
    uint32_t process;
    struct rp_module_reader modules;
    struct rp_segment_texts texts;
    struct rp_metric_reader metrics;
    struct rp_generated *generated;
    struct rp_thread_reader *threads; /* [thread_capacity] */
    uint32_t threads_read;            /* those above were never touched, and take no memory */
    struct rp_mpi_reader *mpi;        /* NULL: no MPI call so far */
    struct rp_tick_reader *ticks;     /* [thread_capacity]; the same */
    struct rp_gpu_process gpu;
    struct rp_scratch slots, contexts, values, log;
};

/*
 * What was refused is told of the first process, and of others once they were sampled: a forked
 * child that only waits to execute a program cannot count all that the program will.
 */
static enum rp_status tell_refused(struct rp_segment_reader *reader,
                                   const struct rp_segment_thread *slots, uint32_t count)
{
    bool tell = reader->process == 0;

    for (uint32_t i = 0; i < count && !tell; i++)
        tell = slots[i].samples > 0;
    return tell ? rp_metric_reader_tell_refused(&reader->metrics) : RP_OK;
}

static enum rp_status read_layout(struct rp_segment_reader *reader)
{
    struct rp_segment_header *const layout = &reader->layout;
    const enum rp_status status = rp_segment_fetch_layout(reader->segment, layout);

    /* Both clocks are this node's: an attach in the future was written over. */
    if (status == RP_OK && layout->attach_ns > reader->opened_ns)
        layout->attach_ns = reader->opened_ns;
    return status;
}

enum rp_status rp_segment_reader_open(struct rp_segment_reader **out,
                                      const struct rp_attachment *attachment, bool by_exec,
                                      const struct rp_segment_scope *scope)
{
    struct rp_segment_reader *const reader = calloc(1, sizeof(*reader));
    const struct rp_process_origin origin = {attachment->pid, by_exec, scope->start_ns};
    enum rp_status status;

    if (!reader) {
        close(attachment->segment);
        return RP_E_NOMEM;
    }
    reader->segment = attachment->segment;
    reader->scope = *scope;
    reader->opened_ns = rp_clock_monotonic();
    rp_module_reader_init(&reader->modules);
    status = read_layout(reader);
    if (status == RP_OK) {
        reader->threads = calloc(reader->layout.thread_capacity, sizeof(*reader->threads));
        status = reader->threads ? RP_OK : RP_E_NOMEM;
    }
    if (status == RP_OK) {
        rp_segment_texts_read(&reader->texts, reader->segment, &reader->layout,
                              reader->layout.string_bytes);
        status = rp_process_row_add(scope->unify, &reader->layout, &reader->texts, &origin,
                                    &reader->process);
    }
    if (status == RP_OK)
        status =
            rp_metric_reader_start(&reader->metrics, &reader->layout, &reader->texts, scope->unify);
    if (status == RP_OK)
        status = rp_generated_new(&reader->generated, attachment->pid, scope->unify);
    if (status != RP_OK) {
        rp_segment_reader_close(reader);
        return status;
    }
    *out = reader;
    return RP_OK;
}

static enum rp_status read_modules(struct rp_segment_reader *reader, uint32_t count,
                                   struct rp_rank_slice *ledger)
{
    const struct rp_module_source source = {.segment = reader->segment,
                                            .layout = &reader->layout,
                                            .texts = &reader->texts,
                                            .unify = reader->scope.unify,
                                            .ledger = ledger};

    return rp_module_reader_drain(&reader->modules, count, &source);
}

static struct rp_thread_source source_of(struct rp_segment_reader *reader,
                                         const struct rp_segment_header *now,
                                         struct rp_rank_slice *ledger)
{
    const struct rp_segment_header *const layout = &reader->layout;
    const uint64_t now_ns = rp_clock_monotonic();

    return (struct rp_thread_source){
        .segment = reader->segment,
        .layout = layout,
        .unify = reader->scope.unify,
        .process = reader->process,
        .start_ns = reader->scope.start_ns,
        .now_ns = now_ns,
        .time_limit_ns = now_ns - layout->attach_ns + TIME_SLACK_NS,
        .modules = reader->modules.rows,
        .texts = &reader->texts,
        .metrics = &reader->metrics,
        .generated = reader->generated,
        .contexts = &reader->contexts,
        .values = &reader->values,
        .ticks = &reader->log,
        .ledger = ledger,
        .time_ns = &reader->time_ns,
        .is_detached = now->state == RP_PROCESS_DETACHED,
    };
}

static enum rp_status read_threads(struct rp_segment_reader *reader,
                                   const struct rp_segment_header *now,
                                   const struct rp_segment_thread *slots, uint32_t count,
                                   struct rp_rank_slice *ledger)
{
    const struct rp_thread_source source = source_of(reader, now, ledger);
    enum rp_status status = RP_OK;

    for (uint32_t i = 0; status == RP_OK && i < count; i++)
        status = rp_thread_reader_drain(&reader->threads[i], i, &slots[i], &source);
    for (uint32_t i = 0; status == RP_OK && i < count; i++)
        status = rp_off_cpu_drain(&reader->threads[i], &slots[i], &source);
    return status == RP_OK ? rp_generated_tell(reader->generated) : status;
}

static enum rp_status read_ticks(struct rp_segment_reader *reader,
                                 const struct rp_segment_header *now,
                                 const struct rp_segment_thread *slots, uint32_t count,
                                 struct rp_rank_slice *ledger)
{
    const struct rp_thread_source source = source_of(reader, now, ledger);
    enum rp_status status = RP_OK;

    if (!reader->ticks)
        reader->ticks = calloc(reader->layout.thread_capacity, sizeof(*reader->ticks));
    if (!reader->ticks)
        return RP_E_NOMEM;
    for (uint32_t i = 0; status == RP_OK && i < count; i++)
        if (reader->threads[i].last.generation > 0)
            status =
                rp_tick_reader_drain(&reader->ticks[i], &reader->threads[i], i, &slots[i], &source);
    return status;
}

/* Only of slots whose thread has a row, and only when MPI was called. */
static enum rp_status read_mpi(struct rp_segment_reader *reader,
                               const struct rp_segment_header *now,
                               const struct rp_segment_thread *slots, uint32_t count,
                               struct rp_rank_slice *ledger)
{
    const struct rp_mpi_source source = {
        .segment = reader->segment,
        .layout = &reader->layout,
        .now = now,
        .texts = &reader->texts,
        .writer = rp_unify_writer(reader->scope.unify),
        .process = reader->process,
        .time_limit_ns = rp_clock_monotonic() - reader->layout.attach_ns + TIME_SLACK_NS,
        .ledger = ledger,
    };
    enum rp_status status = RP_OK;

    if (!reader->mpi && now->mpi_called)
        status = rp_mpi_reader_new(&reader->mpi, &reader->layout);
    if (status != RP_OK || !reader->mpi)
        return status;
    for (uint32_t i = 0; status == RP_OK && i < count; i++)
        if (reader->threads[i].last.generation > 0)
            status = rp_mpi_reader_times(reader->mpi, i, reader->threads[i].row, &source);
    if (status == RP_OK)
        status = read_ticks(reader, now, slots, count, ledger);
    return status == RP_OK ? rp_mpi_reader_traffic(reader->mpi, &source) : status;
}

static struct rp_gpu_source gpu_source(struct rp_segment_reader *reader,
                                       struct rp_rank_slice *ledger)
{
    return (struct rp_gpu_source){
        .segment = reader->segment,
        .layout = &reader->layout,
        .texts = &reader->texts,
        .unify = reader->scope.unify,
        .gpus = reader->scope.gpus,
        .threads = reader->threads,
        .modules = &reader->modules,
        .process = reader->process,
        .ledger = ledger,
    };
}

enum rp_status rp_segment_reader_fetch(struct rp_segment_reader *reader,
                                       struct rp_rank_slice *ledger)
{
    const struct rp_gpu_source source = gpu_source(reader, ledger);

    return rp_gpu_process_fetch(&reader->gpu, &source);
}

enum rp_status rp_segment_reader_end(struct rp_segment_reader *reader, uint64_t now_ns,
                                     struct rp_rank_slice *ledger)
{
    const struct rp_gpu_source source = gpu_source(reader, ledger);
    const enum rp_status status = rp_metric_reader_judge(&reader->metrics, reader->time_ns, true);

    return status == RP_OK ? rp_gpu_process_end(&reader->gpu, &source, now_ns) : status;
}

static void add_refused(uint64_t *last, uint64_t now, uint64_t *sum, struct rp_rank_slice *ledger)
{
    const uint64_t growth = now - *last;

    if (growth < UINT32_MAX)
        *sum += growth;
    else
        ledger->damaged++;
    *last = now;
}

/*
 * The slots are fetched before the modules: the agent makes a module's row whole before a context
 * names it, so every context that the fetched slots count finds its module.
 */
enum rp_status rp_segment_reader_drain(struct rp_segment_reader *reader,
                                       struct rp_rank_slice *ledger)
{
    const struct rp_segment_header *const layout = &reader->layout;
    const struct rp_gpu_source gpu = gpu_source(reader, ledger);
    struct rp_segment_header now;
    struct rp_segment_thread *slots;
    uint32_t count;
    enum rp_status status;

    if (!rp_segment_fetch(reader->segment, &now, 0, sizeof(now))) {
        ledger->damaged++;
        return RP_OK;
    }
    count = now.thread_count < layout->thread_capacity ? now.thread_count : layout->thread_capacity;
    ledger->damaged += count != now.thread_count;
    if (count > reader->threads_read)
        reader->threads_read = count;
    slots = rp_scratch_get(&reader->slots, count * sizeof(*slots) + 1);
    if (!slots)
        return RP_E_NOMEM;
    if (!rp_segment_fetch(reader->segment, slots, layout->threads_offset, count * sizeof(*slots)) ||
        !rp_segment_fetch(reader->segment, &now, 0, sizeof(now))) {
        ledger->damaged++;
        return RP_OK;
    }
    rp_segment_texts_read(&reader->texts, reader->segment, layout, now.string_bytes);
    add_refused(&reader->refused_threads, now.refused_threads, &ledger->refused_threads, ledger);
    add_refused(&reader->refused_events, now.refused_events, &ledger->refused_events, ledger);
    status = read_modules(reader, now.module_count, ledger);
    if (status == RP_OK)
        status = tell_refused(reader, slots, count);
    if (status == RP_OK)
        status = read_threads(reader, &now, slots, count, ledger);
    if (status == RP_OK)
        status = rp_metric_reader_judge(&reader->metrics, reader->time_ns, false);
    if (status == RP_OK)
        status = read_mpi(reader, &now, slots, count, ledger);
    return status == RP_OK ? rp_gpu_process_drain(&reader->gpu, &gpu) : status;
}

void rp_segment_reader_ask(struct rp_segment_reader *reader, const struct rp_segment_control *asked)
{
    rp_segment_ask(reader->segment, asked);
}

uint32_t rp_segment_reader_process(const struct rp_segment_reader *reader)
{
    return reader->process;
}

const struct rp_segment_header *rp_segment_reader_attached(const struct rp_segment_reader *reader)
{
    return &reader->layout;
}

uint64_t rp_segment_reader_time_ns(const struct rp_segment_reader *reader)
{
    return reader->time_ns;
}

enum rp_status rp_segment_reader_add_unsampled(struct rp_segment_reader *reader, uint64_t cpu_ns)
{
    const struct rp_rank_context context = {.kind = RP_CONTEXT_UNSAMPLED, .module = RP_NO_ROW};
    struct rp_rank_value row = {.metric = (uint16_t)reader->metrics.rows[RP_METRIC_TIME],
                                .delta = cpu_ns};
    enum rp_status status;

    if (reader->threads[0].last.generation == 0 || cpu_ns == 0)
        return RP_OK;
    row.thread = reader->threads[0].row;
    status = rp_unify_context(reader->scope.unify, &context, &row.context);
    if (status != RP_OK)
        return status;
    reader->time_ns += cpu_ns;
    return rp_rank_writer_add_value(rp_unify_writer(reader->scope.unify), &row);
}

uint64_t rp_segment_reader_cpu_ns(const struct rp_segment_reader *reader)
{
    const uint64_t known_ns = reader->layout.attach_cpu_ns + reader->time_ns;
    struct rp_segment_header last;

    if (!rp_segment_end_fetch(reader->segment, &last) || last.end_cpu_ns < known_ns ||
        last.end_cpu_ns - known_ns > CPU_LIMIT_NS)
        return known_ns;
    return last.end_cpu_ns;
}

bool rp_segment_reader_usage(const struct rp_segment_reader *reader, uint64_t *sums)
{
    return rp_segment_end_usage(reader->segment, sums);
}

bool rp_segment_reader_exit_status(const struct rp_segment_reader *reader, int32_t *status)
{
    return rp_segment_end_exit_status(reader->segment, status);
}

enum rp_status rp_segment_reader_note_stacks(struct rp_segment_reader *reader,
                                             enum rp_stack_kind kind, uint64_t command)
{
    return rp_stack_reader_note(
        &(struct rp_stack_source){.segment = reader->segment,
                                  .layout = &reader->layout,
                                  .texts = &reader->texts,
                                  .threads = reader->threads,
                                  .thread_count = reader->threads_read,
                                  .writer = rp_unify_writer(reader->scope.unify),
                                  .start_ns = reader->scope.start_ns,
                                  .kind = kind,
                                  .command = command});
}

void rp_segment_reader_pulse(const struct rp_segment_reader *reader, struct rp_mpi_pulse *pulse)
{
    rp_mpi_pulse_add(pulse, reader->segment, &reader->layout);
}

void rp_segment_reader_close(struct rp_segment_reader *reader)
{
    if (!reader)
        return;
    for (uint32_t i = 0; reader->threads && i < reader->threads_read; i++)
        rp_thread_reader_release(&reader->threads[i]);
    rp_scratch_release(&reader->slots);
    rp_scratch_release(&reader->contexts);
    rp_scratch_release(&reader->values);
    rp_scratch_release(&reader->log);
    close(reader->segment);
    free(reader->threads);
    free(reader->ticks);
    rp_segment_texts_release(&reader->texts);
    rp_mpi_reader_free(reader->mpi);
    rp_gpu_process_release(&reader->gpu);
    rp_generated_free(reader->generated);
    free(reader);
}
