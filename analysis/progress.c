/* progress.c: tells on stderr how far a merge is.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "common/clock.h"

#define TERMINAL_NS (RP_NS_PER_SECOND / 5)
#define LINE_NS     (30 * RP_NS_PER_SECOND)

static void write_line(struct rp_progress *progress, uint64_t now_ns)
{
    const double seconds = (double)(now_ns - progress->phase_start_ns) / RP_NS_PER_SECOND;
    const char *begin = progress->terminal ? "\r\033[K" : "";
    const char *end = progress->terminal ? "" : "\n";

    progress->last_ns = now_ns;
    if (progress->total == 0 || progress->done == 0)
        fprintf(stderr, "%srankprof merge: %s, %.0f s%s", begin, progress->phase, seconds, end);
    else
        fprintf(stderr, "%srankprof merge: %s, %.0f %%, about %.0f s left%s", begin,
                progress->phase, 100.0 * (double)progress->done / (double)progress->total,
                seconds * (double)(progress->total - progress->done) / (double)progress->done, end);
    fflush(stderr);
}

static void maybe_write(struct rp_progress *progress)
{
    const uint64_t now_ns = progress->shown ? rp_clock_monotonic() : 0;

    if (progress->shown &&
        now_ns - progress->last_ns >= (progress->terminal ? TERMINAL_NS : LINE_NS))
        write_line(progress, now_ns);
}

void rp_progress_start(struct rp_progress *progress, bool wanted)
{
    *progress = (struct rp_progress){.shown = wanted,
                                     .terminal = isatty(STDERR_FILENO) == 1,
                                     .phase = "starting",
                                     .last_ns = rp_clock_monotonic()};
    progress->phase_start_ns = progress->last_ns;
}

void rp_progress_phase(struct rp_progress *progress, const char *phase, uint64_t total)
{
    progress->phase = phase;
    progress->total = total;
    progress->done = 0;
    progress->phase_start_ns = rp_clock_monotonic();
    maybe_write(progress);
}

void rp_progress_advance(struct rp_progress *progress, uint64_t by)
{
    progress->done = progress->total - progress->done > by ? progress->done + by : progress->total;
    maybe_write(progress);
}

void rp_progress_stop(struct rp_progress *progress)
{
    if (progress->shown && progress->terminal)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
