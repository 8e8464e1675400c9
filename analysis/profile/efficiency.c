/* efficiency.c: how well the ranks of a job with MPI work in parallel.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/efficiency.h"

#include <math.h>
#include <stdlib.h>

#include "common/mpi_class.h"

#define NS          1e-9
#define MOST_SLICES 100000u

/* Stretches of equal length from the start of the job; ranks by row of /ranks. */
struct stretches {
    const struct rp_profile *profile;
    const bool *members;
    double length_s;
    size_t count;
    size_t ranks;
    struct rp_rank_time *times; /* [stretch][rank] */
};

static double since_start(const struct stretches *it, uint64_t ns)
{
    const uint64_t start_ns = it->profile->file->session.start_ns;

    return ns > start_ns ? (double)(ns - start_ns) * NS : 0;
}

/* Gives the row's time to the stretches in the proportion that it lies in them. */
static void spread(struct stretches *it, const struct rp_cluster_mpi_time *row)
{
    const double from = since_start(it, row->start_ns);
    const double to = since_start(it, row->end_ns);
    const double seconds = (double)row->time_ns * NS;
    size_t at = (size_t)(from / it->length_s);

    for (; at < it->count && (double)at * it->length_s < to; at++) {
        const double low = (double)at * it->length_s;
        const double high = low + it->length_s;
        const double part = (to < high ? to : high) - (from > low ? from : low);
        const double share = to > from ? part / (to - from) : 1;
        struct rp_rank_time *const time = &it->times[at * it->ranks + row->rank];

        if (row->class == RP_CLASS_SPAN)
            time->span += seconds * share;
        else
            time->useful += seconds * share;
    }
}

static enum rp_status fill(struct stretches *it)
{
    const struct rp_cluster_file *file = it->profile->file;
    const struct rp_cluster_mpi_time *row = NULL;
    struct rp_cluster_scan scan;

    it->ranks = file->rank_count;
    it->times = calloc(it->count * it->ranks + 1, sizeof(*it->times));
    if (!it->times)
        return RP_E_NOMEM;
    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_mpi_time);
    while ((row = rp_cluster_scan_next(&scan)) != NULL) {
        if (it->members[row->rank] &&
            (row->class == RP_CLASS_SPAN || row->class == RP_CLASS_OUTSIDE))
            spread(it, row);
    }
    rp_cluster_scan_end(&scan);
    return RP_OK;
}

static void forget(struct stretches *it)
{
    free(it->times);
}

/* The largest mean of the useful time of a node's ranks. */
static enum rp_status find_largest_node(const struct rp_cluster_file *file,
                                        const struct rp_rank_time *times, double *out)
{
    double *sums = calloc(2 * file->node_count + 2, sizeof(*sums));
    double *const counts = sums ? sums + file->node_count + 1 : NULL;

    if (!sums)
        return RP_E_NOMEM;
    for (size_t i = 0; i < file->rank_count; i++) {
        const uint32_t row = file->rank_rows[i].node;
        const size_t node = row < file->node_count ? row : file->node_count;

        sums[node] += times[i].span > 0 ? times[i].useful : 0;
        counts[node] += times[i].span > 0;
    }
    *out = 0;
    for (size_t i = 0; i <= file->node_count; i++) {
        if (counts[i] > 0 && sums[i] / counts[i] > *out)
            *out = sums[i] / counts[i];
    }
    free(sums);
    return RP_OK;
}

static void add_up(const struct rp_cluster_file *file, const struct rp_rank_time *times,
                   struct rp_efficiency *found)
{
    for (size_t i = 0; i < file->rank_count; i++) {
        if (times[i].span <= 0)
            continue;
        found->ranks++;
        found->useful_mean_s += times[i].useful;
        if (times[i].span > found->time_s)
            found->time_s = times[i].span;
        if (times[i].useful > found->useful_max_s) {
            found->useful_max_s = times[i].useful;
            found->slowest = file->rank_rows[i].rank;
        }
    }
    if (found->ranks > 0)
        found->useful_mean_s /= found->ranks;
}

/* A part of a whole; all of it where there is nothing to lose. */
static double part_of(double part, double whole)
{
    if (whole <= 0)
        return 1;
    return part < whole ? part / whole : 1;
}

enum rp_status rp_efficiency_of_times(const struct rp_cluster_file *file,
                                      const struct rp_rank_time *times, struct rp_efficiency *out)
{
    struct rp_efficiency found = {0};
    double node = 0;

    add_up(file, times, &found);
    if (found.ranks > 0) {
        if (find_largest_node(file, times, &node) != RP_OK)
            return RP_E_NOMEM;
        found.parallel = found.useful_mean_s / found.time_s;
        found.communication = found.useful_max_s / found.time_s;
        found.load_balance = part_of(found.useful_mean_s, found.useful_max_s);
        found.among_nodes = part_of(found.useful_mean_s, node);
        found.in_nodes = part_of(node, found.useful_max_s);
    }
    *out = found;
    return RP_OK;
}

static enum rp_status judge(const struct stretches *it, size_t stretch, struct rp_efficiency *out)
{
    const enum rp_status status =
        rp_efficiency_of_times(it->profile->file, it->times + stretch * it->ranks, out);

    if (status == RP_OK) {
        out->start_s = (double)stretch * it->length_s;
        out->end_s = (double)(stretch + 1) * it->length_s;
    }
    return status;
}

static double run_seconds(const struct rp_profile *profile)
{
    const struct rp_cluster_session *session = &profile->file->session;

    return (double)(session->end_ns - session->start_ns) * NS + NS;
}

enum rp_status rp_efficiency_of_run(const struct rp_profile *profile, const bool *members,
                                    const struct rp_efficiency *slices, size_t count,
                                    struct rp_efficiency *out)
{
    struct stretches it = {.profile = profile,
                           .members = members ? members : profile->chosen,
                           .length_s = run_seconds(profile),
                           .count = 1};
    enum rp_status status = fill(&it);
    double serial_s = 0;

    if (status == RP_OK)
        status = judge(&it, 0, out);
    forget(&it);
    for (size_t i = 0; i < count; i++)
        serial_s += slices[i].useful_max_s;
    if (status == RP_OK && out->ranks > 0) {
        out->serialisation = fmax(part_of(out->useful_max_s, serial_s), out->communication);
        out->transfer = part_of(out->communication, out->serialisation);
    }
    return status;
}

enum rp_status rp_efficiency_of_slices(const struct rp_profile *profile, const bool *members,
                                       struct rp_efficiency **out, size_t *count)
{
    const double slice_s = (double)profile->file->session.slice_ns * NS;
    const double run_s = run_seconds(profile);
    struct stretches it = {.profile = profile,
                           .members = members ? members : profile->chosen,
                           .length_s = slice_s > 0 ? slice_s : run_s};
    enum rp_status status = RP_OK;
    struct rp_efficiency *found;

    if (run_s / it.length_s > MOST_SLICES)
        it.length_s = run_s / MOST_SLICES;
    it.count = (size_t)(run_s / it.length_s) + 1;
    found = calloc(it.count, sizeof(*found));
    status = found ? fill(&it) : RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < it.count; i++)
        status = judge(&it, i, &found[i]);
    forget(&it);
    if (status != RP_OK) {
        free(found);
        return status;
    }
    *out = found;
    *count = it.count;
    return RP_OK;
}

bool rp_efficiency_is_by_slices(const struct rp_efficiency *slices, size_t count)
{
    size_t known = 0;

    for (size_t i = 0; i < count; i++)
        known += slices[i].ranks > 0;
    return known > 1;
}
