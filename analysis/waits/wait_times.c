/* wait_times.c: which moments of a block are told by all ranks, and how long calls waited in them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/waits/wait_times.h"

#include <stdlib.h>

#define MOST_SLACK_NS 1000000u

/* ---- gaps ---- */

static int compare_gaps(const void *a, const void *b)
{
    const struct rp_gap *const left = a;
    const struct rp_gap *const right = b;

    return left->start_ns == right->start_ns ? 0 : left->start_ns < right->start_ns ? -1 : 1;
}

static void join_gaps(struct rp_rows *gaps)
{
    struct rp_gap *const rows = gaps->rows;
    size_t kept = 0;

    if (gaps->count == 0)
        return;
    qsort(rows, gaps->count, sizeof(*rows), compare_gaps);
    for (size_t i = 1; i < gaps->count; i++) {
        if (rows[i].start_ns > rows[kept].end_ns)
            rows[++kept] = rows[i];
        else if (rows[i].end_ns > rows[kept].end_ns)
            rows[kept].end_ns = rows[i].end_ns;
    }
    gaps->count = kept + 1;
}

enum rp_status rp_wait_times_init(struct rp_wait_times *out, const struct rp_blame *block)
{
    enum rp_status status = RP_OK;

    *out = (struct rp_wait_times){
        .block = block, .level = block->least_level, .gaps.row_bytes = sizeof(struct rp_gap)};
    for (size_t i = 0; status == RP_OK && i < block->row_count; i++) {
        const struct rp_tick *const row = &block->rows[i];
        const struct rp_gap gap = {row->start_ns, row->end_ns};

        if (row->level > out->level)
            out->level = row->level;
        if (row->kind == RP_TICK_GAP)
            status = rp_rows_add(&out->gaps, &gap);
    }
    join_gaps(&out->gaps);
    return status;
}

void rp_wait_times_release(struct rp_wait_times *times)
{
    rp_rows_release(&times->gaps);
}

/* ---- moments ---- */

/* The first gap that ends after `ns`. */
static size_t gap_after(const struct rp_wait_times *times, uint64_t ns)
{
    const struct rp_gap *const gaps = times->gaps.rows;
    size_t low = 0;
    size_t high = times->gaps.count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (gaps[middle].end_ns <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool rp_wait_times_holds(const struct rp_wait_times *times, uint32_t rank, uint64_t ns)
{
    const struct rp_gap *const gaps = times->gaps.rows;
    const size_t gap = gap_after(times, ns);

    if (ns < times->block->start_ns || ns >= times->block->end_ns ||
        (gap < times->gaps.count && gaps[gap].start_ns <= ns))
        return false;
    return times->level == 0 ||
           rp_tick_time_is_chosen(rp_clocks_local(times->block->clocks, rank, ns), times->level);
}

/* ---- lengths ---- */

/* What of [from, to) is in no gap. */
static uint64_t without_gaps(const struct rp_wait_times *times, uint64_t from_ns, uint64_t to_ns)
{
    const struct rp_gap *const gaps = times->gaps.rows;
    uint64_t length_ns = to_ns > from_ns ? to_ns - from_ns : 0;

    for (size_t i = gap_after(times, from_ns); i < times->gaps.count && gaps[i].start_ns < to_ns;
         i++) {
        const uint64_t low = gaps[i].start_ns > from_ns ? gaps[i].start_ns : from_ns;
        const uint64_t high = gaps[i].end_ns < to_ns ? gaps[i].end_ns : to_ns;

        length_ns -= high - low;
    }
    return length_ns;
}

/* What of [from, to) is in chosen ticks, for all ticks that it stands for. */
static uint64_t length_of(const struct rp_wait_times *times, uint32_t rank, uint64_t from_ns,
                          uint64_t to_ns)
{
    const uint64_t tick_ns = UINT64_C(1) << RP_TICK_SHIFT;
    const struct rp_blame *const block = times->block;
    uint64_t length_ns = 0;

    from_ns = from_ns > block->start_ns ? from_ns : block->start_ns;
    to_ns = to_ns < block->end_ns ? to_ns : block->end_ns;
    if (times->level == 0 || from_ns >= to_ns)
        return without_gaps(times, from_ns, to_ns);
    while (from_ns < to_ns) {
        const uint64_t local_ns = rp_clocks_local(block->clocks, rank, from_ns);
        const uint64_t rest_ns = tick_ns - local_ns % tick_ns;
        const uint64_t next_ns = to_ns - from_ns < rest_ns ? to_ns : from_ns + rest_ns;

        if (rp_tick_time_is_chosen(local_ns, times->level))
            length_ns += without_gaps(times, from_ns, next_ns);
        from_ns = next_ns;
    }
    return length_ns << times->level;
}

/* ---- sums ---- */

static bool is_message(const struct rp_scene *scene, const struct rp_scene_call *call)
{
    const uint16_t kind = scene->rows[call->first_row].kind;

    return kind == RP_TICK_SEND || kind == RP_TICK_RECEIVE;
}

void rp_wait_times_add(const struct rp_wait_times *times, const struct rp_scene *scene,
                       struct rp_wait_sums *sums)
{
    for (uint32_t i = 0; i < scene->call_count; i++) {
        const struct rp_scene_call *const call = &scene->calls[i];
        const uint32_t rank = scene->lines[call->line].rank;
        const struct rp_cluster_mpi_wait wait = {
            .context = call->context,
            .calls = call->start_ns >= times->block->start_ns,
            .time_ns = length_of(times, rank, call->start_ns, call->end_ns),
            .waited_ns = length_of(times, rank, call->start_ns, rp_scene_waited_until(scene, i)),
        };
        const struct rp_cluster_mpi_split split = {.rank = rank,
                                                   .class = RP_SPLIT_MESSAGES,
                                                   .calls = wait.calls,
                                                   .time_ns = wait.time_ns,
                                                   .waited_ns = wait.waited_ns};

        if (wait.time_ns == 0)
            continue;
        rp_wait_sums_add_wait(sums, &wait);
        if (is_message(scene, call))
            rp_wait_sums_add_split(sums, &split);
    }
}

/* Half of what the worst pair may be wrong by: what is not known is taken for right. */
uint64_t rp_wait_times_slack(const struct rp_blame *block)
{
    uint64_t slack_ns = 0;

    for (uint32_t node = 0; block->clocks->offsets && node < block->clocks->nodes; node++) {
        const uint64_t error_ns = rp_clocks_error(block->clocks, node, block->start_ns);

        if (error_ns != RP_CLOCK_UNKNOWN && error_ns > slack_ns)
            slack_ns = error_ns;
    }
    return slack_ns < MOST_SLACK_NS ? slack_ns : MOST_SLACK_NS;
}
