/* report_header.c: the lines above every text view: which job, how much of it, what is missing.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report/report_view.h"

/* Builds a line in memory, so that it can be made safe and cut as a whole. */
static void write_line(const struct rp_report *report, enum rp_style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void write_line(const struct rp_report *report, enum rp_style style, const char *format, ...)
{
    const struct rp_terminal *terminal = &report->terminal;
    char *line = NULL;
    char *safe = NULL;
    va_list arguments;
    int bytes = 0;

    va_start(arguments, format);
    bytes = vasprintf(&line, format, arguments);
    va_end(arguments);
    if (bytes < 0)
        return;
    safe = rp_text_safe(line, terminal->utf8);
    if (safe) {
        if (terminal->is_tty)
            rp_text_cut(safe, terminal->columns);
        rp_terminal_styled(terminal, style, safe);
        fputc('\n', terminal->out);
    }
    free(safe);
    free(line);
}

static void write_refused(const struct rp_report *report)
{
    for (size_t i = 0; i < report->file->metric_count; i++) {
        const struct rp_cluster_metric *metric = &report->file->metric_rows[i];

        if (metric->refused_ranks + metric->dead_ranks > 0)
            write_line(report, RP_STYLE_WARN, "# %s (ranks: %" PRIu32 "): %s: %s",
                       metric->refused_ranks > 0 ? "refused" : "dead",
                       metric->refused_ranks + metric->dead_ranks,
                       rp_cluster_file_text(report->file, metric->name),
                       rp_cluster_file_text(report->file, metric->reason));
    }
}

/* "rank 2 went first: SIGKILL, 0.961 s before the next" */
static void write_first_end(const struct rp_report *report)
{
    const struct rp_first_end *const first = &report->first_end;
    char end[32], before[64] = "";

    if (!first->rank)
        return;
    rp_report_end(end, sizeof(end), first->rank);
    if (first->is_shared) {
        write_line(report, RP_STYLE_WARN,
                   "# all ranks were ended by %s within %.3f s, rank %" PRIu32 " first", end,
                   first->within_s, first->rank->rank);
        return;
    }
    if (first->before_s > 0)
        snprintf(before, sizeof(before), ", %.3f s before the next", first->before_s);
    write_line(report, RP_STYLE_WARN, "# rank %" PRIu32 " went first: %s%s%s%s", first->rank->rank,
               first->called_abort ? "it called MPI_Abort; " : "",
               first->rank->end_how == RP_END_EXIT ? "exit status " : "", end, before);
}

static void write_missing(const struct rp_report *report)
{
    const struct rp_cluster_session *session = &report->file->session;

    if (report->quality.ranks_missing > 0)
        write_line(report, RP_STYLE_WARN, "# ranks missing: %u of %" PRIu32,
                   report->quality.ranks_missing, session->ranks_expected);
    if (report->quality.ranks_partial > 0)
        write_line(report, RP_STYLE_WARN, "# ranks partial, their collector did not finish: %u",
                   report->quality.ranks_partial);
    for (size_t i = 0; i < report->file->remark_count; i++) {
        const struct rp_cluster_remark *remark = &report->file->remark_rows[i];
        const char *path = rp_cluster_file_text(report->file, remark->path);

        write_line(report, RP_STYLE_WARN, "# %s%s%s%s",
                   *path && remark->left_out ? "left out: " : "", path, *path ? ": " : "",
                   rp_cluster_file_text(report->file, remark->text));
    }
}

static void write_size(const struct rp_report *report, const char *quality_word)
{
    const struct rp_cluster_session *session = &report->file->session;
    const double seconds = (double)(session->end_ns - session->start_ns) * 1e-9;
    const size_t chosen = report->profile->rank_count;
    const double asked = (double)session->rate_millihertz / 1000;
    const double rate = report->quality.rate_hertz;
    char some[32] = "";
    char rates[64];

    if (chosen < report->file->rank_count)
        snprintf(some, sizeof(some), "%zu of ", chosen);
    snprintf(rates, sizeof(rates), "%g Hz", asked);
    if (rp_quality_rate_differs(&report->quality, asked))
        snprintf(rates, sizeof(rates), "%.4g Hz instead of %g", rate, asked);
    write_line(report, RP_STYLE_PLAIN,
               "# %s%zu rank%s on %zu node%s, wall %.3f s, %s, %" PRIu64 " samples, %" PRIu64
               " lost, quality %s",
               some, report->file->rank_count, report->file->rank_count == 1 ? "" : "s",
               report->file->node_count, report->file->node_count == 1 ? "" : "s", seconds, rates,
               report->quality.samples, report->quality.blocked + report->quality.damaged,
               quality_word);
}

void rp_report_header(const struct rp_report *report)
{
    const char *job = rp_report_text(report, "job");
    const char *word = NULL;

    rp_quality_overall(&report->quality, &word);
    write_line(report, RP_STYLE_BOLD, "# rankprof report %s   %s%s%s", report->shown,
               rp_report_text(report, "command"), *job ? "   job " : "", job);
    write_size(report, word);
    write_first_end(report);
    write_missing(report);
    write_refused(report);
    fputc('\n', report->terminal.out);
}
