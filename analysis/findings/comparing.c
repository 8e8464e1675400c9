/* comparing.c: the values of one rule that compares ranks, and how far they may lie apart.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/comparing.h"

#include <stdlib.h>

#include "analysis/profile/median.h"

static enum rp_status make_room(struct rp_comparing *it)
{
    const size_t ranks = it->sheets->of[RP_SORT_rank].rows;
    const size_t nodes = it->sheets->of[RP_SORT_node].rows;
    const size_t windows = it->sheets->window_count;

    it->values = calloc(ranks + 1, sizeof(*it->values));
    it->rows = calloc(ranks + 1, sizeof(*it->rows));
    it->members = calloc(ranks + 1, sizeof(*it->members));
    it->node_values = calloc(nodes + 1, sizeof(*it->node_values));
    it->node_rows = calloc(nodes + 1, sizeof(*it->node_rows));
    it->spare = calloc(ranks + windows + 1, sizeof(*it->spare));
    return it->values && it->rows && it->members && it->node_values && it->node_rows && it->spare
               ? RP_OK
               : RP_E_NOMEM;
}

void rp_comparing_release(struct rp_comparing *it)
{
    free(it->values);
    free(it->rows);
    free(it->members);
    free(it->node_values);
    free(it->node_rows);
    free(it->spare);
}

/* ---- values ---- */

static void find_values(struct rp_comparing *it)
{
    const struct rp_rule *rule = it->rule;

    it->count = 0;
    it->scope->sheet = &it->sheets->of[RP_SORT_rank];
    for (size_t row = 0; row < it->scope->sheet->rows; row++) {
        double when = 1;

        it->scope->row = row;
        if (rule->when.count > 0)
            when = rp_expression_value(&rule->when, rp_scope_value, it->scope);
        it->values[it->count] = rp_expression_value(&rule->value, rp_scope_value, it->scope);
        it->rows[it->count] = row;
        it->count += rp_is_known(when) && when != 0 && rp_is_known(it->values[it->count]);
    }
}

static int by_node(const void *left, const void *right, void *context)
{
    const struct rp_sheet *ranks = context;
    const size_t a = *(const size_t *)left;
    const size_t b = *(const size_t *)right;

    if (ranks->subjects[a].node != ranks->subjects[b].node)
        return ranks->subjects[a].node < ranks->subjects[b].node ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* The medians of the values of each node's ranks. */
static enum rp_status find_node_values(struct rp_comparing *it)
{
    const struct rp_sheet *ranks = &it->sheets->of[RP_SORT_rank];
    double *by_row = calloc(ranks->rows + 1, sizeof(*by_row));
    size_t *order = calloc(it->count + 1, sizeof(*order));
    size_t kept = 0;

    if (!by_row || !order) {
        free(by_row);
        free(order);
        return RP_E_NOMEM;
    }
    for (size_t i = 0; i < it->count; i++) {
        by_row[it->rows[i]] = it->values[i];
        order[i] = it->rows[i];
    }
    qsort_r(order, it->count, sizeof(*order), by_node, (void *)(uintptr_t)ranks);
    it->node_count = 0;
    for (size_t i = 0; i < it->count; i++) {
        const uint32_t node = ranks->subjects[order[i]].node;

        it->spare[kept++] = by_row[order[i]];
        if (i + 1 < it->count && ranks->subjects[order[i + 1]].node == node)
            continue;
        if (node < it->sheets->of[RP_SORT_node].rows) {
            it->node_values[it->node_count] = rp_median(it->spare, kept);
            it->node_rows[it->node_count++] = node;
        }
        kept = 0;
    }
    free(by_row);
    free(order);
    return RP_OK;
}

/* ---- noise ---- */

/* By how much the value of one rank changes from window to window; unknown: it is not told so. */
static double change_of(struct rp_comparing *it, size_t rank)
{
    const size_t windows = it->sheets->window_count;
    size_t known = 0;
    double middle = 0;

    for (size_t i = 0; i < windows; i++) {
        it->scope->row = rank * windows + i;
        it->spare[known] = rp_expression_value(&it->rule->value, rp_scope_value, it->scope);
        known += rp_is_known(it->spare[known]);
    }
    if (known < windows || known < 4)
        return RP_UNKNOWN;
    middle = rp_median(it->spare, known);
    return RP_DEVIATION_BY_MAD * rp_median_distance(it->spare, known, middle);
}

/* The median over ranks, so that a rank in trouble does not hide itself. */
static struct rp_noise_within noise_of(struct rp_comparing *it)
{
    const double windows = (double)it->sheets->window_count;
    struct rp_noise_within noise = {.deviation = RP_UNKNOWN};
    double *changes = calloc(it->count + 1, sizeof(*changes));
    size_t known = 0;

    it->scope->sheet = &it->sheets->windows;
    for (size_t i = 0; changes && windows > 0 && i < it->count; i++) {
        changes[known] = change_of(it, it->rows[i]);
        known += rp_is_known(changes[known]);
    }
    it->scope->sheet = &it->sheets->of[RP_SORT_rank];
    if (known > 0 && known == it->count) {
        noise.deviation = RP_HANGS_TOGETHER * rp_median(changes, known) / sqrt(windows);
        noise.freedom = (double)known * (windows - 1) / 2;
    }
    free(changes);
    return noise;
}

static double least_distance(const struct rp_comparing *it, double middle)
{
    return it->rule->least * fabs(middle);
}

static enum rp_status judge(struct rp_comparing *it)
{
    static const struct rp_noise_within unknown = {.deviation = RP_UNKNOWN};
    const struct rp_noise_within noise = noise_of(it);
    enum rp_status status =
        rp_equality_test(it->values, it->count, &noise, it->tail, 0, &it->ranks);

    if (status == RP_OK && rp_is_known(it->ranks.middle))
        it->ranks.distance = fmax(it->ranks.distance, least_distance(it, it->ranks.middle));
    if (status == RP_OK)
        status =
            rp_equality_test(it->node_values, it->node_count, &unknown, it->tail, 0, &it->nodes);
    if (status == RP_OK && rp_is_known(it->nodes.middle))
        it->nodes.distance = fmax(it->nodes.distance, least_distance(it, it->nodes.middle));
    return status;
}

enum rp_status rp_comparing_fill(struct rp_comparing *it)
{
    enum rp_status status = make_room(it);

    if (status == RP_OK) {
        find_values(it);
        status = find_node_values(it);
    }
    if (status == RP_OK)
        status = judge(it);
    it->scope->usual = it->ranks.middle;
    return status;
}
