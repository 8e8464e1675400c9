/* diff_json.c: a diff as JSON, schema rankprof.diff/1.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>

#include "analysis/compare/diff_view.h"
#include "analysis/report/report_json.h"

static json_t *run_of(const struct rp_compared_run *run)
{
    const struct rp_report_unit si = rp_report_unit(run->unit);

    return json_pack("{s:o, s:I, s:I, s:f, s:f, s:f, s:b}", "path", rp_report_json_name(run->shown),
                     "ranks", (json_int_t)run->ranks, "nodes", (json_int_t)run->nodes,
                     "wall_seconds", run->wall_seconds, "samples", run->samples, "value",
                     run->value * si.factor, "partial", (int)run->partial);
}

static json_t *change_of(const struct rp_diff *diff, const struct rp_change *change,
                         const struct rp_compared_names *names)
{
    const double factor = rp_report_unit(diff->runs.list[0].unit).factor;
    const struct rp_compared_name *name = &names->list[change->number];
    json_t *object =
        json_pack("{s:o, s:o, s:s, s:f, s:f, s:f, s:f, s:f, s:b}", "function",
                  rp_report_json_name(name->name), "module", rp_report_json_name(name->module),
                  "state", rp_change_state_name(change->state), "old", change->before.self * factor,
                  "new", change->after.self * factor, "change", rp_change_of(change) * factor,
                  "old_total", change->before.total * factor, "new_total",
                  change->after.total * factor, "sure", (int)change->sure);
    char *path = names == &diff->runs.paths ? rp_compared_path(names, change->number) : NULL;

    if (path)
        json_object_set_new(object, "path", rp_report_json_name(path));
    free(path);
    return object;
}

static json_t *changes_of(const struct rp_diff *diff, const struct rp_changes *changes,
                          const struct rp_compared_names *names, size_t most)
{
    json_t *array = json_array();

    for (size_t i = 0; i < changes->count && i < most; i++)
        json_array_append_new(array, change_of(diff, &changes->list[i], names));
    return array;
}

/* What is told and the rest together are all of the change. */
static json_t *rest_of(const struct rp_diff *diff, const struct rp_changes *changes, size_t most)
{
    const double factor = rp_report_unit(diff->runs.list[0].unit).factor;
    double before = 0;
    double after = 0;

    for (size_t i = most; i < changes->count; i++) {
        before += changes->list[i].before.self;
        after += changes->list[i].after.self;
    }
    return json_pack("{s:I, s:f, s:f}", "count",
                     (json_int_t)(changes->count > most ? changes->count - most : 0), "old",
                     before * factor, "new", after * factor);
}

static json_t *text_of(const char *text)
{
    return text ? rp_report_json_name(text) : json_null();
}

static json_t *facts_of(const struct rp_diff *diff)
{
    json_t *array = json_array();

    for (size_t i = 0; i < diff->fact_count; i++) {
        const struct rp_differing_fact *fact = &diff->facts[i];

        json_array_append_new(array,
                              json_pack("{s:s, s:o, s:o, s:o}", "kind",
                                        fact->is_module ? "build_id" : "identity", "key",
                                        rp_report_json_name(fact->key), "old",
                                        text_of(fact->old_text), "new", text_of(fact->new_text)));
    }
    return array;
}

json_t *rp_diff_json_object(const struct rp_diff *diff, size_t most)
{
    const struct rp_compared_run *runs = diff->runs.list;
    json_t *object = json_object();

    json_object_set_new(object, "schema", json_string("rankprof.diff/1"));
    json_object_set_new(object, "metric", rp_report_json_name(runs[0].metric));
    json_object_set_new(object, "unit", json_string(rp_report_unit(runs[0].unit).name));
    json_object_set_new(object, "old", run_of(&runs[0]));
    json_object_set_new(object, "new", run_of(&runs[1]));
    json_object_set_new(object, "functions",
                        changes_of(diff, &diff->functions, &diff->runs.functions, most));
    json_object_set_new(object, "functions_rest", rest_of(diff, &diff->functions, most));
    json_object_set_new(object, "paths", changes_of(diff, &diff->paths, &diff->runs.paths, most));
    json_object_set_new(object, "paths_rest", rest_of(diff, &diff->paths, most));
    json_object_set_new(object, "different", facts_of(diff));
    return object;
}

enum rp_status rp_diff_json(const struct rp_diff *diff, FILE *out, struct rp_error *error)
{
    return rp_report_json_write(rp_diff_json_object(diff, SIZE_MAX), 2, out,
                                "cannot write the diff as JSON", error);
}
