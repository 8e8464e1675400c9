/* check_json.c: a check as JSON, schema rankprof.check/1.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "analysis/compare/check_view.h"
#include "analysis/findings/expression.h"
#include "analysis/report/report_json.h"

static const char *const verdicts[] = {"not slower", "slower", "cannot tell"};
static const char *const kinds[] = {"wall_time", "metric", "function"};

static json_t *known_or_null(double value)
{
    return rp_is_known(value) ? json_real(value) : json_null();
}

static json_t *values_of(const struct rp_gate_item *item, double factor)
{
    json_t *array = json_array();

    for (size_t i = 0; i < item->base_count; i++)
        json_array_append_new(array, json_real(item->bases[i] * factor));
    return array;
}

static json_t *thing_of(const struct rp_check_result *result, size_t number)
{
    const struct rp_gate_item *item = &result->items[number];
    const struct rp_checked *thing = &result->things[number];
    const struct rp_report_unit si = rp_report_unit(rp_checked_unit(result, number));
    json_t *object = json_object();

    json_object_set_new(object, "kind", json_string(kinds[thing->kind]));
    json_object_set_new(object, "name", rp_report_json_name(rp_checked_name(result, number)));
    if (thing->kind == RP_CHECKED_FUNCTION)
        json_object_set_new(
            object, "module",
            rp_report_json_name(result->runs.functions.list[thing->function].module));
    json_object_set_new(object, "unit", json_string(si.name));
    json_object_set_new(object, "baselines", values_of(item, si.factor));
    json_object_set_new(object, "new", json_real(item->value * si.factor));
    json_object_set_new(object, "growth", known_or_null(rp_checked_growth(item)));
    json_object_set_new(object, "noise", known_or_null(item->noise));
    json_object_set_new(object, "named_from", known_or_null(rp_checked_detectable(item)));
    json_object_set_new(object, "chance", json_real(item->chance));
    json_object_set_new(object, "slower", json_boolean(item->slower));
    json_object_set_new(object, "path",
                        thing->path ? rp_report_json_name(thing->path) : json_null());
    return object;
}

static json_t *runs_of(const struct rp_check_result *result)
{
    json_t *array = json_array();

    for (size_t i = 0; i + 1 < result->runs.count; i++)
        json_array_append_new(array, rp_report_json_name(result->runs.list[i].shown));
    return array;
}

enum rp_status rp_check_json(const struct rp_check_result *result, FILE *out,
                             struct rp_error *error)
{
    const struct rp_compared_run *now = &result->runs.list[result->runs.count - 1];
    json_t *object = json_object();
    json_t *things = json_array();

    for (size_t i = 0; i < result->count; i++)
        json_array_append_new(things, thing_of(result, i));
    json_object_set_new(object, "schema", json_string("rankprof.check/1"));
    json_object_set_new(object, "verdict", json_string(verdicts[result->verdict]));
    json_object_set_new(object, "reason",
                        *result->reason ? json_string(result->reason) : json_null());
    json_object_set_new(object, "baselines", runs_of(result));
    json_object_set_new(object, "new", rp_report_json_name(now->shown));
    json_object_set_new(object, "metric", rp_report_json_name(now->metric));
    json_object_set_new(object, "ranks", json_integer((json_int_t)now->ranks));
    json_object_set_new(object, "max_regress", json_real(result->settings->max_regress / 100));
    json_object_set_new(object, "risk", json_real(result->settings->risk / 100));
    json_object_set_new(object, "judged", things);
    return rp_report_json_write(object, 2, out, "cannot write the check as JSON", error);
}
