/* discrepancies.c: nodes, ranks and software that should be equal and are not.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/discrepancies.h"

#include <stdlib.h>
#include <string.h>

const char *rp_discrepancy_kind_name(enum rp_discrepancy_kind kind)
{
    static const char *const names[] = {[RP_DISCREPANCY_HARDWARE] = "hardware",
                                        [RP_DISCREPANCY_SOFTWARE] = "software",
                                        [RP_DISCREPANCY_BINDING] = "binding"};

    return names[kind];
}

static void release_one(struct rp_discrepancy *it)
{
    free(it->what);
    free(it->value);
    free(it->usual);
    free(it->text);
    free(it->ranks);
    free(it->nodes);
}

/* Ranks of a sheet are in the order of their numbers. */
static void set_ranks(struct rp_discrepancy *made, const struct rp_sheet *ranks,
                      const bool *members)
{
    for (size_t i = 0; i < ranks->rows; i++) {
        if (members[i])
            made->ranks[made->rank_count++] = ranks->subjects[i].rank;
    }
}

static void set_nodes(struct rp_discrepancy *made, const struct rp_sheets *sheets,
                      const bool *members, uint32_t *counts)
{
    const struct rp_sheet *ranks = &sheets->of[RP_SORT_rank];
    const size_t nodes = sheets->of[RP_SORT_node].rows;
    bool whole = true;

    for (size_t i = 0; i < ranks->rows; i++) {
        if (members[i] && ranks->subjects[i].node < nodes)
            counts[ranks->subjects[i].node]++;
    }
    for (size_t node = 0; node < nodes; node++) {
        if (counts[node] == 0)
            continue;
        made->nodes[made->node_count++] = (uint32_t)node;
        whole = whole && counts[node] == sheets->bindings.nodes[node].ranks;
    }
    made->whole_nodes = whole && nodes > 1 && made->node_count > 0;
}

enum rp_status rp_discrepancies_add(struct rp_discrepancies *out, const struct rp_sheets *sheets,
                                    struct rp_discrepancy *made, const bool *members)
{
    const size_t nodes = sheets->of[RP_SORT_node].rows;
    struct rp_discrepancy *list = realloc(out->list, (out->count + 1) * sizeof(*out->list));
    uint32_t *counts = calloc(nodes + 1, sizeof(*counts));

    made->ranks = calloc(sheets->of[RP_SORT_rank].rows + 1, sizeof(*made->ranks));
    made->nodes = calloc(nodes + 1, sizeof(*made->nodes));
    if (list)
        out->list = list;
    if (!list || !counts || !made->ranks || !made->nodes || !made->what || !made->value ||
        !made->usual || !made->text) {
        free(counts);
        release_one(made);
        return RP_E_NOMEM;
    }
    set_ranks(made, &sheets->of[RP_SORT_rank], members);
    set_nodes(made, sheets, members, counts);
    free(counts);
    list[out->count++] = *made;
    return RP_OK;
}

static int by_weight(const void *left, const void *right)
{
    const struct rp_discrepancy *a = left;
    const struct rp_discrepancy *b = right;
    const double x = rp_is_known(a->score) ? a->score : 0;
    const double y = rp_is_known(b->score) ? b->score : 0;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (x != y)
        return x > y ? -1 : 1;
    return strcmp(a->what, b->what);
}

void rp_discrepancies_say(struct rp_discrepancies *out, char *text)
{
    free(out->list[out->count - 1].text);
    out->list[out->count - 1].text = text;
}

enum rp_status rp_discrepancies_make(struct rp_discrepancies *out, struct rp_job_findings *findings,
                                     struct rp_rules *rules, const struct rp_sheets *sheets,
                                     const struct rp_metric_groups *groups, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    *out = (struct rp_discrepancies){0};
    status = rp_discrepancies_add_hardware(out, findings, rules, sheets, groups);
    if (status == RP_OK)
        status = rp_discrepancies_add_software(out, sheets);
    if (status != RP_OK) {
        rp_discrepancies_release(out);
        return rp_error_set(error, status, "cannot look for discrepancies: out of memory");
    }
    if (out->count > 0)
        qsort(out->list, out->count, sizeof(*out->list), by_weight);
    rp_findings_sort(findings);
    return RP_OK;
}

void rp_discrepancies_release(struct rp_discrepancies *discrepancies)
{
    for (size_t i = 0; i < discrepancies->count; i++)
        release_one(&discrepancies->list[i]);
    free(discrepancies->list);
    free(discrepancies->comparisons);
    *discrepancies = (struct rp_discrepancies){0};
}
