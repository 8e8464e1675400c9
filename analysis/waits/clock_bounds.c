/* clock_bounds.c: from bounds on differences of clocks to the differences.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/waits/clock_bounds.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const struct rp_clock_bound *const left = a;
    const struct rp_clock_bound *const right = b;

    if (left->stretch != right->stretch)
        return left->stretch < right->stretch ? -1 : 1;
    if (left->from != right->from)
        return left->from < right->from ? -1 : 1;
    return left->to == right->to ? 0 : left->to < right->to ? -1 : 1;
}

void rp_clock_bounds_combine(struct rp_rows *bounds)
{
    struct rp_clock_bound *const rows = bounds->rows;
    size_t kept = 0;

    if (bounds->count > 0)
        qsort(rows, bounds->count, sizeof(*rows), compare);
    for (size_t i = 0; i < bounds->count; i++) {
        struct rp_clock_bound *const last = kept > 0 ? &rows[kept - 1] : NULL;

        if (!last || compare(last, &rows[i]) != 0) {
            rows[kept++] = rows[i];
            continue;
        }
        if (rows[i].least_ns > last->least_ns)
            last->least_ns = rows[i].least_ns;
        if (rows[i].most_ns < last->most_ns)
            last->most_ns = rows[i].most_ns;
    }
    bounds->count = kept;
}

/* ---- one stretch: how far each clock is ahead of that of node 0 ---- */

struct range {
    int64_t least_ns, most_ns;
};

/* A sum with something that is not known is not known. */
static int64_t sum(int64_t left, int64_t right)
{
    if (left <= -RP_BOUND_NONE || right <= -RP_BOUND_NONE)
        return -RP_BOUND_NONE;
    if (left >= RP_BOUND_NONE || right >= RP_BOUND_NONE)
        return RP_BOUND_NONE;
    return left + right;
}

static bool narrow(struct range *range, int64_t least_ns, int64_t most_ns)
{
    const bool better = least_ns > range->least_ns || most_ns < range->most_ns;

    range->least_ns = least_ns > range->least_ns ? least_ns : range->least_ns;
    range->most_ns = most_ns < range->most_ns ? most_ns : range->most_ns;
    return better;
}

/* Shortest paths over differences (Bellman and Ford), in both directions at once. */
static void find_ranges(const struct rp_clock_bound *bounds, size_t count, struct range *ranges,
                        uint32_t nodes)
{
    bool better = true;

    for (uint32_t i = 0; i < nodes; i++)
        ranges[i] = (struct range){-RP_BOUND_NONE, RP_BOUND_NONE};
    ranges[0] = (struct range){0, 0};
    for (uint32_t round = 0; better && round < nodes; round++) {
        better = false;
        for (size_t i = 0; i < count; i++) {
            const struct rp_clock_bound *const it = &bounds[i];
            struct range *const from = &ranges[it->from];
            struct range *const to = &ranges[it->to];

            if (it->to != 0)
                better |=
                    narrow(to, sum(from->least_ns, it->least_ns), sum(from->most_ns, it->most_ns));
            if (it->from != 0)
                better |=
                    narrow(from, sum(to->least_ns, -it->most_ns), sum(to->most_ns, -it->least_ns));
        }
    }
}

/* Bounds contradict each other when the clocks drift apart: the truth is somewhere between. */
static void settle(struct rp_clock_bound *bounds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct rp_clock_bound it = bounds[i];

        if (it.least_ns <= it.most_ns)
            continue;
        bounds[i].least_ns = it.most_ns;
        bounds[i].most_ns = it.least_ns;
    }
}

static struct rp_clock_offset middle(const struct range *range)
{
    const bool is_known = range->least_ns > -RP_BOUND_NONE && range->most_ns < RP_BOUND_NONE;
    const int64_t width_ns = is_known ? range->most_ns - range->least_ns : 0;

    if (!is_known)
        return (struct rp_clock_offset){0, RP_CLOCK_UNKNOWN};
    return (struct rp_clock_offset){.ahead_ns = range->least_ns + width_ns / 2,
                                    .error_ns = (uint64_t)(width_ns > 0 ? width_ns + 1 : 0) / 2};
}

/* ---- all stretches ---- */

/* What is known of the nearest stretch, of two equally near ones of the earlier. */
static void fill_unknown(struct rp_clock_offset *offsets, size_t count)
{
    struct rp_clock_offset before = {0, RP_CLOCK_UNKNOWN};
    size_t before_at = 0;

    for (size_t i = 0; i < count; i++) {
        size_t after_at = i;

        if (offsets[i].error_ns != RP_CLOCK_UNKNOWN) {
            before = offsets[i];
            before_at = i;
            continue;
        }
        while (after_at < count && offsets[after_at].error_ns == RP_CLOCK_UNKNOWN)
            after_at++;
        if (after_at == count ||
            (before.error_ns != RP_CLOCK_UNKNOWN && i - before_at <= after_at - i))
            offsets[i] = before;
        else
            offsets[i] = offsets[after_at];
    }
}

enum rp_status rp_clock_bounds_solve(struct rp_clocks *clocks, const struct rp_rows *bounds)
{
    struct rp_clock_bound *const rows = bounds->rows;
    struct range *const ranges = calloc(clocks->nodes, sizeof(*ranges));
    size_t first = 0;

    clocks->offsets = calloc(clocks->nodes * clocks->stretches, sizeof(*clocks->offsets));
    if (!ranges || !clocks->offsets) {
        free(ranges);
        return RP_E_NOMEM;
    }
    settle(rows, bounds->count);
    for (size_t stretch = 0; stretch < clocks->stretches; stretch++) {
        size_t end = first;

        while (end < bounds->count && rows[end].stretch == stretch)
            end++;
        find_ranges(rows + first, end - first, ranges, clocks->nodes);
        for (uint32_t node = 0; node < clocks->nodes; node++)
            clocks->offsets[node * clocks->stretches + stretch] = middle(&ranges[node]);
        first = end;
    }
    for (uint32_t node = 0; node < clocks->nodes; node++)
        fill_unknown(clocks->offsets + node * clocks->stretches, clocks->stretches);
    free(ranges);
    return RP_OK;
}
