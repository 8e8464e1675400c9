/* diff.c: what changed from one run to another.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/compare/diff.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/compare/diff_view.h"

#define SURE 3.0 /* standard errors */

double rp_change_of(const struct rp_change *change)
{
    return change->after.self - change->before.self;
}

const char *rp_change_state_name(enum rp_change_state state)
{
    static const char *const names[] = {"changed", "new", "gone"};

    return names[state];
}

static struct rp_change change_of(const struct rp_compared_value *before,
                                  const struct rp_compared_value *after, uint32_t number)
{
    struct rp_change change = {.number = number,
                               .state = after->total <= 0    ? RP_CHANGE_GONE
                                        : before->total <= 0 ? RP_CHANGE_NEW
                                                             : RP_CHANGED,
                               .before = *before,
                               .after = *after};

    change.sure =
        fabs(rp_change_of(&change)) > SURE * hypot(rp_counting_error(before->self, before->samples),
                                                   rp_counting_error(after->self, after->samples));
    return change;
}

static int by_size(const void *left, const void *right)
{
    const struct rp_change *a = left;
    const struct rp_change *b = right;
    const double x = fabs(rp_change_of(a));
    const double y = fabs(rp_change_of(b));

    if (x != y)
        return x > y ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

static enum rp_status find_changes(struct rp_changes *out, const struct rp_compared_values *before,
                                   const struct rp_compared_values *after, size_t names)
{
    out->list = calloc(names + 1, sizeof(*out->list));
    if (!out->list)
        return RP_E_NOMEM;
    for (size_t i = 0; i < names; i++) {
        const struct rp_compared_value was = rp_compared_value(before, i);
        const struct rp_compared_value is = rp_compared_value(after, i);

        if (was.total > 0 || is.total > 0)
            out->list[out->count++] = change_of(&was, &is, (uint32_t)i);
    }
    if (out->count > 0)
        qsort(out->list, out->count, sizeof(*out->list), by_size);
    return RP_OK;
}

enum rp_status rp_diff_find(struct rp_diff *diff, struct rp_error *error)
{
    const struct rp_compared_run *runs = diff->runs.list;
    enum rp_status status = find_changes(&diff->functions, &runs[0].functions, &runs[1].functions,
                                         diff->runs.functions.count);

    if (status == RP_OK)
        status = find_changes(&diff->paths, &runs[0].paths, &runs[1].paths, diff->runs.paths.count);
    if (status == RP_OK)
        status = rp_compared_facts_differ(&runs[0].facts, &runs[1].facts, &diff->facts,
                                          &diff->fact_count);
    return status == RP_OK ? RP_OK
                           : rp_error_set(error, status, "cannot compare runs: out of memory");
}

static enum rp_status load(struct rp_diff *diff, FILE *messages, struct rp_error *error)
{
    const struct rp_compared_settings how = {
        .command = "diff", .metric = diff->settings->by, .messages = messages};
    enum rp_status status =
        rp_compared_runs_add(&diff->runs, diff->settings->old_path, &how, error);

    if (status == RP_OK)
        status = rp_compared_runs_add(&diff->runs, diff->settings->new_path, &how, error);
    return status;
}

void rp_diff_release(struct rp_diff *diff)
{
    free(diff->functions.list);
    free(diff->paths.list);
    free(diff->facts);
    rp_compared_runs_release(&diff->runs);
}

enum rp_status rp_diff(const struct rp_diff_settings *settings, FILE *out, FILE *messages,
                       struct rp_error *error)
{
    struct rp_diff diff = {.settings = settings};
    struct rp_terminal terminal;
    enum rp_status status = load(&diff, messages, error);

    if (status == RP_OK)
        status = rp_diff_find(&diff, error);
    if (status == RP_OK && settings->json) {
        status = rp_diff_json(&diff, out, error);
    } else if (status == RP_OK) {
        rp_terminal_init(&terminal, out, settings->color);
        rp_diff_text(&diff, &terminal);
    }
    rp_diff_release(&diff);
    return status;
}
