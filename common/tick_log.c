/* tick_log.c: writes the tick log of a thread within a budget.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Publication: the row first, then the count with release order, as in context_tree.c.
 */
#include "common/tick_log.h"

#include "common/clock.h"

/* Of a process, at once and in a second; a large job's ranks share what its tables are to hold. */
#define BURST_ROWS         12288u
#define BURST_ROWS_LEAST   2048u
#define BURST_ROWS_OF_JOB  (UINT32_C(1) << 20)
#define SECOND_ROWS        100u
#define SECOND_ROWS_LEAST  10u
#define SECOND_ROWS_OF_JOB 6400u

/* The budget is to suffice for so many ticks: 8 s. */
#define HORIZON_TICKS 477u

#define MOST_TICKS_PASSED 4096u /* without a row; of more, one is taken for chosen */

void rp_tick_log_place(struct rp_tick_log *log, const struct rp_segment_header *header,
                       struct rp_segment_thread *thread, void *ticks, struct rp_tick_budget *budget)
{
    *log = (struct rp_tick_log){
        .thread = thread, .rows = ticks, .mask = header->tick_capacity - 1, .budget = budget};
}

void rp_tick_log_switch_off(struct rp_tick_log *log)
{
    if (log->is_on)
        atomic_fetch_sub_explicit(&log->budget->logs, 1, memory_order_relaxed);
    log->is_on = false;
}

/* ---- the budget ---- */

static uint64_t part_of(uint64_t of_job, uint32_t ranks, uint64_t least, uint64_t most)
{
    const uint64_t part = ranks > 0 ? of_job / ranks : least;

    return part < least ? least : part > most ? most : part;
}

/* Rows that may be written now. What was saved beyond a burst is forfeited. */
static uint64_t allowance(struct rp_tick_budget *budget, uint64_t now_ns)
{
    const uint32_t ranks = atomic_load_explicit(&budget->ranks, memory_order_relaxed);
    const uint64_t burst = part_of(BURST_ROWS_OF_JOB, ranks, BURST_ROWS_LEAST, BURST_ROWS);
    const uint64_t rate = part_of(SECOND_ROWS_OF_JOB, ranks, SECOND_ROWS_LEAST, SECOND_ROWS);
    const uint64_t spent = atomic_load_explicit(&budget->spent, memory_order_relaxed);
    const uint64_t earned =
        burst +
        (now_ns > budget->start_ns ? (now_ns - budget->start_ns) / 1000 * rate / 1000000 : 0);
    const uint64_t left = earned > spent ? earned - spent : 0;

    if (left <= burst)
        return left;
    atomic_fetch_add_explicit(&budget->spent, left - burst, memory_order_relaxed);
    return burst;
}

/* ---- rows ---- */

static void put(struct rp_tick_log *log, const struct rp_segment_tick *row)
{
    const uint64_t count = atomic_load_explicit(&log->thread->ticks, memory_order_relaxed);
    struct rp_segment_tick *const place = &log->rows[count & log->mask];

    *place = *row;
    place->level = (uint16_t)log->level;
    atomic_store_explicit(&log->thread->ticks, count + 1, memory_order_release);
}

static uint64_t end_of_tick(const struct rp_tick_log *log, uint64_t tick)
{
    return ((tick + 1) << RP_TICK_SHIFT) - log->budget->offset_ns;
}

/* The first row that finds no room says from when to when rows are missing. */
static void refuse(struct rp_tick_log *log, const struct rp_segment_tick *row)
{
    const uint64_t refused =
        atomic_load_explicit(&log->thread->refused_ticks, memory_order_relaxed);
    const struct rp_segment_tick gap = {
        .kind = RP_TICK_GAP,
        .start_ns = log->last_ns < row->start_ns ? log->last_ns : row->start_ns,
        .end_ns = end_of_tick(log, rp_tick_at(log->budget, row->end_ns))};

    if (log->room == 0)
        put(log, &gap);
    log->room = UINT64_MAX; /* said */
    atomic_store_explicit(&log->thread->refused_ticks, refused + 1, memory_order_relaxed);
}

void rp_tick_log_add(struct rp_tick_log *log, const struct rp_segment_tick *row)
{
    if (log->room == 0 || log->room == UINT64_MAX) {
        refuse(log, row);
        return;
    }
    log->room--;
    log->written++;
    atomic_fetch_add_explicit(&log->budget->spent, 1, memory_order_relaxed);
    put(log, row);
}

/* ---- levels ---- */

/* The lowest level on which the rows of the horizon are allowed; down only when they are by far. */
static uint32_t find_level(const struct rp_tick_log *log, uint64_t allowed)
{
    const uint32_t logs = atomic_load_explicit(&log->budget->logs, memory_order_relaxed);
    const uint64_t wanted = log->density * HORIZON_TICKS * (logs > 0 ? logs : 1) / 16;
    uint32_t level = log->level;

    while (level > 0 && (wanted >> (level - 1)) * 2 < allowed)
        level--;
    while (level < RP_TICK_LEVELS - 1 && wanted >> level > allowed)
        level++;
    return level;
}

static void tell_level(struct rp_tick_log *log, uint64_t now_ns)
{
    const struct rp_segment_tick row = {
        .kind = RP_TICK_LEVEL,
        .start_ns = now_ns,
        .end_ns = now_ns,
        .number = log->level,
    };

    put(log, &row);
}

/* The tick that begins with `now_ns`: how many rows there were in the last one tells the level. */
static void begin_tick(struct rp_tick_log *log, uint64_t tick, uint64_t now_ns)
{
    const uint64_t allowed = allowance(log->budget, now_ns);
    const uint32_t before = log->level;

    if (log->is_chosen)
        log->density =
            log->density == 0 ? log->written * 16 : (log->density * 7 + log->written * 16) / 8;
    log->level = find_level(log, allowed);
    log->tick = tick;
    log->is_chosen = rp_tick_is_chosen(rp_tick_hash(tick), log->level);
    log->room = allowed;
    log->written = 0;
    if (log->level != before)
        tell_level(log, now_ns);
}

void rp_tick_log_switch_on(struct rp_tick_log *log, uint64_t now_ns)
{
    const uint64_t allowed = allowance(log->budget, now_ns);

    atomic_fetch_add_explicit(&log->budget->logs, 1, memory_order_relaxed);
    log->last_ns = now_ns;
    log->level = 0;
    log->density = 0;
    log->written = 0;
    log->tick = rp_tick_at(log->budget, now_ns);
    log->is_chosen = true;
    log->is_span_chosen = true;
    log->room = allowed;
    tell_level(log, now_ns);
    log->is_on = true;
}

/* Ticks that passed without a row had the level that was known then. */
static bool passed_chosen(const struct rp_tick_log *log, uint64_t tick)
{
    if (log->is_chosen || tick - log->tick > MOST_TICKS_PASSED)
        return true;
    for (uint64_t passed = log->tick + 1; passed < tick; passed++)
        if (rp_tick_is_chosen(rp_tick_hash(passed), log->level))
            return true;
    return false;
}

static void advance(struct rp_tick_log *log, uint64_t now_ns)
{
    const uint64_t tick = rp_tick_at(log->budget, now_ns);

    if (tick == log->tick)
        return;
    log->is_span_chosen = log->is_span_chosen || passed_chosen(log, tick);
    begin_tick(log, tick, now_ns);
}

bool rp_tick_log_wants(struct rp_tick_log *log, uint64_t now_ns)
{
    advance(log, now_ns);
    return log->is_chosen || log->is_span_chosen;
}

void rp_tick_log_end_call(struct rp_tick_log *log, uint64_t now_ns)
{
    log->last_ns = now_ns;
    log->is_span_chosen = false;
}

void rp_tick_log_sample(struct rp_tick_log *log, const struct rp_segment_tick *row)
{
    if (!log->is_on)
        return;
    advance(log, row->end_ns);
    if (log->is_chosen || (row->start_ns < row->end_ns && log->is_span_chosen))
        rp_tick_log_add(log, row);
}
