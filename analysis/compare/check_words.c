/* check_words.c: what all forms of a check say in the same way, and in which order.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/compare/check_view.h"
#include "analysis/findings/expression.h"

const char *rp_checked_name(const struct rp_check_result *result, size_t number)
{
    const struct rp_checked *thing = &result->things[number];

    if (thing->kind == RP_CHECKED_WALL)
        return "wall time";
    if (thing->kind == RP_CHECKED_METRIC)
        return result->runs.list[0].metric;
    return result->runs.functions.list[thing->function].name;
}

const char *rp_checked_unit(const struct rp_check_result *result, size_t number)
{
    return result->things[number].kind == RP_CHECKED_WALL ? "s" : result->runs.list[0].unit;
}

double rp_checked_growth(const struct rp_gate_item *item)
{
    return item->mean > 0 ? item->value / item->mean - 1 : RP_UNKNOWN;
}

double rp_checked_detectable(const struct rp_gate_item *item)
{
    return item->mean > 0 ? item->limit / item->mean - 1 : RP_UNKNOWN;
}

static int by_weight(const void *left, const void *right, void *context)
{
    const struct rp_check_result *result = context;
    const struct rp_gate_item *a = &result->items[*(const size_t *)left];
    const struct rp_gate_item *b = &result->items[*(const size_t *)right];

    if (a->slower != b->slower)
        return a->slower ? -1 : 1;
    if (a->slower && a->chance != b->chance)
        return a->chance < b->chance ? -1 : 1;
    return *(const size_t *)left < *(const size_t *)right ? -1 : 1;
}

/* Without memory for it the order stays as it is. */
void rp_check_sort(struct rp_check_result *result)
{
    size_t *order = calloc(result->count + 1, sizeof(*order));
    struct rp_checked *things = calloc(result->count + 1, sizeof(*things));
    struct rp_gate_item *items = calloc(result->count + 1, sizeof(*items));

    if (order && things && items && result->count > 0) {
        for (size_t i = 0; i < result->count; i++)
            order[i] = i;
        qsort_r(order, result->count, sizeof(*order), by_weight, result);
        for (size_t i = 0; i < result->count; i++) {
            things[i] = result->things[order[i]];
            items[i] = result->items[order[i]];
        }
        for (size_t i = 0; i < result->count; i++) {
            result->things[i] = things[i];
            result->items[i] = items[i];
        }
    }
    free(order);
    free(things);
    free(items);
}
