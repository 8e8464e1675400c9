/* mpi_waits_functions.c: the functions of late ranks, each with all that it calls.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/profile/mpi_waits.h"
#include "analysis/team/rows.h"

#define JOINED_AT ((size_t)1 << 20) /* rows; then equal ones are joined */

/* What one rank was waited for in one function. */
struct portion {
    uint32_t function;
    uint32_t rank;
    uint64_t self_ns, total_ns;
};

static int compare_portions(const void *a, const void *b)
{
    const struct portion *const left = a;
    const struct portion *const right = b;

    if (left->function != right->function)
        return left->function < right->function ? -1 : 1;
    return left->rank == right->rank ? 0 : left->rank < right->rank ? -1 : 1;
}

static void join(struct rp_rows *portions)
{
    struct portion *const rows = portions->rows;
    size_t kept = 0;

    if (portions->count == 0)
        return;
    qsort(rows, portions->count, sizeof(*rows), compare_portions);
    for (size_t i = 1; i < portions->count; i++) {
        if (compare_portions(&rows[kept], &rows[i]) != 0) {
            rows[++kept] = rows[i];
            continue;
        }
        rows[kept].self_ns += rows[i].self_ns;
        rows[kept].total_ns += rows[i].total_ns;
    }
    portions->count = kept + 1;
}

static bool stands_before(const struct rp_waits_path *path, size_t at, size_t first)
{
    for (size_t i = first; i < at; i++)
        if (path->functions[i] == path->functions[at])
            return true;
    return false;
}

/* Each function from the head on, a recursive one once. */
static enum rp_status add_portions(const struct rp_profile *profile,
                                   const struct rp_cluster_mpi_late *row, struct rp_rows *portions)
{
    struct rp_waits_path path;
    enum rp_status status = RP_OK;
    size_t first;

    path.depth = rp_waits_path(profile, row->late_context, path.functions, RP_WAITS_DEEPEST);
    first = rp_waits_head(profile, row->context, &path);
    for (size_t i = first; status == RP_OK && i < path.depth; i++) {
        const struct portion portion = {.function = path.functions[i],
                                        .rank = profile->file->rank_rows[row->late_rank].rank,
                                        .self_ns = i + 1 == path.depth ? row->time_ns : 0,
                                        .total_ns =
                                            stands_before(&path, i, first) ? 0 : row->time_ns};

        status = rp_rows_add(portions, &portion);
    }
    if (portions->count >= JOINED_AT)
        join(portions);
    return status;
}

static int compare_functions(const void *a, const void *b)
{
    const struct rp_late_function *const left = a;
    const struct rp_late_function *const right = b;

    if (left->total_ns != right->total_ns)
        return left->total_ns > right->total_ns ? -1 : 1;
    return left->function == right->function ? 0 : left->function < right->function ? -1 : 1;
}

/* The portions are joined, so each is of another function or rank. */
static void add_up(const struct rp_rows *portions, struct rp_waits *out)
{
    const struct portion *const rows = portions->rows;

    for (size_t i = 0; i < portions->count; i++) {
        struct rp_late_function *it;

        if (i == 0 || rows[i].function != rows[i - 1].function)
            out->functions[out->function_count++].function = rows[i].function;
        it = &out->functions[out->function_count - 1];
        it->self_ns += rows[i].self_ns;
        it->total_ns += rows[i].total_ns;
        if (rows[i].total_ns > it->worst_ns) {
            it->worst_ns = rows[i].total_ns;
            it->worst_rank = rows[i].rank;
        }
    }
}

enum rp_status rp_waits_functions(const struct rp_profile *profile, struct rp_waits *out)
{
    struct rp_rows portions = {.row_bytes = sizeof(struct portion)};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < profile->file->mpi_late_count; i++) {
        const struct rp_cluster_mpi_late *const row = &profile->file->mpi_late_rows[i];

        if (row->late_context != RP_NO_ROW && profile->chosen[row->late_rank] &&
            rp_profile_holds(profile, row->context))
            status = add_portions(profile, row, &portions);
    }
    join(&portions);
    out->functions = calloc(portions.count + 1, sizeof(*out->functions));
    if (!out->functions)
        status = RP_E_NOMEM;
    if (status == RP_OK) {
        add_up(&portions, out);
        qsort(out->functions, out->function_count, sizeof(*out->functions), compare_functions);
    }
    rp_rows_release(&portions);
    return status;
}
