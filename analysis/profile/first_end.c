/* first_end.c: which rank went first, when a job did not end as it should.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/first_end.h"

#include <stdlib.h>
#include <string.h>

#include "common/context_kind.h"
#include "format/rank_tables.h"

#define NS         1e-9
#define TOGETHER_S 0.5 /* a launcher sends its signals to all ranks at once */

/* The end of a rank's first process. */
struct end {
    uint32_t rank; /* row of /ranks */
    int64_t at_ns; /* since 1970, by the clock of node 0 */
    bool is_known;
    bool is_failure;
    bool called_abort;
};

/* By how much the clock of the node was ahead at the end of the job. */
static int64_t ahead_ns(const struct rp_cluster_file *file, uint32_t node)
{
    double ahead = 0;

    for (size_t i = 0; i < file->clock_count; i++)
        if (file->clock_rows[i].node == node)
            ahead = file->clock_rows[i].ahead_ns;
    return (int64_t)ahead;
}

/* A process has a row for each program that it executed; the last one that ended is its end. */
static void find_moments(const struct rp_cluster_file *file, struct end *ends)
{
    for (size_t i = 0; i < file->process_count; i++) {
        const struct rp_cluster_process *const row = &file->process_rows[i];
        const struct rp_cluster_rank *const rank = &file->rank_rows[row->rank];
        const bool is_first = i == 0 || row[-1].rank != row->rank ||
                              (ends[row->rank].is_known && row[-1].pid == row->pid);

        if (is_first && row->end_ns > 0) {
            ends[row->rank].is_known = true;
            ends[row->rank].at_ns =
                (int64_t)(rank->start_ns + row->end_ns) - ahead_ns(file, rank->node);
        }
    }
}

static void find_failures(const struct rp_cluster_file *file, struct end *ends)
{
    for (uint32_t i = 0; i < file->rank_count; i++) {
        const struct rp_cluster_rank *const rank = &file->rank_rows[i];

        ends[i].rank = i;
        ends[i].is_failure = rank->end_how == RP_END_SIGNAL ||
                             (rank->end_how == RP_END_EXIT && rank->end_status > 0);
    }
}

static bool is_abort(const struct rp_cluster_file *file, uint32_t context)
{
    const struct rp_cluster_context *const row = &file->context_rows[context];

    return row->kind == RP_CONTEXT_MPI && row->function < file->function_count &&
           strcmp(rp_cluster_file_text(file, file->function_rows[row->function].name),
                  "MPI_Abort") == 0;
}

/* Who has any value of MPI_Abort has called it. */
static void find_aborts(const struct rp_cluster_file *file, struct end *ends)
{
    struct rp_cluster_scan scan;
    bool has_aborts = false;

    for (uint32_t i = 0; i < file->context_count; i++)
        has_aborts = has_aborts || is_abort(file, i);
    if (!has_aborts)
        return;
    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_value);
    for (const struct rp_cluster_value *row; (row = rp_cluster_scan_next(&scan)) != NULL;)
        if (is_abort(file, row->context))
            ends[row->rank].called_abort = true;
    rp_cluster_scan_end(&scan);
}

/* Those that called MPI_Abort first, then by time; ends that are not known come last. */
static int compare(const void *a, const void *b)
{
    const struct end *const left = a;
    const struct end *const right = b;

    if (left->called_abort != right->called_abort)
        return left->called_abort ? -1 : 1;
    if (left->is_known != right->is_known)
        return left->is_known ? -1 : 1;
    if (left->at_ns != right->at_ns)
        return left->at_ns < right->at_ns ? -1 : 1;
    return left->rank < right->rank ? -1 : 1;
}

static void judge(const struct rp_cluster_file *file, const struct end *ends,
                  struct rp_first_end *out)
{
    const struct end *last = ends;
    bool is_shared = true;

    out->rank = &file->rank_rows[ends[0].rank];
    out->called_abort = ends[0].called_abort;
    for (size_t i = 0; i < file->rank_count; i++) {
        const struct rp_cluster_rank *const rank = &file->rank_rows[ends[i].rank];

        is_shared = is_shared && ends[i].is_known && rank->end_how == RP_END_SIGNAL &&
                    rank->end_status == out->rank->end_status;
        if (!ends[i].is_known)
            continue;
        out->known++;
        if (ends[i].at_ns > last->at_ns)
            last = &ends[i];
        if (out->known == 2 && ends[i].at_ns > ends[0].at_ns) /* who aborts may end later */
            out->before_s = (double)(ends[i].at_ns - ends[0].at_ns) * NS;
    }
    out->within_s = (double)(last->at_ns - ends[0].at_ns) * NS;
    out->is_shared = is_shared && !out->called_abort && out->within_s < TOGETHER_S;
}

enum rp_status rp_first_end_of(const struct rp_profile *profile, struct rp_first_end *out)
{
    const struct rp_cluster_file *const file = profile->file;
    struct end *const ends = calloc(file->rank_count + 1, sizeof(*ends));
    bool has_failed = false;

    *out = (struct rp_first_end){0};
    if (!ends)
        return RP_E_NOMEM;
    find_moments(file, ends);
    find_failures(file, ends);
    find_aborts(file, ends);
    for (size_t i = 0; i < file->rank_count; i++)
        has_failed = has_failed || ends[i].is_failure || ends[i].called_abort;
    qsort(ends, file->rank_count, sizeof(*ends), compare);
    if (file->rank_count > 1 && has_failed && (ends[0].is_known || ends[0].called_abort))
        judge(file, ends, out);
    free(ends);
    return RP_OK;
}
