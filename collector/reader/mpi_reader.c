/* mpi_reader.c: turns what MPI calls left in a segment into rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/mpi_reader.h"

#include <stdlib.h>
#include <string.h>

#include "collector/reader/plausible.h"
#include "collector/reader/segment_copy.h"
#include "common/clock.h"

#define READ_TRIES 3 /* of a ledger that is being written; then the next slice has it */

/* What was told of a class so far. */
struct told {
    uint64_t calls, time_ns, sent, received;
};

/* What was told of a row of the traffic so far. */
struct told_traffic {
    uint64_t sends, sent, receives, received, time_ns;
};

struct rp_mpi_reader {
    struct told (*times)[RP_MPI_CLASS_COUNT]; /* [thread slot] */
    struct told_traffic *traffic;             /* [row] */
    uint64_t refused;
    struct rp_scratch rows;
};

enum rp_status rp_mpi_reader_new(struct rp_mpi_reader **out, const struct rp_segment_header *layout)
{
    struct rp_mpi_reader *const reader = calloc(1, sizeof(*reader));

    if (!reader)
        return RP_E_NOMEM;
    reader->times = calloc(layout->thread_capacity, sizeof(*reader->times));
    reader->traffic = calloc(layout->traffic_capacity, sizeof(*reader->traffic));
    if (!reader->times || !reader->traffic) {
        rp_mpi_reader_free(reader);
        return RP_E_NOMEM;
    }
    *out = reader;
    return RP_OK;
}

void rp_mpi_reader_free(struct rp_mpi_reader *reader)
{
    if (!reader)
        return;
    free(reader->times);
    free(reader->traffic);
    rp_scratch_release(&reader->rows);
    free(reader);
}

/* By how much a value grew. One that went back, as a span in another thread, grew by nothing. */
static uint64_t growth(uint64_t *last, uint64_t now, enum rp_quantity quantity,
                       const struct rp_mpi_source *source)
{
    const uint64_t before = *last;

    if (now <= before)
        return 0;
    *last = now;
    if (now - before <= rp_most_of(quantity, source->time_limit_ns))
        return now - before;
    source->ledger->damaged++;
    return 0;
}

/* ---- times ---- */

/* The sequence is read once more after the rest: unchanged and even, the copy is of one moment. */
static bool fetch_ledger(const struct rp_mpi_source *source, uint32_t slot,
                         struct rp_segment_ledger *out)
{
    const uint64_t at = source->layout->ledgers_offset + slot * sizeof(*out);
    uint64_t sequence;

    for (int tries = 0; tries < READ_TRIES; tries++) {
        if (!rp_segment_fetch(source->segment, out, at, sizeof(*out)) ||
            !rp_segment_fetch(source->segment, &sequence, at, sizeof(sequence)))
            return false;
        if (sequence == out->sequence && sequence % 2 == 0)
            return true;
    }
    return false;
}

/* The classes of calls: what ended, and the time of the call that runs. */
static void sum_calls(const struct rp_segment_ledger *ledger, uint64_t now_ns, struct told *sums)
{
    for (unsigned i = 1; i < RP_MPI_CLASSES; i++)
        sums[i] = (struct told){ledger->classes[i].calls, ledger->classes[i].time_ns,
                                ledger->classes[i].sent, ledger->classes[i].received};
    if (ledger->entered_ns != 0 && ledger->entered_ns < now_ns && ledger->entered_call > 0 &&
        ledger->entered_call < RP_MPI_CLASSES)
        sums[ledger->entered_call].time_ns += now_ns - ledger->entered_ns;
}

/* The span of MPI so far, and what of it was outside of calls. */
static void sum_span(const struct rp_segment_ledger *ledger, uint64_t now_ns, struct told *sums)
{
    const bool ended = ledger->span_end_ns != 0;
    const uint64_t end_ns = ended ? ledger->span_end_ns : now_ns;
    uint64_t inside_ns = 0;

    if (ledger->span_start_ns == 0 || end_ns < ledger->span_start_ns)
        return;
    for (unsigned i = 1; i < RP_MPI_CLASSES; i++)
        inside_ns += sums[i].time_ns;
    if (ended)
        inside_ns = ledger->span_end_sum_ns;
    inside_ns -= ledger->span_start_sum_ns;
    sums[RP_CLASS_SPAN].time_ns = end_ns - ledger->span_start_ns;
    if (inside_ns <= sums[RP_CLASS_SPAN].time_ns)
        sums[RP_CLASS_OUTSIDE].time_ns = sums[RP_CLASS_SPAN].time_ns - inside_ns;
}

static enum rp_status add_times(struct told *last, const struct told *sums, uint32_t thread,
                                const struct rp_mpi_source *source)
{
    enum rp_status status = RP_OK;

    for (uint16_t i = 1; status == RP_OK && i < RP_MPI_CLASS_COUNT; i++) {
        const struct rp_rank_mpi_time row = {
            .thread = thread,
            .class = i,
            .calls = growth(&last[i].calls, sums[i].calls, RP_QUANTITY_EVENTS, source),
            .time_ns = growth(&last[i].time_ns, sums[i].time_ns, RP_QUANTITY_TIME, source),
            .sent = growth(&last[i].sent, sums[i].sent, RP_QUANTITY_UNITS, source),
            .received = growth(&last[i].received, sums[i].received, RP_QUANTITY_UNITS, source),
        };

        if (row.calls + row.time_ns + row.sent + row.received > 0)
            status = rp_rank_writer_add_mpi_time(source->writer, &row);
    }
    return status;
}

/* The clock is read first: what ends after it is more than was told, never less. */
enum rp_status rp_mpi_reader_times(struct rp_mpi_reader *reader, uint32_t slot, uint32_t thread,
                                   const struct rp_mpi_source *source)
{
    const uint64_t now_ns = rp_clock_monotonic();
    struct told sums[RP_MPI_CLASS_COUNT] = {0};
    struct rp_segment_ledger ledger;

    if (!fetch_ledger(source, slot, &ledger) || ledger.sequence == 0)
        return RP_OK;
    sum_calls(&ledger, now_ns, sums);
    sum_span(&ledger, now_ns, sums);
    return add_times(reader->times[slot], sums, thread, source);
}

/* ---- traffic ---- */

static enum rp_status add_row(struct told_traffic *last, const struct rp_segment_traffic *now,
                              const struct rp_mpi_source *source)
{
    const char *const name = rp_segment_texts_at(source->texts, now->key.name);
    const char *const communicator = rp_segment_texts_at(source->texts, now->key.group);
    struct rp_rank_mpi_traffic row = {
        .process = source->process,
        .kind = (uint16_t)now->key.kind,
        .number = now->key.number,
        .size = (uint16_t)now->key.size,
        .sends = growth(&last->sends, now->sends, RP_QUANTITY_UNITS, source),
        .sent = growth(&last->sent, now->sent, RP_QUANTITY_UNITS, source),
        .receives = growth(&last->receives, now->receives, RP_QUANTITY_UNITS, source),
        .received = growth(&last->received, now->received, RP_QUANTITY_UNITS, source),
        .time_ns = growth(&last->time_ns, now->time_ns, RP_QUANTITY_UNITS, source),
    };
    enum rp_status status;

    if (row.sends + row.sent + row.receives + row.received + row.time_ns == 0)
        return RP_OK;
    status = rp_rank_writer_string(source->writer, name, &row.name);
    if (status == RP_OK)
        status = rp_rank_writer_string(source->writer, communicator, &row.communicator);
    return status == RP_OK ? rp_rank_writer_add_mpi_traffic(source->writer, &row) : status;
}

static bool is_true(const struct rp_segment_traffic *row)
{
    return row->key.kind > 0 && row->key.kind < RP_TRAFFIC_KIND_COUNT &&
           row->key.size < RP_SIZE_CLASSES;
}

static enum rp_status add_rows(struct rp_mpi_reader *reader, const struct rp_segment_traffic *rows,
                               const struct rp_mpi_source *source)
{
    enum rp_status status = RP_OK;

    for (uint32_t i = 0; status == RP_OK && i < source->layout->traffic_capacity; i++) {
        if (rows[i].state != RP_TRAFFIC_READY)
            continue;
        if (is_true(&rows[i]))
            status = add_row(&reader->traffic[i], &rows[i], source);
        else
            source->ledger->damaged++;
    }
    return status;
}

enum rp_status rp_mpi_reader_traffic(struct rp_mpi_reader *reader,
                                     const struct rp_mpi_source *source)
{
    const size_t bytes = source->layout->traffic_capacity * sizeof(struct rp_segment_traffic);
    const struct rp_segment_traffic *rows;
    struct rp_segment_header now;

    source->ledger->refused_traffic +=
        growth(&reader->refused, source->now->refused_traffic, RP_QUANTITY_UNITS, source);
    if (source->now->traffic_rows == 0)
        return RP_OK;
    rows = rp_scratch_get(&reader->rows, bytes);
    if (!rows)
        return RP_E_NOMEM;
    /* The texts after the rows that name them. */
    if (!rp_segment_fetch(source->segment, reader->rows.memory, source->layout->traffic_offset,
                          bytes) ||
        !rp_segment_fetch(source->segment, &now, 0, sizeof(now))) {
        source->ledger->damaged++;
        return RP_OK;
    }
    rp_segment_texts_read(source->texts, source->segment, source->layout, now.string_bytes);
    return add_rows(reader, rows, source);
}
