/* gpu_profile_sums.c: the operations of the chosen ranks, by function and kind.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/profile/gpu_profile.h"
#include "analysis/team/rows_sum.h"

/* A sum of one rank, and then of all. */
struct part {
    uint32_t function; /* of the profile */
    uint32_t rank;     /* rank in the job */
    struct rp_gpu_sum sum;
};

static int order(uint64_t left, uint64_t right)
{
    return left == right ? 0 : left < right ? -1 : 1;
}

static int compare_functions(const void *a, const void *b, void *none)
{
    const struct part *const left = a;
    const struct part *const right = b;
    const int functions = order(left->function, right->function);

    (void)none;
    return functions ? functions : order(left->sum.kind, right->sum.kind);
}

static int compare_ranks(const void *a, const void *b, void *none)
{
    const int functions = compare_functions(a, b, none);

    return functions ? functions
                     : order(((const struct part *)a)->rank, ((const struct part *)b)->rank);
}

static void add(void *into, const void *from)
{
    struct rp_gpu_sum *const sum = &((struct part *)into)->sum;
    const struct rp_gpu_sum *const other = &((const struct part *)from)->sum;

    sum->count += other->count;
    sum->time_ns += other->time_ns;
    sum->bytes += other->bytes;
    sum->latency_ns += other->latency_ns;
    if (other->least_ns < sum->least_ns)
        sum->least_ns = other->least_ns;
    if (other->most_ns > sum->most_ns)
        sum->most_ns = other->most_ns;
    if (other->most_latency_ns > sum->most_latency_ns)
        sum->most_latency_ns = other->most_latency_ns;
    if (other->rank_most_ns > sum->rank_most_ns) {
        sum->rank_most_ns = other->rank_most_ns;
        sum->worst_rank = other->worst_rank;
    }
}

static enum rp_status collect(const struct rp_profile *profile, struct rp_rows *parts)
{
    const struct rp_cluster_file *const file = profile->file;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < file->gpu_operation_count; i++) {
        const struct rp_cluster_gpu_operation *const row = &file->gpu_operation_rows[i];
        const uint32_t function = profile->contexts[row->context].function;
        const struct part part = {.function = function,
                                  .rank = file->rank_rows[row->rank].rank,
                                  .sum = {.name = profile->functions[function].name,
                                          .kind = row->kind,
                                          .count = row->count,
                                          .time_ns = row->time_ns,
                                          .bytes = row->bytes,
                                          .least_ns = row->least_ns,
                                          .most_ns = row->most_ns,
                                          .latency_ns = row->latency_ns,
                                          .most_latency_ns = row->most_latency_ns}};

        if (profile->chosen[row->rank])
            status = rp_rows_add(parts, &part);
    }
    return status;
}

static int compare_times(const void *a, const void *b)
{
    const struct rp_gpu_sum *const left = a;
    const struct rp_gpu_sum *const right = b;
    const int times = order(right->time_ns, left->time_ns);
    const int names = strcmp(left->name, right->name);

    return times ? times : names ? names : order(left->kind, right->kind);
}

enum rp_status rp_gpu_profile_sums(const struct rp_profile *profile, struct rp_gpu_profile *out)
{
    static const struct rp_summing by_rank = {compare_ranks, add, NULL};
    static const struct rp_summing over_ranks = {compare_functions, add, NULL};
    struct rp_rows rows = {.row_bytes = sizeof(struct part)};
    enum rp_status status = collect(profile, &rows);
    struct part *parts = NULL;

    rp_rows_sum(&rows, &by_rank);
    parts = rows.rows;
    for (size_t i = 0; i < rows.count; i++) {
        parts[i].sum.rank_most_ns = parts[i].sum.time_ns;
        parts[i].sum.worst_rank = parts[i].rank;
    }
    rp_rows_sum(&rows, &over_ranks);
    out->sums = calloc(rows.count + 1, sizeof(*out->sums));
    if (!out->sums)
        status = RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < rows.count; i++)
        out->sums[out->sum_count++] = parts[i].sum;
    if (status == RP_OK)
        qsort(out->sums, out->sum_count, sizeof(*out->sums), compare_times);
    rp_rows_release(&rows);
    return status;
}
