/* regions.c: the regions of a job: how often and how long, and how well the ranks work in parallel.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/regions.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/profile/region_path.h"
#include "common/segment.h"

#define NS 1e-9

struct summing {
    const struct rp_profile *profile;
    const struct rp_cluster_file *file;
    uint32_t *region_of; /* by context: its region; RP_NO_ROW: it is none */
    uint32_t metrics[RP_REGION_METRICS];
    struct rp_region_sum *regions; /* in the order of their contexts */
    size_t count;
    struct rp_rank_time *times; /* [region][rank] */
};

static void find_metrics(struct summing *it)
{
    static const char *const names[RP_REGION_METRICS] = {
#define NAME(name, unit, meaning) #name,
        RP_REGION_METRIC_LIST(NAME)
#undef NAME
    };

    for (size_t metric = 0; metric < RP_REGION_METRICS; metric++) {
        it->metrics[metric] = RP_NO_ROW;
        for (uint32_t row = 0; row < it->file->metric_count; row++)
            if (strcmp(rp_cluster_file_text(it->file, it->file->metric_rows[row].name),
                       names[metric]) == 0)
                it->metrics[metric] = row;
    }
}

/* The region around a region; RP_NO_ROW: none. */
static uint32_t outer(const struct summing *it, uint32_t region)
{
    return it->region_of[it->file->context_rows[it->regions[region].context].parent];
}

static enum rp_status find_regions(struct summing *it)
{
    const size_t contexts = it->file->context_count;

    it->region_of = malloc((contexts + 1) * sizeof(*it->region_of));
    if (!it->region_of)
        return RP_E_NOMEM;
    for (uint32_t i = 0; i < contexts; i++)
        it->region_of[i] = rp_region_is(it->file, i) && rp_profile_holds(it->profile, i)
                               ? (uint32_t)it->count++
                               : RP_NO_ROW;
    it->regions = calloc(it->count + 1, sizeof(*it->regions));
    it->times = calloc(it->count * it->file->rank_count + 1, sizeof(*it->times));
    if (!it->regions || !it->times)
        return RP_E_NOMEM;
    for (uint32_t i = 0; i < contexts; i++) {
        const uint32_t region = it->region_of[i];

        if (region == RP_NO_ROW)
            continue;
        it->regions[region].context = i;
        if (outer(it, region) != RP_NO_ROW)
            it->regions[region].depth = it->regions[outer(it, region)].depth + 1;
    }
    return RP_OK;
}

/* A region's time is also that of those around it. */
static void add_value(struct summing *it, uint32_t region, const struct rp_cluster_value *row)
{
    const double seconds = (double)row->value * NS;

    if (row->metric == it->metrics[RP_REGION_region_visits])
        it->regions[region].visits += row->value;
    if (row->metric == it->metrics[RP_REGION_iterations])
        it->regions[region].passes += row->value;
    for (; region != RP_NO_ROW; region = outer(it, region)) {
        struct rp_rank_time *const time = &it->times[region * it->file->rank_count + row->rank];

        if (row->metric == it->metrics[RP_REGION_region_time]) {
            time->span += seconds;
            time->useful += seconds;
            it->regions[region].time_s += seconds;
        } else if (row->metric == it->metrics[RP_REGION_region_mpi]) {
            time->useful -= seconds;
        }
    }
}

static void add_values(struct summing *it)
{
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, it->file, RP_CLUSTER_TABLE_value);
    for (const struct rp_cluster_value *row; (row = rp_cluster_scan_next(&scan)) != NULL;) {
        if (it->profile->chosen[row->rank] && it->region_of[row->context] != RP_NO_ROW)
            add_value(it, it->region_of[row->context], row);
    }
    rp_cluster_scan_end(&scan);
}

static enum rp_status judge(struct summing *it)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->count; i++)
        status = rp_efficiency_of_times(it->file, it->times + i * it->file->rank_count,
                                        &it->regions[i].efficiency);
    return status;
}

/* ---- order ---- */

static uint32_t lift(const struct summing *it, uint32_t region, uint32_t depth)
{
    while (it->regions[region].depth > depth)
        region = outer(it, region);
    return region;
}

/* By the two regions around them, or they themselves, that lie in the same one. */
static int compare(const void *a, const void *b, void *argument)
{
    const struct summing *const it = argument;
    uint32_t left = it->region_of[((const struct rp_region_sum *)a)->context];
    uint32_t right = it->region_of[((const struct rp_region_sum *)b)->context];
    const uint32_t left_depth = it->regions[left].depth;
    const uint32_t right_depth = it->regions[right].depth;

    left = lift(it, left, right_depth);
    right = lift(it, right, left_depth);
    if (left == right)
        return left_depth < right_depth ? -1 : left_depth > right_depth;
    while (outer(it, left) != outer(it, right)) {
        left = outer(it, left);
        right = outer(it, right);
    }
    if (it->regions[left].time_s != it->regions[right].time_s)
        return it->regions[left].time_s > it->regions[right].time_s ? -1 : 1;
    return left < right ? -1 : 1;
}

/* *out: those of which something is known, sorted. */
static enum rp_status sort(struct summing *it, struct rp_region_sum **out, size_t *count)
{
    struct rp_region_sum *const sorted = calloc(it->count + 1, sizeof(*sorted));

    if (!sorted)
        return RP_E_NOMEM;
    *count = 0;
    for (size_t i = 0; i < it->count; i++)
        if (it->regions[i].efficiency.ranks > 0)
            sorted[(*count)++] = it->regions[i];
    qsort_r(sorted, *count, sizeof(*sorted), compare, it);
    *out = sorted;
    return RP_OK;
}

enum rp_status rp_regions_of(const struct rp_profile *profile, struct rp_region_sum **out,
                             size_t *count)
{
    struct summing it = {.profile = profile, .file = profile->file};
    enum rp_status status = find_regions(&it);

    if (status == RP_OK) {
        find_metrics(&it);
        add_values(&it);
        status = judge(&it);
    }
    if (status == RP_OK)
        status = sort(&it, out, count);
    free(it.region_of);
    free(it.regions);
    free(it.times);
    return status;
}
