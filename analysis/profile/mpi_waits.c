/* mpi_waits.c: in which calls ranks waited, and for what others did.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/mpi_waits.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/profile/region_path.h"
#include "analysis/team/compare_fields.h"

/* One row of /mpi_late, by functions. */
struct item {
    uint32_t call; /* of struct making.calls */
    uint32_t head;
    uint32_t leaf;
    uint32_t rank;
    uint32_t context;
    uint32_t samples;
    uint64_t time_ns;
};

struct making {
    const struct rp_profile *profile;
    const struct rp_cluster_file *file;
    struct rp_waits *out;
    uint32_t *call_of; /* by context: its call in out->calls */
    struct item *items;
    size_t item_count;
};

/* ---- paths ---- */

/* Regions lie between the root and the functions: ranks in different ones are compared by the last.
 */
static bool is_in_path(const struct rp_profile *profile, uint32_t context)
{
    return context != 0 && !rp_region_is(profile->file, context);
}

size_t rp_waits_path(const struct rp_profile *profile, uint32_t context, uint32_t *path,
                     size_t most)
{
    size_t depth = 0;
    size_t at;

    for (uint32_t it = context; is_in_path(profile, it); it = profile->contexts[it].parent)
        depth++;
    at = depth < most ? depth : most;
    for (uint32_t it = context; is_in_path(profile, it) && at > 0;
         it = profile->contexts[it].parent)
        path[--at] = profile->contexts[it].function;
    return depth < most ? depth : most;
}

size_t rp_waits_head(const struct rp_profile *profile, uint32_t wait, struct rp_waits_path *late)
{
    struct rp_waits_path path = {.depth = 0};
    size_t same = 0;

    path.depth = rp_waits_path(profile, wait, path.functions, RP_WAITS_DEEPEST);
    while (same < path.depth && same < late->depth && path.functions[same] == late->functions[same])
        same++;
    return same < late->depth ? same : late->depth > 0 ? late->depth - 1 : 0;
}

static uint32_t head_of(const struct making *it, uint32_t wait, uint32_t late)
{
    struct rp_waits_path path = {.depth = 0};

    path.depth = rp_waits_path(it->profile, late, path.functions, RP_WAITS_DEEPEST);
    return path.depth == 0 ? it->profile->contexts[late].function
                           : path.functions[rp_waits_head(it->profile, wait, &path)];
}

/* ---- calls ---- */

struct wait {
    uint32_t call, caller; /* functions */
    uint32_t row;
};

static int compare_waits(const void *a, const void *b)
{
    const struct wait *const left = a;
    const struct wait *const right = b;

    if (left->call != right->call)
        return left->call < right->call ? -1 : 1;
    if (left->caller != right->caller)
        return left->caller < right->caller ? -1 : 1;
    return left->row < right->row ? -1 : 1;
}

static void add_wait(struct making *it, const struct wait *wait, bool is_new)
{
    const struct rp_cluster_mpi_wait *const row = &it->file->mpi_wait_rows[wait->row];
    struct rp_waits *const out = it->out;
    struct rp_wait_call *call;

    if (is_new)
        out->calls[out->call_count++] =
            (struct rp_wait_call){.call = it->profile->functions[wait->call].name,
                                  .caller = wait->caller,
                                  .context = row->context};
    call = &out->calls[out->call_count - 1];
    call->calls += row->calls;
    call->time_ns += row->time_ns;
    call->waited_ns += row->waited_ns;
    out->time_ns += row->time_ns;
    out->waited_ns += row->waited_ns;
    it->call_of[row->context] = (uint32_t)out->call_count - 1;
}

static enum rp_status make_calls(struct making *it)
{
    const size_t count = it->file->mpi_wait_count;
    struct wait *const waits = calloc(count + 1, sizeof(*waits));
    size_t held = 0;

    it->out->calls = calloc(count + 1, sizeof(*it->out->calls));
    it->call_of = calloc(it->profile->context_count + 1, sizeof(*it->call_of));
    if (!waits || !it->out->calls || !it->call_of) {
        free(waits);
        return RP_E_NOMEM;
    }
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t context = it->file->mpi_wait_rows[i].context;
        const uint32_t parent = it->profile->contexts[context].parent;

        if (rp_profile_holds(it->profile, context))
            waits[held++] = (struct wait){it->profile->contexts[context].function,
                                          it->profile->contexts[parent].function, i};
    }
    qsort(waits, held, sizeof(*waits), compare_waits);
    for (size_t i = 0; i < held; i++)
        add_wait(it, &waits[i],
                 i == 0 || waits[i].call != waits[i - 1].call ||
                     waits[i].caller != waits[i - 1].caller);
    free(waits);
    return RP_OK;
}

/* ---- who was late ---- */

static int compare_items(const void *a, const void *b)
{
    const struct item *const left = a;
    const struct item *const right = b;
    const uint64_t lefts[] = {left->call, left->head, left->leaf, left->rank, left->context};
    const uint64_t rights[] = {right->call, right->head, right->leaf, right->rank, right->context};

    return rp_compare_fields(lefts, rights, sizeof(lefts) / sizeof(lefts[0]));
}

static enum rp_status make_items(struct making *it)
{
    const size_t count = it->file->mpi_late_count;

    it->items = calloc(count + 1, sizeof(*it->items));
    if (!it->items)
        return RP_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        const struct rp_cluster_mpi_late *const row = &it->file->mpi_late_rows[i];
        const bool is_seen = row->late_context != RP_NO_ROW;

        if (!it->profile->chosen[row->late_rank] || !rp_profile_holds(it->profile, row->context))
            continue;
        it->items[it->item_count++] = (struct item){
            .call = it->call_of[row->context],
            .head = is_seen ? head_of(it, row->context, row->late_context) : RP_NO_ROW,
            .leaf = is_seen ? it->profile->contexts[row->late_context].function : RP_NO_ROW,
            .rank = it->file->rank_rows[row->late_rank].rank,
            .context = row->late_context,
            .samples = (uint32_t)row->samples,
            .time_ns = row->time_ns,
        };
    }
    qsort(it->items, it->item_count, sizeof(*it->items), compare_items);
    return RP_OK;
}

static int compare_ranks(const void *a, const void *b)
{
    const struct rp_late_rank *const left = a;
    const struct rp_late_rank *const right = b;

    if (left->time_ns != right->time_ns)
        return left->time_ns > right->time_ns ? -1 : 1;
    return left->rank < right->rank ? -1 : 1;
}

static int compare_late(const void *a, const void *b)
{
    const struct rp_late *const left = a;
    const struct rp_late *const right = b;

    if (left->time_ns != right->time_ns)
        return left->time_ns > right->time_ns ? -1 : 1;
    return left->head != right->head ? (left->head < right->head ? -1 : 1)
                                     : (left->leaf < right->leaf ? -1 : 1);
}

/* Items of one call, head and leaf; returns how many. */
static size_t add_late(const struct making *it, size_t first, struct rp_late *late)
{
    const struct item *const items = it->items;
    uint64_t most_ns = 0;
    size_t i = first;

    *late = (struct rp_late){.head = items[i].head,
                             .leaf = items[i].leaf,
                             .context = items[i].context,
                             .ranks = it->out->ranks + first};
    for (; i < it->item_count && items[i].call == items[first].call &&
           items[i].head == late->head && items[i].leaf == late->leaf;
         i++) {
        if (late->rank_count == 0 || late->ranks[late->rank_count - 1].rank != items[i].rank)
            late->ranks[late->rank_count++].rank = items[i].rank;
        late->ranks[late->rank_count - 1].time_ns += items[i].time_ns;
        late->time_ns += items[i].time_ns;
        late->samples += items[i].samples;
        if (items[i].time_ns > most_ns) {
            most_ns = items[i].time_ns;
            late->context = items[i].context;
        }
    }
    qsort(late->ranks, late->rank_count, sizeof(*late->ranks), compare_ranks);
    return i - first;
}

static enum rp_status make_late(struct making *it)
{
    struct rp_waits *const out = it->out;
    size_t late_count = 0;

    out->late = calloc(it->item_count + 1, sizeof(*out->late));
    out->ranks = calloc(it->item_count + 1, sizeof(*out->ranks));
    if (!out->late || !out->ranks)
        return RP_E_NOMEM;
    for (size_t i = 0; i < it->item_count;) {
        struct rp_wait_call *const call = &out->calls[it->items[i].call];

        if (!call->late)
            call->late = out->late + late_count;
        i += add_late(it, i, &out->late[late_count++]);
        call->late_count++;
    }
    for (size_t i = 0; i < out->call_count; i++)
        if (out->calls[i].late_count > 0)
            qsort(out->calls[i].late, out->calls[i].late_count, sizeof(struct rp_late),
                  compare_late);
    return RP_OK;
}

/* ---- all ---- */

static int compare_calls(const void *a, const void *b)
{
    const struct rp_wait_call *const left = a;
    const struct rp_wait_call *const right = b;

    if (left->waited_ns != right->waited_ns)
        return left->waited_ns > right->waited_ns ? -1 : 1;
    if (left->time_ns != right->time_ns)
        return left->time_ns > right->time_ns ? -1 : 1;
    return left->context < right->context ? -1 : 1;
}

enum rp_status rp_waits_of(const struct rp_profile *profile, struct rp_waits *out)
{
    struct making it = {.profile = profile, .file = profile->file, .out = out};
    enum rp_status (*const steps[])(struct making *) = {make_calls, make_items, make_late};
    enum rp_status status = RP_OK;

    *out = (struct rp_waits){0};
    for (size_t i = 0; status == RP_OK && i < sizeof(steps) / sizeof(steps[0]); i++)
        status = steps[i](&it);
    if (status == RP_OK)
        status = rp_waits_functions(profile, out);
    if (status == RP_OK)
        qsort(out->calls, out->call_count, sizeof(*out->calls), compare_calls);
    else
        rp_waits_release(out);
    free(it.call_of);
    free(it.items);
    return status;
}

void rp_waits_release(struct rp_waits *waits)
{
    free(waits->calls);
    free(waits->functions);
    free(waits->late);
    free(waits->ranks);
    *waits = (struct rp_waits){0};
}
