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

#define WIDTH 80

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

/* "-- rankprof 0.1 -- job 48213 -- ./app ------- exit 0 --" */
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
    /* What is too long is cut, the end of the job stays to be seen. */
    snprintf(left, sizeof(left), "-- rankprof " RANKPROF_VERSION " -- job %.20s -- %.20s ",
             start->launcher.job, start->settings->application[0]);
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

static void put_ledger(struct block *block, const struct rp_summary *summary)
{
    const struct rp_rank_slice *const totals = summary->totals;
    const uint64_t lost = totals->blocked + totals->refused_contexts + totals->damaged;
    const uint64_t used_ns = totals->kernel_cpu_ns;
    const uint64_t own_ns = totals->handler_ns + totals->collector_cpu_ns;

    put(block, "rank 0: %llu samples in %llu processes   partial stacks %.1f %%   lost %llu",
        (unsigned long long)totals->samples, (unsigned long long)summary->attached,
        totals->samples ? 100.0 * (double)totals->partial / (double)totals->samples : 0,
        (unsigned long long)lost);
    if (used_ns)
        put(block, "\noverhead %.2f %% of its CPU time (%.3f s of %.3f s)",
            100.0 * (double)own_ns / (double)used_ns, (double)own_ns / 1e9, (double)used_ns / 1e9);
    put(block, "\n");
}

/* What is missing in the profile, one line each. */
static void put_warnings(struct block *block, const struct rp_summary *summary)
{
    const struct rp_rank_slice *const totals = summary->totals;
    const struct {
        uint64_t count;
        const char *text;
    } warnings[] = {
        {totals->refused_threads, "threads could not be sampled"},
        {totals->refused_processes, "processes could not be followed"},
        {totals->damaged, "entries of a segment could not be true and were left out"},
    };

    for (size_t i = 0; i < sizeof(warnings) / sizeof(warnings[0]); i++)
        if (warnings[i].count)
            put(block, "WARNING  %llu %s\n", (unsigned long long)warnings[i].count,
                warnings[i].text);
    if (summary->attached == 0)
        put(block, "WARNING  no process attached: nothing was sampled\n");
}

void rp_summary_print(const struct rp_summary *summary)
{
    const struct rp_collector_start *const start = summary->start;
    const uint64_t seconds = summary->totals->end_ns / RP_NS_PER_SECOND;
    struct block block = {.used = 0};

    if (start->settings->quiet || start->launcher.rank != 0)
        return;
    put_title(&block, summary);
    put(&block, "wall %02llu:%02llu:%02llu   %u ranks, %u files there now   data %s\n",
        (unsigned long long)(seconds / 3600), (unsigned long long)(seconds / 60 % 60),
        (unsigned long long)(seconds % 60), start->launcher.ranks,
        count_files(start->output.directory), start->output.directory);
    put_ledger(&block, summary);
    put_warnings(&block, summary);
    put(&block, "next   rankprof merge %s\n       rankprof report %s\n", start->output.directory,
        start->output.directory);
    for (int i = 0; i < WIDTH; i++)
        put(&block, "-");
    put(&block, "\n");
    if (write(STDERR_FILENO, block.text, block.used) < 0)
        return; /* nobody left to tell */
}
