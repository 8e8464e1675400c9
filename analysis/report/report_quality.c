/* report_quality.c: the view that says how far the profile can be trusted.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>

#include "analysis/report/report_sources.h"
#include "analysis/report/report_view.h"

static void write_scores(const struct rp_report *report)
{
    FILE *out = report->terminal.out;
    struct rp_quality_score scores[RP_QUALITY_SCORES];

    rp_quality_scores(&report->quality, scores);
    for (size_t i = 0; i < RP_QUALITY_SCORES; i++)
        fprintf(out, "  %-18s%u/%u %8.2f %%  %s\n", scores[i].what, scores[i].score, RP_BEST_SCORE,
                100 * scores[i].share, scores[i].meaning);
}

static void write_numbers(const struct rp_report *report)
{
    const struct rp_quality *quality = &report->quality;
    const struct {
        const char *what;
        uint64_t count;
    } numbers[] = {
        {"samples", quality->samples},
        {"samples of counters that overflowed", quality->overflow_samples},
        {"stacks not followed to their start", quality->partial},
        {"samples in the profiler's own code", quality->blocked},
        {"samples with unnamed interpreted frames", quality->unnamed},
        {"timer expirations merged into one sample", quality->overruns},
        {"samples spared to stay within the budget", quality->spared},
        {"samples given to an ancestor, tree full", quality->refused_contexts},
        {"threads that could not be sampled", quality->refused_threads},
        {"times a thread got no counter to sample on", quality->refused_events},
        {"processes that could not be followed", quality->refused_processes},
        {"entries left out as damaged", quality->damaged},
        {"ranks missing", quality->ranks_missing},
        {"ranks partial", quality->ranks_partial},
    };

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        fprintf(report->terminal.out, "  %-42s%12" PRIu64 "\n", numbers[i].what, numbers[i].count);
}

static void write_rate(const struct rp_report *report)
{
    const struct rp_quality *quality = &report->quality;
    FILE *out = report->terminal.out;

    fprintf(out, "  %-42s%12.6g Hz\n", "rate asked for",
            (double)report->file->session.rate_millihertz / 1000);
    if (quality->rate_hertz > 0)
        fprintf(out, "  %-42s%12.6g Hz\n", "true rate", quality->rate_hertz);
    if (quality->budget > 0)
        fprintf(out, "  %-42s%12.6g %%\n", "budget: time of a thread for its samples",
                100 * quality->budget);
}

static void write_seconds(const struct rp_report *report)
{
    const struct rp_quality *quality = &report->quality;
    FILE *out = report->terminal.out;

    fprintf(out, "  %-42s%12.3f s\n", "CPU time of the signal handler",
            (double)quality->handler_ns * 1e-9);
    fprintf(out, "  %-42s%12.3f s\n", "CPU time of the collectors",
            (double)quality->collector_cpu_ns * 1e-9);
    fprintf(out, "  %-42s%12.3f s\n", "CPU time of the application (kernel)",
            (double)quality->kernel_cpu_ns * 1e-9);
    if (quality->accounted > 0)
        fprintf(out, "  %-42s%12.2f %%\n", "of it found by sampling", 100 * quality->accounted);
}

/* ", WORDS 3 of 4 ranks"; nothing when there is none of them. */
static void write_share(const struct rp_report *report, const char *words, uint32_t ranks)
{
    if (ranks > 0)
        fprintf(report->terminal.out, ", %s on %" PRIu32 " of %zu ranks", words, ranks,
                report->file->rank_count);
}

static void write_metric(const struct rp_report *report, const struct rp_cluster_metric *metric)
{
    const struct rp_cluster_file *file = report->file;
    FILE *out = report->terminal.out;
    const char *reason = rp_cluster_file_text(file, metric->reason);
    const char *source = rp_cluster_file_text(file, metric->source);

    fputs("  ", out);
    rp_terminal_name(&report->terminal, rp_cluster_file_text(file, metric->name), 30);
    if (*source)
        fprintf(out, " (%s)", source);
    write_share(report, "counted", metric->counted_ranks);
    write_share(report, "multiplexed", metric->multiplexed_ranks);
    write_share(report, "refused", metric->refused_ranks);
    write_share(report, "dead", metric->dead_ranks);
    if (*reason) {
        fputs(": ", out);
        rp_terminal_name(&report->terminal, reason, report->terminal.columns);
    }
    fputc('\n', out);
}

enum rp_status rp_report_quality(const struct rp_report *report, struct rp_error *error)
{
    FILE *out = report->terminal.out;
    const char *word = NULL;
    const unsigned overall = rp_quality_overall(&report->quality, &word);

    (void)error;
    rp_report_header(report);
    fprintf(out, "QUALITY %u/%u (%s)\n", overall, RP_BEST_SCORE, word);
    write_scores(report);
    fputs("\nNUMBERS\n", out);
    write_numbers(report);
    write_rate(report);
    write_seconds(report);
    fputs("\nSOURCES\n", out);
    rp_report_write_sources(report);
    fputs("\nMETRICS\n", out);
    for (size_t i = 0; i < report->file->metric_count; i++)
        write_metric(report, &report->file->metric_rows[i]);
    return RP_OK;
}
