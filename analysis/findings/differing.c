/* differing.c: which ranks have another text than most.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/differing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/profile/rank_list.h"

#define MOST_GROUPS 8u
#define MOST_RUNS   8u

/* Ranks with the same text: [first, end) of the order. */
struct group {
    size_t first, end;
};

struct grouping {
    const struct rp_sheets *sheets;
    const struct rp_same_text *same;
    size_t *order; /* rows of the sheet of ranks that say something, by text */
    size_t count;
    struct group *groups;
    size_t group_count;
    bool *members;
};

static int by_text(const void *left, const void *right, void *context)
{
    const struct rp_same_text *same = context;
    const size_t a = *(const size_t *)left;
    const size_t b = *(const size_t *)right;
    const int texts = strcmp(same->values[a], same->values[b]);

    return texts ? texts : a < b ? -1 : a > b;
}

static void sort_texts(struct grouping *it)
{
    for (size_t i = 0; i < it->sheets->of[RP_SORT_rank].rows; i++) {
        if (it->same->values[i])
            it->order[it->count++] = i;
    }
    qsort_r(it->order, it->count, sizeof(*it->order), by_text, (void *)(uintptr_t)it->same);
}

static void find_groups(struct grouping *it)
{
    for (size_t i = 0; i < it->count; i++) {
        struct group *last = &it->groups[it->group_count - (it->group_count > 0)];

        if (it->group_count > 0 &&
            strcmp(it->same->values[it->order[last->first]], it->same->values[it->order[i]]) == 0)
            last->end = i + 1;
        else
            it->groups[it->group_count++] = (struct group){i, i + 1};
    }
}

/* The largest; of equally large ones that of the lowest rank. */
static size_t find_usual(const struct grouping *it)
{
    size_t usual = 0;

    for (size_t i = 1; i < it->group_count; i++) {
        const size_t size = it->groups[i].end - it->groups[i].first;
        const size_t best = it->groups[usual].end - it->groups[usual].first;

        if (size > best ||
            (size == best && it->order[it->groups[i].first] < it->order[it->groups[usual].first]))
            usual = i;
    }
    return usual;
}

static bool are_near(const struct grouping *it, const char *left, const char *right)
{
    char *left_end = NULL;
    char *right_end = NULL;
    const double a = strtod(left, &left_end);
    const double b = strtod(right, &right_end);

    return it->same->near > 0 && left_end != left && right_end != right &&
           strcmp(left_end, right_end) == 0 && fabs(a - b) <= it->same->near * fabs(b);
}

static const char *shown(const struct grouping *it, const struct group *group)
{
    const size_t row = it->order[group->first];
    const char *text = it->same->shown ? it->same->shown[row] : it->same->values[row];

    return *text ? text : "(not set)";
}

static char *sentence(const struct rp_discrepancy *made, const struct rp_sheets *sheets)
{
    const struct rp_cluster_file *file = sheets->from.profile->file;
    const char *node = made->node_count == 1 && file->node_count > 1
                           ? rp_cluster_file_text(file, file->node_rows[made->nodes[0]].name)
                           : "";
    char *ranks = rp_rank_list(made->ranks, made->rank_count, MOST_RUNS, ", ");
    char *text = NULL;

    if (ranks && asprintf(&text, "rank%s %s%s%s%s: %s is %s, usually %s",
                          made->rank_count > 1 ? "s" : "", ranks, *node ? " (node " : "", node,
                          *node ? ")" : "", made->what, made->value, made->usual) < 0)
        text = NULL;
    free(ranks);
    return text;
}

static enum rp_status tell(struct rp_discrepancies *out, struct grouping *it,
                           const struct group *group, const struct group *usual)
{
    struct rp_discrepancy made = {.kind = it->same->kind,
                                  .what = strdup(it->same->what),
                                  .value = strdup(shown(it, group)),
                                  .usual = strdup(shown(it, usual)),
                                  .text = strdup(""),
                                  .difference = RP_UNKNOWN,
                                  .score = RP_UNKNOWN};
    struct rp_discrepancy *kept = NULL;
    char *text = NULL;
    enum rp_status status = RP_OK;

    memset(it->members, 0, it->sheets->of[RP_SORT_rank].rows * sizeof(*it->members));
    for (size_t i = group->first; i < group->end; i++)
        it->members[it->order[i]] = true;
    status = rp_discrepancies_add(out, it->sheets, &made, it->members);
    if (status != RP_OK)
        return status;
    kept = &out->list[out->count - 1];
    text = sentence(kept, it->sheets);
    if (!text)
        return RP_E_NOMEM;
    rp_discrepancies_say(out, text);
    return RP_OK;
}

static enum rp_status tell_all(struct rp_discrepancies *out, struct grouping *it)
{
    const size_t usual = find_usual(it);
    const size_t most = it->groups[usual].end - it->groups[usual].first;
    const char *text = it->same->values[it->order[it->groups[usual].first]];
    enum rp_status status = RP_OK;
    size_t told = 0;

    if (it->group_count > 2 && 2 * most <= it->count)
        return RP_OK;
    for (size_t i = 0; status == RP_OK && i < it->group_count && told < MOST_GROUPS; i++) {
        if (i == usual || are_near(it, it->same->values[it->order[it->groups[i].first]], text))
            continue;
        status = tell(out, it, &it->groups[i], &it->groups[usual]);
        told++;
    }
    return status;
}

enum rp_status rp_differing_add(struct rp_discrepancies *out, const struct rp_sheets *sheets,
                                const struct rp_same_text *same)
{
    const size_t ranks = sheets->of[RP_SORT_rank].rows;
    size_t *order = calloc(ranks + 1, sizeof(*order));
    struct group *groups = calloc(ranks + 1, sizeof(*groups));
    bool *members = calloc(ranks + 1, sizeof(*members));
    struct grouping it = {
        .sheets = sheets, .same = same, .order = order, .groups = groups, .members = members};
    enum rp_status status = order && groups && members ? RP_OK : RP_E_NOMEM;

    if (status == RP_OK) {
        sort_texts(&it);
        find_groups(&it);
        if (it.group_count > 1)
            status = tell_all(out, &it);
    }
    free(order);
    free(groups);
    free(members);
    return status;
}
