/* synthetic_rows.c: the rows of a rank file of a job that never ran, and what they add up to.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/tools/synthetic_rows.h"

#include <stdlib.h>
#include <string.h>

#include "common/context_kind.h"
#include "common/mpi_class.h"
#include "common/segment_mpi.h"
#include "tests/tools/synthetic_functions.h"

bool synthetic_rows_init(struct synthetic_rows *rows, const struct synthetic_job *job)
{
    const struct synthetic_settings *const settings = &job->settings;
    const size_t most_values =
        (size_t)settings->contexts * settings->threads * settings->metrics * settings->slices;

    *rows = (struct synthetic_rows){
        .job = job,
        .contexts = calloc(settings->contexts, sizeof(*rows->contexts)),
        .values = calloc(most_values, sizeof(*rows->values)),
        .numbers = calloc(settings->contexts, sizeof(*rows->numbers)),
        .addresses = calloc(settings->contexts, sizeof(*rows->addresses)),
        .valued = calloc(settings->contexts, sizeof(*rows->valued)),
    };
    if (!rows->contexts || !rows->values || !rows->numbers || !rows->addresses || !rows->valued)
        return false;
    for (uint32_t i = 0; i < settings->contexts; i++)
        rows->addresses[i] =
            synthetic_function_address(job->contexts[i].function, job->contexts[i].call);
    return true;
}

void synthetic_rows_release(struct synthetic_rows *rows)
{
    free(rows->contexts);
    free(rows->values);
    free(rows->numbers);
    free(rows->addresses);
    free(rows->valued);
}

/* ---- contexts ---- */

static void add_context(struct synthetic_rows *rows, uint32_t number, uint32_t slice)
{
    const struct synthetic_context *const context = &rows->job->contexts[number];
    struct synthetic_span *const span = &rows->context_spans[slice];
    struct rp_rank_context row = {.kind = RP_CONTEXT_ROOT, .module = RP_NO_ROW};

    if (number > 0)
        row = (struct rp_rank_context){.parent = rows->numbers[context->parent],
                                       .kind = RP_CONTEXT_CODE,
                                       .offset = rows->addresses[number]};
    rows->numbers[number] = (uint32_t)(span->row + span->count++);
    rows->contexts[rows->context_count++] = row;
}

/* With its parents, which come first. */
static void need_context(struct synthetic_rows *rows, uint32_t number, uint32_t slice)
{
    uint32_t path[64];
    size_t depth = 0;

    for (uint32_t at = number; rows->numbers[at] == RP_NO_ROW && depth < 64;
         at = rows->job->contexts[at].parent) {
        path[depth++] = at;
        if (at == 0)
            break;
    }
    while (depth > 0)
        add_context(rows, path[--depth], slice);
}

/* ---- values ---- */

static void add_up(struct synthetic_rows *rows, const struct synthetic_place *place,
                   const struct rp_rank_value *row, struct synthetic_truth *truth)
{
    const struct synthetic_job *const job = rows->job;
    const bool slow = job->contexts[place->context].function == job->slow_function &&
                      row->metric == SYNTHETIC_CPU_TIME;

    truth->rows++;
    truth->sums[row->metric] += row->delta;
    truth->slow_ns += slow ? row->delta : 0;
    truth->straggler_ns += slow && place->rank == job->settings.straggler ? row->delta : 0;
    truth->values += !rows->valued[place->context] && row->metric == 0 ? job->settings.metrics : 0;
}

static void add_values(struct synthetic_rows *rows, const struct synthetic_place *place,
                       struct synthetic_truth *truth)
{
    for (uint32_t metric = 0; metric < rows->job->settings.metrics; metric++) {
        const struct rp_rank_value row = {.slice = place->slice,
                                          .thread = place->thread,
                                          .context = rows->numbers[place->context],
                                          .metric = (uint16_t)metric,
                                          .delta = synthetic_delta(rows->job, place, metric)};

        rows->values[rows->value_count++] = row;
        rows->value_spans[place->slice].count++;
        add_up(rows, place, &row, truth);
    }
    rows->valued[place->context] = true;
}

/* ---- slices ---- */

static uint64_t next_row(const struct synthetic_span *before, uint64_t chunk)
{
    return before->row + (before->count + chunk - 1) / chunk * chunk;
}

static void begin_slice(struct synthetic_rows *rows, uint32_t slice)
{
    struct synthetic_span *const contexts = &rows->context_spans[slice];
    struct synthetic_span *const values = &rows->value_spans[slice];

    *contexts = (struct synthetic_span){.first = rows->context_count};
    *values = (struct synthetic_span){.first = rows->value_count};
    if (slice > 0) {
        contexts->row = next_row(contexts - 1, SYNTHETIC_CONTEXT_CHUNK);
        values->row = next_row(values - 1, SYNTHETIC_VALUE_CHUNK);
    }
}

void synthetic_rows_make(struct synthetic_rows *rows, uint32_t rank, struct synthetic_truth *truth,
                         bool *seen)
{
    const struct synthetic_settings *const settings = &rows->job->settings;

    rows->rank = rank;
    rows->context_count = rows->value_count = 0;
    memset(rows->valued, 0, settings->contexts * sizeof(*rows->valued));
    memset(rows->numbers, 0xff, settings->contexts * sizeof(*rows->numbers)); /* RP_NO_ROW */
    for (uint32_t slice = 0; slice < settings->slices; slice++) {
        begin_slice(rows, slice);
        need_context(rows, 0, slice);
        for (uint32_t i = 1; i < settings->contexts; i++) {
            if (!synthetic_has_in_slice(rows->job, rank, i, slice))
                continue;
            need_context(rows, i, slice);
            for (uint32_t thread = 0; thread < settings->threads; thread++) {
                const struct synthetic_place place = {rank, i, slice, thread};

                if (synthetic_runs(rows->job, rank, i, thread))
                    add_values(rows, &place, truth);
            }
        }
    }
    for (uint32_t i = 0; i < settings->contexts; i++)
        seen[i] = seen[i] || rows->numbers[i] != RP_NO_ROW;
}

/* ---- MPI ---- */

void synthetic_mpi_times(const struct synthetic_rows *rows, uint32_t slice,
                         struct rp_rank_mpi_time out[SYNTHETIC_MPI_TIMES])
{
    const uint64_t collective_ns = synthetic_collective_ns(rows->job, rows->rank, slice);

    out[0] = (struct rp_rank_mpi_time){
        .class = RP_CLASS_COLLECTIVE, .calls = 100, .time_ns = collective_ns, .sent = 800};
    out[1] = (struct rp_rank_mpi_time){.class = RP_CLASS_OUTSIDE,
                                       .time_ns = SYNTHETIC_SLICE_NS - collective_ns};
    out[2] = (struct rp_rank_mpi_time){.class = RP_CLASS_SPAN, .time_ns = SYNTHETIC_SLICE_NS};
}

void synthetic_mpi_traffic(const struct synthetic_rows *rows, uint32_t slice,
                           struct rp_rank_mpi_traffic out[SYNTHETIC_MPI_TRAFFIC])
{
    const uint32_t ranks = rows->job->settings.ranks;

    out[0] = (struct rp_rank_mpi_traffic){.kind = RP_TRAFFIC_MESSAGE,
                                          .number = (rows->rank + 1) % ranks,
                                          .size = 14,
                                          .sends = 10,
                                          .sent = 100000};
    out[1] = (struct rp_rank_mpi_traffic){.kind = RP_TRAFFIC_MESSAGE,
                                          .number = (rows->rank + ranks - 1) % ranks,
                                          .size = 14,
                                          .receives = 10,
                                          .received = 100000};
    out[2] = (struct rp_rank_mpi_traffic){
        .kind = RP_TRAFFIC_COLLECTIVE,
        .number = ranks,
        .size = 4,
        .sends = 100,
        .sent = 800,
        .time_ns = synthetic_collective_ns(rows->job, rows->rank, slice)};
}
