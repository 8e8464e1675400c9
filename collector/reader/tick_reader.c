/* tick_reader.c: turns the tick log of one thread slot into rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/tick_reader.h"

#include "common/clock.h"

/* A time in the log may be of a call that began long before; none is of the future. */
static bool is_true(const struct rp_segment_tick *row, uint64_t now_ns)
{
    return row->kind > 0 && row->kind < RP_TICK_KIND_COUNT && row->level < RP_TICK_LEVELS &&
           row->start_ns <= row->end_ns && row->posted_ns <= row->end_ns &&
           (row->end_ns <= now_ns || row->kind == RP_TICK_GAP);
}

static uint64_t since(uint64_t ns, uint64_t start_ns)
{
    return ns > start_ns ? ns - start_ns : 0;
}

static enum rp_status add_row(const struct rp_segment_tick *tick,
                              const struct rp_thread_reader *thread,
                              const struct rp_thread_source *source)
{
    const struct rp_rank_tick row = {
        .thread = thread->row,
        .kind = tick->kind,
        .level = tick->level,
        .context = thread->rows[tick->context],
        .start_ns = since(tick->start_ns, source->start_ns),
        .end_ns = since(tick->end_ns, source->start_ns),
        .posted_ns = since(tick->posted_ns, source->start_ns),
        .communicator = tick->group,
        .number = tick->number,
        .peer = tick->peer,
        .tag = tick->tag,
    };

    return rp_rank_writer_add_tick(rp_unify_writer(source->unify), &row);
}

/* A row whose context is not known yet, and what follows it, waits for the next time. */
static enum rp_status add_rows(struct rp_tick_reader *reader, const struct rp_segment_tick *rows,
                               uint64_t count, const struct rp_thread_reader *thread,
                               const struct rp_thread_source *source)
{
    const uint64_t now_ns = rp_clock_monotonic();
    enum rp_status status = RP_OK;

    for (uint64_t i = 0; status == RP_OK && i < count; i++) {
        if (!is_true(&rows[i], now_ns)) {
            source->ledger->damaged++;
        } else if (rows[i].context >= thread->mapped) {
            break;
        } else {
            status = add_row(&rows[i], thread, source);
        }
        if (status == RP_OK)
            reader->rows++;
    }
    return status;
}

/* Copies rows [first, first + count) of the log, whose end is where its beginning is. */
static bool fetch(const struct rp_thread_source *source, uint64_t ticks_at, uint64_t first,
                  uint64_t count, struct rp_segment_tick *out)
{
    const uint64_t capacity = source->layout->tick_capacity;
    const uint64_t place = first % capacity;
    const uint64_t straight = count < capacity - place ? count : capacity - place;

    return rp_segment_fetch(source->segment, out, ticks_at + place * sizeof(*out),
                            straight * sizeof(*out)) &&
           rp_segment_fetch(source->segment, out + straight, ticks_at,
                            (count - straight) * sizeof(*out));
}

/* How many of `count` rows from `first` on may have been written over while they were copied. */
static uint64_t written_over(const struct rp_thread_source *source, uint32_t slot, uint64_t first,
                             uint64_t count)
{
    const uint64_t capacity = source->layout->tick_capacity;
    struct rp_segment_thread after;
    uint64_t lost;

    if (!rp_segment_fetch(source->segment, &after,
                          source->layout->threads_offset + slot * sizeof(after), sizeof(after)))
        return count;
    if (after.ticks + 1 <= first + capacity) /* one is being written */
        return 0;
    lost = after.ticks + 1 - capacity - first;
    return lost < count ? lost : count;
}

static void count_refused(struct rp_tick_reader *reader, const struct rp_segment_thread *now,
                          const struct rp_thread_source *source)
{
    const uint64_t growth = now->refused_ticks - reader->refused;

    if (growth <= UINT32_MAX)
        source->ledger->refused_ticks += growth;
    else
        source->ledger->damaged++;
    reader->refused = now->refused_ticks;
}

enum rp_status rp_tick_reader_drain(struct rp_tick_reader *reader,
                                    const struct rp_thread_reader *thread, uint32_t slot,
                                    const struct rp_segment_thread *now,
                                    const struct rp_thread_source *source)
{
    const struct rp_segment_header *const layout = source->layout;
    const uint64_t capacity = layout->tick_capacity;
    const uint64_t ticks_at =
        layout->trees_offset + layout->tree_bytes * slot + rp_segment_ticks_offset(layout);
    const uint64_t held = now->ticks < capacity ? now->ticks : capacity;
    const uint64_t first = reader->rows + held < now->ticks ? now->ticks - held : reader->rows;
    const uint64_t count = now->ticks - first;
    struct rp_segment_tick *rows;
    uint64_t lost;

    if (now->ticks < reader->rows || count > capacity) {
        source->ledger->damaged++;
        return RP_OK;
    }
    count_refused(reader, now, source);
    if (count == 0)
        return RP_OK;
    rows = rp_scratch_get(source->ticks, count * sizeof(*rows));
    if (!rows)
        return RP_E_NOMEM;
    if (!fetch(source, ticks_at, first, count, rows)) {
        source->ledger->damaged++;
        return RP_OK;
    }
    lost = written_over(source, slot, first, count);
    source->ledger->refused_ticks += lost + (first - reader->rows);
    reader->rows = first + lost;
    return add_rows(reader, rows + lost, count - lost, thread, source);
}
