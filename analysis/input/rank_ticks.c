/* rank_ticks.c: reads the tick log of a rank file into a share.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/rank_ticks.h"

#include <stdlib.h>

#include "analysis/input/tick.h"

/* Where the last call of each thread ended: what follows it belongs to the next one. */
struct reading {
    const struct rp_rank_ticks *it;
    uint64_t *last_ns; /* [thread] */
};

static bool touches_chosen(uint64_t from_ns, uint64_t to_ns, unsigned level)
{
    const uint64_t last = to_ns >> RP_TICK_SHIFT;

    if (level == 0)
        return true;
    for (uint64_t tick = from_ns >> RP_TICK_SHIFT; tick <= last; tick++)
        if (rp_tick_is_chosen(rp_tick_hash(tick), level))
            return true;
    return false;
}

static bool is_wanted(const struct reading *reading, const struct rp_tick *tick)
{
    const unsigned level = reading->it->share->tick_level;
    const uint64_t last_ns = reading->last_ns[tick->thread];
    const bool has_span = rp_tick_is_call(tick) && last_ns > 0 && last_ns < tick->start_ns;

    return tick->kind == RP_TICK_GAP ||
           (rp_tick_is_collective(tick->kind) &&
            rp_tick_number_is_chosen(tick->communicator, tick->number, level)) ||
           touches_chosen(has_span ? last_ns : tick->start_ns, tick->end_ns, level);
}

static enum rp_status add(struct reading *reading, const struct rp_rank_tick *row)
{
    const struct rp_rank_ticks *const it = reading->it;
    const uint64_t zero_ns = rp_rank_reader_file(it->reader)->session.start_realtime_ns;
    const struct rp_tick tick = {
        .start_ns = zero_ns + row->start_ns,
        .end_ns = zero_ns + row->end_ns,
        .posted_ns = zero_ns + row->posted_ns,
        .communicator = row->communicator,
        .number = row->number,
        .rank = it->rank,
        .thread = row->thread,
        .context = it->contexts[row->context],
        .peer = row->peer,
        .tag = row->tag,
        .kind = row->kind,
        .level = row->level,
    };
    const bool wanted = tick.kind != RP_TICK_LEVEL && is_wanted(reading, &tick);

    if (rp_tick_is_call(&tick))
        reading->last_ns[tick.thread] = tick.end_ns;
    return wanted ? rp_rows_add(&it->share->ticks, &tick) : RP_OK;
}

static enum rp_status read_slice(struct reading *reading, size_t slice)
{
    const struct rp_rank_tick *rows = NULL;
    struct rp_slice_rows found = {0};
    struct rp_error error;
    enum rp_status status = rp_rank_reader_ticks(reading->it->reader, slice, &rows, &found, &error);

    if (status != RP_OK)
        return status == RP_E_NOMEM ? status : RP_OK;
    for (size_t i = 0; status == RP_OK && i < found.count; i++)
        if (rows[i].kind < RP_TICK_KIND_COUNT && rows[i].level < RP_TICK_LEVELS &&
            rows[i].start_ns <= rows[i].end_ns)
            status = add(reading, &rows[i]);
    return status;
}

enum rp_status rp_rank_ticks_read(const struct rp_rank_ticks *ticks)
{
    const struct rp_rank_file *const file = rp_rank_reader_file(ticks->reader);
    struct reading reading = {.it = ticks,
                              .last_ns = calloc(file->thread_count + 1, sizeof(uint64_t))};
    enum rp_status status = reading.last_ns ? RP_OK : RP_E_NOMEM;

    for (size_t i = 0; status == RP_OK && i < file->slice_count; i++)
        status = read_slice(&reading, i);
    free(reading.last_ns);
    return status;
}
