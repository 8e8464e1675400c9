/* summary.c: the block that rank 0 prints at the end of the job.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/summary.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"

#define WIDTH          80
#define REFUSALS_SHOWN 6

#define CERTAIN_SAMPLES 30 /* fewer make no rate */

struct block {
    char text[4096]; /* not above PIPE_BUF: one write is not mixed with another rank's */
    size_t used;
};

static void put(struct block *block, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct block *block, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length =
        vsnprintf(block->text + block->used, sizeof(block->text) - block->used, format, arguments);
    va_end(arguments);
    if (length > 0 && (size_t)length < sizeof(block->text) - block->used)
        block->used += (size_t)length;
}

/* "-- rankprof 0.1 -- job 48213 -- app ------- exit 0 --" */
static void put_title(struct block *block, const struct rp_summary *summary)
{
    const struct rp_collector_start *const start = summary->start;
    const int status = summary->wait_status;
    char left[WIDTH + 1];
    char right[40] = "";
    int fill;

    if (status != -1 && WIFSIGNALED(status))
        snprintf(right, sizeof(right), " killed by SIG%s --", sigabbrev_np(WTERMSIG(status)));
    else if (status != -1)
        snprintf(right, sizeof(right), " exit %d --", WEXITSTATUS(status));
    /* What is too long is cut; the job in full and how it ended stay to be seen. */
    snprintf(left, sizeof(left) - strlen(right),
             "-- rankprof " RANKPROF_VERSION " -- job %.24s -- %s ", start->launcher.job,
             basename(start->settings->application[0]));
    fill = WIDTH - (int)strlen(left) - (int)strlen(right);
    put(block, "%s", left);
    while (fill-- > 0)
        put(block, "-");
    put(block, "%s\n", right);
}

static unsigned count_files(const char *directory)
{
    DIR *const folder = opendir(directory);
    unsigned count = 0;

    for (const struct dirent *entry; folder && (entry = readdir(folder));)
        count += strncmp(entry->d_name, "rank-", 5) == 0;
    if (folder)
        closedir(folder);
    return count;
}

/* All numbers are of rank 0 alone: what the others learnt is in their files, for the merge. */
static void put_ledger(struct block *block, const struct rp_summary *summary)
{
    const struct rp_rank_slice *const totals = summary->totals;
    const unsigned long long lost = totals->blocked + totals->damaged;
    const double used_s = (double)totals->kernel_cpu_ns / 1e9;
    const double handler_s = (double)totals->handler_ns / 1e9;
    const double collector_s = (double)totals->collector_cpu_ns / 1e9;

    put(block, "rank 0: %llu samples in %llu program%s, %llu lost, %llu with a partial stack\n",
        (unsigned long long)totals->samples, (unsigned long long)summary->attached,
        summary->attached == 1 ? "" : "s", lost, (unsigned long long)totals->partial);
    if (used_s > 0)
        put(block, "       CPU %.2f s; overhead %.2f %% = sampling %.2f %% + collector %.2f %%\n",
            used_s, 100 * (handler_s + collector_s) / used_s, 100 * handler_s / used_s,
            100 * collector_s / used_s);
}

/* Breaks `text` at blanks so that no line, indented by `indent`, passes the width. */
static void put_wrapped(struct block *block, const char *text, int indent)
{
    int column = 0;

    while (*text) {
        const int length = (int)strcspn(text, " ");

        if (column == 0 || column + 1 + length > WIDTH) {
            put(block, "%s%*s", column ? "\n" : "", indent, "");
            column = indent;
        } else {
            put(block, " ");
            column++;
        }
        put(block, "%.*s", length, text);
        column += length;
        text += length;
        text += strspn(text, " ");
    }
    put(block, "\n");
}

/* The rate that was had, where it is another than the one asked for, and why. */
static void put_rate(struct block *block, const struct rp_summary *summary)
{
    const struct rp_rank_slice *const totals = summary->totals;
    const struct rp_run_settings *const settings = summary->start->settings;
    const double rate_hz = totals->sampled_ns > 0
                               ? (double)totals->samples / (double)totals->sampled_ns * 1e9
                               : settings->rate_hz;
    const char *const remark = rp_unify_source_remark(summary->unify);

    if (summary->is_rate_changed || totals->samples < CERTAIN_SAMPLES ||
        (rate_hz > 0.8 * settings->rate_hz && rate_hz < 1.25 * settings->rate_hz))
        return;
    put(block, "WARNING  sampled at %.4g Hz, not the %g Hz asked for:\n", rate_hz,
        settings->rate_hz);
    if (totals->spared > 0)
        put(block, "%9s%llu samples spared to stay within the budget of %g %% (--budget)\n", "",
            (unsigned long long)totals->spared, settings->budget_percent);
    else if (*remark)
        put_wrapped(block, remark, 9);
}

static void put_refusals(struct block *block, const struct rp_summary *summary)
{
    size_t count;
    const struct rp_unify_refusal *const refusals = rp_unify_refusals(summary->unify, &count);

    for (size_t i = 0; i < count && i < REFUSALS_SHOWN; i++) {
        put(block, "WARNING  %s %s:\n", refusals[i].name ? refusals[i].name : "?",
            refusals[i].is_dead ? "is dead" : "is not counted");
        /* Said once where several events were refused for the same reason. */
        if (refusals[i].reason && (i + 1 == count || !refusals[i + 1].reason ||
                                   strcmp(refusals[i].reason, refusals[i + 1].reason) != 0))
            put_wrapped(block, refusals[i].reason, 9);
    }
    if (count > REFUSALS_SHOWN)
        put(block, "WARNING  %zu more events are not counted: see 'rankprof events'\n",
            count - REFUSALS_SHOWN);
}

/* What is missing in the profile, one line each. */
static void put_warnings(struct block *block, const struct rp_summary *summary)
{
    const struct rp_rank_slice *const totals = summary->totals;
    const char *const remark = rp_unify_source_remark(summary->unify);
    const struct {
        uint64_t count;
        const char *text;
    } warnings[] = {
        {totals->refused_threads, "threads that could not be sampled"},
        {totals->refused_events, "times a thread got no counter of an event to sample on"},
        {totals->refused_processes, "processes that could not be followed"},
        {totals->damaged, "entries of a segment that could not be true, left out"},
    };

    for (size_t i = 0; i < sizeof(warnings) / sizeof(warnings[0]); i++)
        if (warnings[i].count)
            put(block, "WARNING  %s: %llu\n", warnings[i].text,
                (unsigned long long)warnings[i].count);
    if (totals->samples == 0 && *remark)
        put_wrapped(block, remark, 9);
    if (summary->attached == 0)
        put(block, "WARNING  no process attached: nothing was sampled\n");
}

/* Names of programs and directories may hold anything; a terminal is not to obey them. */
static void make_ascii(struct block *block)
{
    for (size_t i = 0; i < block->used; i++)
        if (block->text[i] != '\n' && (block->text[i] < ' ' || block->text[i] > '~'))
            block->text[i] = '?';
}

static void put_data(struct block *block, const struct rp_summary *summary)
{
    const struct rp_collector_start *const start = summary->start;
    const unsigned long long seconds = summary->totals->end_ns / RP_NS_PER_SECOND;
    const unsigned files = count_files(start->output.directory);

    put(block, "wall   %02llu:%02llu:%02llu", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (start->launcher.ranks)
        put(block, "   %u rank%s", start->launcher.ranks, start->launcher.ranks == 1 ? "" : "s");
    put(block, "   started by %s\n",
        strcmp(start->launcher.name, "none") == 0 ? "hand" : start->launcher.name);
    put(block, "data   %s (%u rank file%s so far)\n", start->output.directory, files,
        files == 1 ? "" : "s");
}

void rp_summary_print(const struct rp_summary *summary)
{
    const struct rp_collector_start *const start = summary->start;
    struct block block = {.used = 0};

    if (start->settings->quiet || start->launcher.rank != 0)
        return;
    put_title(&block, summary);
    put_data(&block, summary);
    put_ledger(&block, summary);
    put_rate(&block, summary);
    put_refusals(&block, summary);
    put_warnings(&block, summary);
    put(&block, "next   rankprof merge %s\n       rankprof report %s\n", start->output.directory,
        start->output.directory);
    for (int i = 0; i < WIDTH; i++)
        put(&block, "-");
    put(&block, "\n");
    make_ascii(&block);
    if (write(STDERR_FILENO, block.text, block.used) < 0)
        return; /* nobody left to tell */
}
