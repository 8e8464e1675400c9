/* mpi_calls.c: what the chosen ranks did of each MPI function.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/mpi_calls.h"

#include <stdlib.h>
#include <string.h>

#include "common/context_kind.h"
#include "common/segment.h"

struct summing {
    const struct rp_profile *profile;
    struct rp_mpi_call_sum *sums; /* by function */
    uint64_t *rank_ns;            /* by function, of the rank that is read */
    uint32_t metrics[RP_CALL_METRICS];
    uint32_t rank; /* row of /ranks */
};

static void find_metrics(struct summing *it)
{
    static const char *const names[RP_CALL_METRICS] = {
#define NAME(name, unit, meaning) #name,
        RP_CALL_METRIC_LIST(NAME)
#undef NAME
    };
    const struct rp_cluster_file *file = it->profile->file;

    for (size_t metric = 0; metric < RP_CALL_METRICS; metric++) {
        it->metrics[metric] = RP_NO_ROW;
        for (uint32_t row = 0; row < file->metric_count; row++)
            if (strcmp(rp_cluster_file_text(file, file->metric_rows[row].name), names[metric]) == 0)
                it->metrics[metric] = row;
    }
}

static void add_value(struct summing *it, uint32_t function, const struct rp_cluster_value *row)
{
    struct rp_mpi_call_sum *const sum = &it->sums[function];
    uint64_t *const places[RP_CALL_METRICS] = {
        [RP_CALL_mpi_calls] = &sum->calls,
        [RP_CALL_mpi_time] = &sum->time_ns,
        [RP_CALL_mpi_sent] = &sum->sent,
        [RP_CALL_mpi_received] = &sum->received,
    };

    sum->name = it->profile->functions[function].name;
    for (size_t i = 0; i < RP_CALL_METRICS; i++)
        if (row->metric == it->metrics[i])
            *places[i] += row->value;
    if (row->metric == it->metrics[RP_CALL_mpi_time])
        it->rank_ns[function] += row->value;
}

/* The rows of one rank stand together. */
static void end_rank(struct summing *it)
{
    const uint32_t rank = it->profile->file->rank_rows[it->rank].rank;

    for (size_t i = 0; i < it->profile->function_count; i++) {
        if (it->rank_ns[i] > it->sums[i].time_max_ns) {
            it->sums[i].time_max_ns = it->rank_ns[i];
            it->sums[i].worst_rank = rank;
        }
        it->rank_ns[i] = 0;
    }
}

static void add_all(struct summing *it)
{
    const struct rp_cluster_file *file = it->profile->file;
    const struct rp_cluster_value *row = NULL;
    struct rp_cluster_scan scan;
    bool chosen = false;

    it->rank = RP_NO_ROW;
    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_value);
    while ((row = rp_cluster_scan_next(&scan)) != NULL) {
        if (row->rank != it->rank) {
            if (it->rank != RP_NO_ROW)
                end_rank(it);
            it->rank = row->rank;
            chosen = it->profile->chosen[row->rank];
        }
        if (chosen && file->context_rows[row->context].kind == RP_CONTEXT_MPI &&
            rp_profile_holds(it->profile, row->context))
            add_value(it, it->profile->contexts[row->context].function, row);
    }
    rp_cluster_scan_end(&scan);
    if (it->rank != RP_NO_ROW)
        end_rank(it);
}

static int compare(const void *a, const void *b)
{
    const struct rp_mpi_call_sum *left = a;
    const struct rp_mpi_call_sum *right = b;

    if (left->time_ns != right->time_ns)
        return left->time_ns > right->time_ns ? -1 : 1;
    return strcmp(left->name, right->name);
}

enum rp_status rp_mpi_calls_of(const struct rp_profile *profile, struct rp_mpi_call_sum **out,
                               size_t *count)
{
    struct summing it = {
        .profile = profile,
        .sums = calloc(profile->function_count + 1, sizeof(*it.sums)),
        .rank_ns = calloc(profile->function_count + 1, sizeof(*it.rank_ns)),
    };
    size_t called = 0;

    if (!it.sums || !it.rank_ns) {
        free(it.sums);
        free(it.rank_ns);
        return RP_E_NOMEM;
    }
    find_metrics(&it);
    add_all(&it);
    for (size_t i = 0; i < profile->function_count; i++)
        if (it.sums[i].calls > 0)
            it.sums[called++] = it.sums[i];
    qsort(it.sums, called, sizeof(*it.sums), compare);
    free(it.rank_ns);
    *out = it.sums;
    *count = called;
    return RP_OK;
}
