/* scope.c: what names mean in a rule or metric that is about one sort of thing.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/scope.h"

#include <stdlib.h>
#include <string.h>

/* A place is a column, with a mark of what it is a column of. */
#define MARK_JOB     (UINT32_C(1) << 31)
#define MARK_DERIVED (UINT32_C(1) << 30)
#define MARK_USUAL   (UINT32_C(1) << 29)
#define TIME         "time"
#define USUAL        "usual"

enum rp_status rp_scope_init(struct rp_scope *scope, const struct rp_sheets *sheets,
                             enum rp_sort sort, const struct rp_metric_groups *groups)
{
    *scope = (struct rp_scope){
        .sheets = sheets, .sheet = &sheets->of[sort], .groups = groups, .usual = RP_UNKNOWN};
    scope->derived_count = groups ? rp_derived_metric_count(groups) : 0;
    scope->derived = calloc(scope->derived_count + 1, sizeof(*scope->derived));
    return scope->derived ? RP_OK : RP_E_NOMEM;
}

void rp_scope_release(struct rp_scope *scope)
{
    for (size_t i = 0; scope->derived && i < scope->derived_count; i++)
        rp_expression_release(&scope->derived[i]);
    free(scope->derived);
    *scope = (struct rp_scope){0};
}

static bool copy_text(const char *text, char **out)
{
    *out = strdup(text);
    return *out != NULL;
}

/* The same expression with places of its own. */
static bool copy_expression(struct rp_expression *out, const struct rp_expression *from)
{
    struct rp_expression made = {
        .code = calloc(from->count + 1, sizeof(*made.code)),
        .count = from->count,
        .names = calloc(from->name_count + 1, sizeof(*made.names)),
        .places = calloc(from->name_count + 1, sizeof(*made.places)),
    };
    bool copied = made.code && made.names && made.places;

    if (made.code)
        memcpy(made.code, from->code, from->count * sizeof(*made.code));
    for (size_t i = 0; copied && i < from->name_count; i++) {
        copied = copy_text(from->names[i], &made.names[i]);
        made.name_count += copied;
    }
    if (copied)
        *out = made;
    else
        rp_expression_release(&made);
    return copied;
}

/* A derived metric of which an event was not counted is not known here. */
static bool find_derived(struct rp_scope *scope, const char *name, uint32_t *place)
{
    const size_t number =
        scope->groups ? rp_derived_metric_find(scope->groups, name) : scope->derived_count;
    struct rp_expression *own = &scope->derived[number];
    const char *unknown = NULL;
    bool bound = true;

    if (number == scope->derived_count || scope->in_derived)
        return false;
    if (own->count == 0) {
        if (!copy_expression(own, &rp_derived_metric_at(scope->groups, number)->expression)) {
            scope->no_memory = true;
            return false;
        }
        scope->in_derived = true;
        bound = rp_expression_bind(own, rp_scope_find, scope, &unknown);
        scope->in_derived = false;
        if (!bound)
            rp_expression_release(own);
    }
    *place = MARK_DERIVED | (uint32_t)number;
    return bound;
}

static bool find_column(const struct rp_sheet *sheet, const char *name, uint32_t mark,
                        uint32_t *place)
{
    const size_t column = rp_sheet_find(sheet, name);

    *place = mark | (uint32_t)column;
    return column < sheet->columns;
}

bool rp_scope_find(void *context, const char *name, uint32_t *place)
{
    struct rp_scope *scope = context;

    if (find_column(scope->sheet, name, 0, place))
        return true;
    if (strcmp(name, TIME) == 0 &&
        find_column(scope->sheet, scope->sheets->from.profile->metric, 0, place))
        return true;
    if (find_derived(scope, name, place))
        return true;
    if (strcmp(name, USUAL) == 0) {
        *place = MARK_USUAL;
        return true;
    }
    return find_column(&scope->sheets->of[RP_SORT_job], name, MARK_JOB, place);
}

double rp_scope_value(void *context, uint32_t place)
{
    struct rp_scope *scope = context;

    if (place & MARK_JOB)
        return rp_sheet_row(&scope->sheets->of[RP_SORT_job], 0)[place & ~MARK_JOB];
    if (place & MARK_USUAL)
        return scope->usual;
    if (place & MARK_DERIVED)
        return rp_expression_value(&scope->derived[place & ~MARK_DERIVED], rp_scope_value, scope);
    return rp_sheet_row(scope->sheet, scope->row)[place];
}
