/* gpu_profile_idle.c: why GPUs were idle, by cause and by the launch that ended it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/profile/gpu_profile.h"
#include "analysis/team/rows_sum.h"

/* Of one rank, and then of all. */
struct part {
    uint32_t rank; /* rank in the job */
    struct rp_gpu_idle idle;
};

static int order(uint64_t left, uint64_t right)
{
    return left == right ? 0 : left < right ? -1 : 1;
}

static int compare_causes(const void *a, const void *b, void *none)
{
    const struct part *const left = a;
    const struct part *const right = b;
    const int classes = order(left->idle.class, right->idle.class);
    const int functions = order(left->idle.function, right->idle.function);

    (void)none;
    return classes ? classes : functions ? functions : order(left->idle.caller, right->idle.caller);
}

static int compare_ranks(const void *a, const void *b, void *none)
{
    const int causes = compare_causes(a, b, none);

    return causes ? causes : order(((const struct part *)a)->rank, ((const struct part *)b)->rank);
}

static void add(void *into, const void *from)
{
    struct rp_gpu_idle *const sum = &((struct part *)into)->idle;
    const struct rp_gpu_idle *const other = &((const struct part *)from)->idle;

    sum->count += other->count;
    sum->time_ns += other->time_ns;
    if (other->rank_most_ns > sum->rank_most_ns) {
        sum->rank_most_ns = other->rank_most_ns;
        sum->worst_rank = other->worst_rank;
    }
}

/* Idle time of the GPUs that are shown, whichever of their ranks ended it. */
static enum rp_status collect(const struct rp_profile *profile, const bool *shown,
                              struct rp_rows *parts)
{
    const struct rp_cluster_file *const file = profile->file;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < file->gpu_idle_count; i++) {
        const struct rp_cluster_gpu_idle *const row = &file->gpu_idle_rows[i];
        struct part part = {
            .rank = file->rank_rows[row->rank].rank,
            .idle = {.class = row->class, .count = row->count, .time_ns = row->time_ns}};

        if (!shown[row->gpu])
            continue;
        rp_gpu_profile_place(profile, row->context, &part.idle.function, &part.idle.caller);
        status = rp_rows_add(parts, &part);
    }
    return status;
}

/* By row of /gpus; to be freed. NULL: no memory. */
static bool *find_shown(const struct rp_cluster_file *file, const struct rp_gpu_profile *gpu)
{
    bool *const shown = calloc(file->gpu_count + 1, sizeof(*shown));

    for (size_t i = 0; shown && i < gpu->device_count; i++)
        shown[gpu->devices[i].row - file->gpu_rows] = true;
    return shown;
}

static int compare_times(const void *a, const void *b)
{
    const struct rp_gpu_idle *const left = a;
    const struct rp_gpu_idle *const right = b;
    const int times = order(right->time_ns, left->time_ns);
    const int classes = order(left->class, right->class);

    return times ? times : classes ? classes : order(left->function, right->function);
}

enum rp_status rp_gpu_profile_idle(const struct rp_profile *profile, struct rp_gpu_profile *out)
{
    static const struct rp_summing by_rank = {compare_ranks, add, NULL};
    static const struct rp_summing over_ranks = {compare_causes, add, NULL};
    struct rp_rows rows = {.row_bytes = sizeof(struct part)};
    bool *const shown = find_shown(profile->file, out);
    enum rp_status status = shown ? collect(profile, shown, &rows) : RP_E_NOMEM;
    struct part *parts = NULL;

    rp_rows_sum(&rows, &by_rank);
    parts = rows.rows;
    for (size_t i = 0; i < rows.count; i++) {
        parts[i].idle.rank_most_ns = parts[i].idle.time_ns;
        parts[i].idle.worst_rank = parts[i].rank;
    }
    rp_rows_sum(&rows, &over_ranks);
    out->idle = calloc(rows.count + 1, sizeof(*out->idle));
    if (!out->idle)
        status = RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < rows.count; i++)
        out->idle[out->idle_count++] = parts[i].idle;
    if (status == RP_OK)
        qsort(out->idle, out->idle_count, sizeof(*out->idle), compare_times);
    rp_rows_release(&rows);
    free(shown);
    return status;
}
