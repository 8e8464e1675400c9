/* slice.c: keeps the deadlines of slices.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/slice.h"

#include "common/clock.h"

#define SHORTEST_NS (RP_NS_PER_SECOND / 10) /* of a slice that is cut */

void rp_slice_start(struct rp_slice *slice, uint64_t session_ns, uint64_t length_ns)
{
    slice->session_ns = session_ns;
    slice->length_ns = length_ns ? length_ns : 1;
    slice->start_ns = session_ns;
    slice->deadline_ns = session_ns + slice->length_ns;
    slice->cpu_ns = 0; /* what it took to start counts as the first slice's */
}

bool rp_slice_is_due(const struct rp_slice *slice, uint64_t now_ns)
{
    return now_ns >= slice->deadline_ns;
}

void rp_slice_shorten(struct rp_slice *slice, uint64_t now_ns, uint64_t length_ns)
{
    if (length_ns < slice->length_ns)
        slice->length_ns = length_ns;
    if (now_ns + length_ns < slice->deadline_ns)
        slice->deadline_ns = now_ns + length_ns;
}

void rp_slice_cut(struct rp_slice *slice, uint64_t now_ns)
{
    const uint64_t earliest_ns = slice->start_ns + SHORTEST_NS;
    const uint64_t end_ns = now_ns > earliest_ns ? now_ns : earliest_ns;

    if (end_ns < slice->deadline_ns)
        slice->deadline_ns = end_ns;
}

void rp_slice_lengthen(struct rp_slice *slice, uint64_t now_ns, uint64_t length_ns)
{
    slice->length_ns = length_ns ? length_ns : 1;
    rp_slice_cut(slice, now_ns);
}

/* Deadlines stay on the grid of the session's start; one that was missed is not made up for. */
static uint64_t next_deadline(const struct rp_slice *slice, uint64_t now_ns)
{
    const uint64_t passed = (now_ns - slice->session_ns) / slice->length_ns;

    return slice->session_ns + (passed + 1) * slice->length_ns;
}

void rp_slice_next(struct rp_slice *slice, uint64_t now_ns, struct rp_rank_slice *record)
{
    const uint64_t cpu_ns = rp_clock_read(CLOCK_PROCESS_CPUTIME_ID);

    record->start_ns = slice->start_ns - slice->session_ns;
    record->end_ns = now_ns - slice->session_ns;
    record->collector_cpu_ns = cpu_ns - slice->cpu_ns;
    slice->start_ns = now_ns;
    slice->deadline_ns = next_deadline(slice, now_ns);
    slice->cpu_ns = cpu_ns;
}
