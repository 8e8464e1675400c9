/* slept.c: what a thread that calls MPI waits for in the kernel, for its tick log.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/slept.h"

#include <errno.h>

#include "collector/agent/agent.h"
#include "collector/agent/recorder.h"
#include "collector/agent/unwind/call_path.h"
#include "common/clock.h"

#define SHORT_NS 1000000u

/* Within a call of MPI the call says all; and samples on wall time see who waits. */
uint64_t rp_slept_begin(void)
{
    const struct rp_thread *const thread = rp_thread_self();

    if (!thread || !thread->ticks.is_on || thread->agent->settings.wall_clock ||
        atomic_load_explicit(&thread->recorder.ledger->entered_ns, memory_order_relaxed) != 0)
        return 0;
    return rp_clock_monotonic();
}

static void log_sleep(uint64_t start_ns, uint64_t end_ns)
{
    struct rp_thread *const thread = rp_recorder_begin();
    struct rp_segment_tick row = {
        .kind = RP_TICK_SLEEP, .start_ns = start_ns, .end_ns = end_ns, .posted_ns = start_ns};
    enum rp_unwind_end unused;

    if (!thread)
        return;
    row.context = rp_call_path_here(thread, &unused);
    rp_tick_log_sample(&thread->ticks, &row);
    rp_recorder_end(thread);
}

void rp_slept_end(uint64_t start_ns)
{
    const int saved_errno = errno;
    const uint64_t end_ns = start_ns > 0 ? rp_clock_monotonic() : 0;

    if (end_ns - start_ns >= SHORT_NS)
        log_sleep(start_ns, end_ns);
    errno = saved_errno;
}
