/* binding.c: which CPUs the ranks may use, and with whom they share them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/binding.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/findings/identity_column.h"
#include "analysis/profile/rank_set.h"

#define KEY       "binding.cpus"
#define KEY_CPUS  "cpu.processors"
#define WORD_BITS 64u
#define WORDS     (RP_CPUS_MOST / WORD_BITS)

/* The CPUs of one or several ranks. */
struct cpus {
    uint64_t words[WORDS];
};

/* The ranks of one node that may use the same CPUs. */
struct group {
    struct cpus cpus;
    const char *list;
    uint32_t count; /* of CPUs */
    uint32_t ranks;
    uint32_t sharers; /* ranks of other groups with a CPU in common */
};

struct auditing {
    const struct rp_profile *profile;
    const char **lists; /* by row of /ranks */
    uint32_t *order;    /* chosen ranks by node: rows of /ranks */
    size_t count;
    struct group *groups; /* of the node that is looked at */
    uint32_t *group_of;   /* by row of /ranks */
    size_t group_count;
    size_t words; /* that any list of the node fills */
    struct rp_bindings *out;
};

static uint32_t read_list(const char *list, struct cpus *cpus, size_t *words)
{
    uint32_t first = 0;
    uint32_t last = 0;
    uint32_t count = 0;

    *cpus = (struct cpus){{0}};
    while (*list && rp_rank_set_next(&list, &first, &last)) {
        for (uint32_t cpu = first; cpu <= last && cpu < RP_CPUS_MOST; cpu++) {
            cpus->words[cpu / WORD_BITS] |= UINT64_C(1) << cpu % WORD_BITS;
            count++;
            if (cpu / WORD_BITS >= *words)
                *words = cpu / WORD_BITS + 1;
        }
    }
    return count;
}

/* ---- ranks by node ---- */

static uint32_t node_of(const struct auditing *it, size_t at)
{
    return it->profile->file->rank_rows[it->order[at]].node;
}

static int by_node(const void *left, const void *right, void *context)
{
    const struct rp_cluster_rank *ranks = context;
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;

    if (ranks[a].node != ranks[b].node)
        return ranks[a].node < ranks[b].node ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void sort_ranks(struct auditing *it)
{
    const struct rp_cluster_file *file = it->profile->file;

    for (size_t i = 0; i < it->profile->rank_count; i++)
        it->order[it->count++] = (uint32_t)(it->profile->ranks[i].row - file->rank_rows);
    qsort_r(it->order, it->count, sizeof(*it->order), by_node, file->rank_rows);
}

/* ---- one node ---- */

static void add_to_group(struct auditing *it, uint32_t rank)
{
    size_t at = 0;

    while (at < it->group_count && strcmp(it->groups[at].list, it->lists[rank]) != 0)
        at++;
    if (at == it->group_count) {
        struct group *group = &it->groups[it->group_count++];

        *group = (struct group){.list = it->lists[rank]};
        group->count = read_list(group->list, &group->cpus, &it->words);
    }
    it->groups[at].ranks++;
    it->group_of[rank] = (uint32_t)at;
}

static bool overlap(const struct auditing *it, const struct group *a, const struct group *b)
{
    for (size_t i = 0; i < it->words; i++) {
        if (a->cpus.words[i] & b->cpus.words[i])
            return true;
    }
    return false;
}

static void find_sharers(struct auditing *it)
{
    for (size_t a = 0; a < it->group_count; a++) {
        for (size_t b = a + 1; b < it->group_count; b++) {
            if (!overlap(it, &it->groups[a], &it->groups[b]))
                continue;
            it->groups[a].sharers += it->groups[b].ranks;
            it->groups[b].sharers += it->groups[a].ranks;
        }
    }
}

static uint32_t count_used(const struct auditing *it)
{
    uint32_t count = 0;

    for (size_t word = 0; word < it->words; word++) {
        uint64_t used = 0;

        for (size_t i = 0; i < it->group_count; i++)
            used |= it->groups[i].cpus.words[word];
        count += (uint32_t)__builtin_popcountll(used);
    }
    return count;
}

/* Ranks [first, end) of the order are those of one node. */
static void audit_node(struct auditing *it, size_t first, size_t end)
{
    const uint32_t node = node_of(it, first);

    it->group_count = 0;
    it->words = 0;
    for (size_t i = first; i < end; i++)
        add_to_group(it, it->order[i]);
    find_sharers(it);
    for (size_t i = first; i < end; i++) {
        const uint32_t rank = it->order[i];
        const struct group *group = &it->groups[it->group_of[rank]];

        it->out->ranks[rank] = (struct rp_binding_rank){
            .cpus = group->count,
            .sharers = group->count > 0 ? group->sharers + group->ranks - 1 : 0,
            .list = group->list};
    }
    if (node < it->profile->file->node_count) {
        it->out->nodes[node].ranks = (uint32_t)(end - first);
        it->out->nodes[node].used_cpus = count_used(it);
    }
}

static void audit(struct auditing *it)
{
    size_t first = 0;

    sort_ranks(it);
    for (size_t i = 1; i <= it->count; i++) {
        if (i < it->count && node_of(it, i) == node_of(it, first))
            continue;
        audit_node(it, first, i);
        first = i;
    }
}

/* ---- all ---- */

static enum rp_status count_cpus(struct rp_bindings *out, const struct rp_profile *profile)
{
    const struct rp_cluster_file *file = profile->file;
    const char **counts = rp_identity_column(file, KEY_CPUS);

    if (!counts)
        return RP_E_NOMEM;
    for (size_t i = 0; i < profile->rank_count; i++) {
        const struct rp_cluster_rank *rank = profile->ranks[i].row;

        if (rank->node < file->node_count)
            out->nodes[rank->node].cpus =
                (uint32_t)strtoul(counts[rank - file->rank_rows], NULL, 10);
    }
    free(counts);
    return RP_OK;
}

enum rp_status rp_bindings_of(const struct rp_profile *profile, struct rp_bindings *out)
{
    const struct rp_cluster_file *file = profile->file;
    struct rp_bindings made = {.ranks = calloc(file->rank_count + 1, sizeof(*made.ranks)),
                               .nodes = calloc(file->node_count + 1, sizeof(*made.nodes))};
    struct auditing it = {.profile = profile,
                          .lists = rp_identity_column(file, KEY),
                          .order = calloc(profile->rank_count + 1, sizeof(*it.order)),
                          .groups = calloc(profile->rank_count + 1, sizeof(*it.groups)),
                          .group_of = calloc(file->rank_count + 1, sizeof(*it.group_of)),
                          .out = &made};
    enum rp_status status = RP_E_NOMEM;

    if (made.ranks && made.nodes && it.lists && it.order && it.groups && it.group_of) {
        audit(&it);
        status = count_cpus(&made, profile);
    }
    free(it.lists);
    free(it.order);
    free(it.groups);
    free(it.group_of);
    if (status == RP_OK)
        *out = made;
    else
        rp_bindings_release(&made);
    return status;
}

void rp_bindings_release(struct rp_bindings *bindings)
{
    free(bindings->ranks);
    free(bindings->nodes);
    *bindings = (struct rp_bindings){0};
}
