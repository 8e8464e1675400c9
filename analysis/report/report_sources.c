/* report_sources.c: what interrupted threads to sample them, in how many processes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report_sources.h"

#include <inttypes.h>
#include <string.h>

#define MOST 32u /* different ones; the rest is of no more interest */

struct sources {
    struct rp_report_source list[MOST];
    size_t count;
};

static void add(struct sources *sources, const char *name, const char *remark)
{
    for (size_t i = 0; i < sources->count; i++) {
        if (strcmp(sources->list[i].name, name) == 0 &&
            strcmp(sources->list[i].remark, remark) == 0) {
            sources->list[i].processes++;
            return;
        }
    }
    if (sources->count < MOST)
        sources->list[sources->count++] = (struct rp_report_source){name, remark, 1};
}

/* Chosen ranks and processes are both in the order of the file's ranks. */
static void find(struct sources *sources, const struct rp_report *report)
{
    const struct rp_cluster_file *file = report->file;
    const struct rp_profile *profile = report->profile;
    const struct rp_cluster_process *row = NULL;
    struct rp_cluster_scan scan;
    size_t chosen = 0;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_process);
    while ((row = rp_cluster_scan_next(&scan)) != NULL) {
        const struct rp_cluster_rank *rank = &file->rank_rows[row->rank];

        while (chosen < profile->rank_count && profile->ranks[chosen].row->rank < rank->rank)
            chosen++;
        if (chosen < profile->rank_count && profile->ranks[chosen].row == rank)
            add(sources, rp_cluster_file_text(file, row->source),
                rp_cluster_file_text(file, row->remark));
    }
    rp_cluster_scan_end(&scan);
}

void rp_report_each_source(const struct rp_report *report,
                           void (*visit)(void *context, const struct rp_report_source *source),
                           void *context)
{
    struct sources sources = {.count = 0};

    find(&sources, report);
    for (size_t i = 0; i < sources.count; i++)
        visit(context, &sources.list[i]);
}

static void write_source(void *context, const struct rp_report_source *source)
{
    const struct rp_report *report = context;
    FILE *out = report->terminal.out;

    fputs("  ", out);
    rp_terminal_name(&report->terminal, *source->name ? source->name : "not told", 60);
    fprintf(out, ", in %" PRIu64 " program%s\n", source->processes,
            source->processes == 1 ? "" : "s");
    if (!*source->remark)
        return;
    fputs("    remark: ", out);
    rp_terminal_name(&report->terminal, source->remark, report->terminal.columns);
    fputc('\n', out);
}

void rp_report_write_sources(const struct rp_report *report)
{
    struct sources sources = {.count = 0};

    find(&sources, report);
    for (size_t i = 0; i < sources.count; i++)
        write_source((void *)(uintptr_t)report, &sources.list[i]);
}
