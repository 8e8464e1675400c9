/* progress.c: tells on stderr how far a merge is.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "common/clock.h"

#define TERMINAL_NS (RP_NS_PER_SECOND / 5)
#define LINE_NS     (30 * RP_NS_PER_SECOND)
#define BAR_CELLS   20
#define MIB         (1024.0 * 1024.0)
#define GIB         (1024.0 * MIB)

/* ---- parts of a line ---- */

static double share_done(const struct rp_progress *progress)
{
    return (double)progress->done / (double)progress->total;
}

static void write_bar(const struct rp_progress *progress)
{
    const int full = (int)(share_done(progress) * BAR_CELLS);

    fputs(" [", stderr);
    for (int i = 0; i < BAR_CELLS; i++)
        fputc(i < full ? '#' : '-', stderr);
    fputc(']', stderr);
}

static void write_bytes(const struct rp_progress *progress)
{
    const bool many = (double)progress->bytes >= GIB;
    const double unit = many ? GIB : MIB;

    fprintf(stderr, ", %.1f of %.1f %s", share_done(progress) * (double)progress->bytes / unit,
            (double)progress->bytes / unit, many ? "GiB" : "MiB");
}

static void write_rest(double seconds)
{
    if (seconds < 120)
        fprintf(stderr, ", about %.0f s left", seconds);
    else
        fprintf(stderr, ", about %.0f min left", seconds / 60);
}

static void write_line(struct rp_progress *progress, uint64_t now_ns)
{
    const double seconds = (double)(now_ns - progress->phase_start_ns) / RP_NS_PER_SECOND;

    progress->last_ns = now_ns;
    fprintf(stderr, "%srankprof merge: %s", progress->terminal ? "\r\033[K" : "", progress->phase);
    if (progress->total == 0 || progress->done == 0) {
        fprintf(stderr, ", %.0f s", seconds);
    } else {
        if (progress->terminal)
            write_bar(progress);
        fprintf(stderr, "%s%.0f %%", progress->terminal ? " " : ", ", 100 * share_done(progress));
        if (progress->bytes > 0)
            write_bytes(progress);
        write_rest(seconds / share_done(progress) - seconds);
    }
    fputs(progress->terminal ? "" : "\n", stderr);
    fflush(stderr);
}

/* ---- when ---- */

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
    progress->bytes = 0;
    progress->phase_start_ns = rp_clock_monotonic();
    maybe_write(progress);
}

void rp_progress_bytes(struct rp_progress *progress, uint64_t bytes)
{
    progress->bytes = bytes;
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
