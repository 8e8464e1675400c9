/* page_before.c: what an earlier run had in the call paths of the page.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Call paths are matched by their names. What the earlier run had in a path that is not there any
 * more is told at the nearest caller that is, apart from the caller's own: shown + gone = total.
 * Values are means of a rank, times the ranks of the page, so that they compare with its own.
 */
#include <stdlib.h>

#include "analysis/findings/same_functions.h"
#include "analysis/page/page.h"

/* ---- the earlier run ---- */

static enum rp_status compare(struct rp_page_before *before, const struct rp_report *report,
                              struct rp_error *error)
{
    const char *metric = report->profile->metric;
    enum rp_status status =
        rp_compared_runs_add_loaded(&before->diff.runs, &before->input, metric, error);

    if (status == RP_OK)
        status = rp_compared_runs_add_loaded(&before->diff.runs, &report->input, metric, error);
    if (status == RP_OK)
        status = rp_diff_find(&before->diff, error);
    return status;
}

enum rp_status rp_page_before_open(struct rp_page_before *before, const char *path,
                                   const struct rp_report *report, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    *before = (struct rp_page_before){.diff = {.settings = NULL}};
    status = rp_report_input_load(&before->input, path, report->input.command,
                                  report->input.messages, error);
    if (status != RP_OK)
        return status;
    status = compare(before, report, error);
    if (status != RP_OK)
        rp_page_before_close(before);
    return status;
}

void rp_page_before_close(struct rp_page_before *before)
{
    rp_diff_release(&before->diff);
    rp_report_input_release(&before->input);
}

/* ---- its call paths in the page ---- */

/* Where a node of the earlier run is told. */
struct place {
    uint32_t node; /* of the page's tree */
    bool is_gone;
};

struct match {
    struct rp_page *page;
    struct rp_profile_set set; /* of the earlier run */
    uint32_t *same_as;         /* by its function */
    struct place *places;      /* by node of its call tree */
    double scale;
};

/* By the number of a call path's name: the node of the page's tree that it is shown as. */
static uint32_t *number_page(const struct rp_page *page, struct rp_compared_names *names)
{
    const struct rp_call_tree *tree = &page->trees[0];
    uint32_t *numbers = calloc(tree->count + 1, sizeof(*numbers));
    uint32_t *shown = calloc(tree->count + 1, sizeof(*shown));
    enum rp_status status = numbers && shown ? RP_OK : RP_E_NOMEM;

    if (status == RP_OK)
        status = rp_compared_names_add_paths(names, page->set.profiles[0], tree, numbers);
    for (size_t i = 1; status == RP_OK && i < tree->count; i++)
        shown[numbers[i]] = page->tree.shown_as[i];
    free(numbers);
    if (status == RP_OK)
        return shown;
    free(shown);
    return NULL;
}

/* A parent stands before its children, so what is beneath a path that is gone is gone as well. */
static enum rp_status place_nodes(struct match *match, const struct rp_call_tree *tree,
                                  struct rp_compared_names *names)
{
    uint32_t *shown = number_page(match->page, names);
    uint32_t *numbers = calloc(tree->count + 1, sizeof(*numbers));
    const size_t known = names->count;
    enum rp_status status = shown && numbers ? RP_OK : RP_E_NOMEM;

    match->places = calloc(tree->count + 1, sizeof(*match->places));
    if (!match->places)
        status = RP_E_NOMEM;
    if (status == RP_OK)
        status = rp_compared_names_add_paths(names, match->set.profiles[0], tree, numbers);
    for (size_t i = 1; status == RP_OK && i < tree->count; i++)
        match->places[i] = numbers[i] < known
                               ? (struct place){.node = shown[numbers[i]]}
                               : (struct place){.node = match->places[tree->nodes[i].parent].node,
                                                .is_gone = true};
    free(numbers);
    free(shown);
    return status;
}

static enum rp_status match_paths(struct match *match, struct rp_error *error)
{
    struct rp_compared_names names = {.count = 0};
    struct rp_call_tree tree;
    enum rp_status status =
        rp_call_tree_init_same(&tree, match->set.profiles[0], match->same_as, error);

    if (status != RP_OK)
        return status;
    status = place_nodes(match, &tree, &names);
    rp_compared_names_release(&names);
    rp_call_tree_release(&tree);
    return status;
}

/* ---- writing ---- */

/* Exclusive values of the page's nodes, then what is gone beneath each of them. */
static enum rp_status write_values(const struct match *match, const struct rp_call_tree *tree,
                                   const char *name)
{
    const size_t count = match->page->tree.count;
    struct rp_page_bytes bytes = {0};
    double *values = calloc(2 * count, sizeof(*values));

    if (!values)
        return RP_E_NOMEM;
    for (size_t i = 0; i < tree->count; i++) {
        const struct place *place = &match->places[i];

        values[place->node + (place->is_gone ? count : 0)] +=
            (double)tree->nodes[i].self * match->scale;
    }
    rp_page_put_f32(&bytes, values, count);
    rp_page_put_f32(&bytes, values + count, count);
    free(values);
    return rp_page_section(match->page, name, &bytes);
}

/* Nothing of a metric that the earlier run did not count. */
static enum rp_status write_metric(const struct match *match, size_t metric, json_t *values)
{
    const size_t earlier =
        rp_profile_set_find(&match->set, match->page->set.profiles[metric]->metric);
    struct rp_error error;
    struct rp_call_tree tree;
    enum rp_status status = RP_OK;
    char name[32];

    if (earlier == match->set.count) {
        json_array_append_new(values, json_null());
        return RP_OK;
    }
    status = rp_call_tree_init_same(&tree, match->set.profiles[earlier], match->same_as, &error);
    if (status != RP_OK)
        return status;
    snprintf(name, sizeof(name), "before-%zu", metric);
    status = write_values(match, &tree, name);
    rp_call_tree_release(&tree);
    json_array_append_new(values,
                          json_real((double)match->set.profiles[earlier]->value * match->scale));
    return status;
}

static enum rp_status write_all(struct match *match, struct rp_error *error)
{
    const struct rp_profile *now = match->page->set.profiles[0];
    json_t *values = json_array();
    enum rp_status status = RP_OK;

    match->scale = (double)now->rank_count / (double)match->set.profiles[0]->rank_count;
    match->same_as = rp_same_functions(match->set.profiles[0]);
    status = match->same_as ? match_paths(match, error) : RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < match->page->set.count; i++)
        status = write_metric(match, i, values);
    json_object_set_new(match->page->about, "before", values);
    return status;
}

enum rp_status rp_page_write_before(struct rp_page *page)
{
    struct match match = {.page = page};
    struct rp_profile_settings choice = {.metric = page->report->profile->metric};
    struct rp_error error;
    enum rp_status status = RP_OK;

    if (!page->before)
        return RP_OK;
    status = rp_profile_set_init(&match.set, page->before->input.file, &choice, &error);
    if (status == RP_OK)
        status = write_all(&match, &error);
    free(match.places);
    free(match.same_as);
    rp_profile_set_release(&match.set);
    return status;
}
