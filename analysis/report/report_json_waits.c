/* report_json_waits.c: what JSON tells of waiting and of clocks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report_json_waits.h"

#include "analysis/report/report_json.h"

#define NS 1e-9

static json_t *seconds(uint64_t time_ns)
{
    return json_real((double)time_ns * NS);
}

static json_t *share(uint64_t part, uint64_t whole)
{
    return json_real(whole > 0 ? (double)part / (double)whole : 0);
}

static json_t *name_of(const struct rp_report *report, uint32_t function)
{
    return function == RP_NO_ROW ? json_null()
                                 : rp_report_json_name(report->profile->functions[function].name);
}

/* Source file and line of a context, where they are known. */
static void set_place(const struct rp_report *report, json_t *object, uint32_t context)
{
    const struct rp_cluster_context *const row =
        context < report->file->context_count ? &report->file->context_rows[context] : NULL;
    const char *const file = row ? rp_cluster_file_text(report->file, row->file) : "";

    json_object_set_new(object, "file", *file ? rp_report_json_name(file) : json_null());
    json_object_set_new(object, "line",
                        row && row->line ? json_integer((json_int_t)row->line) : json_null());
}

static json_t *path_of(const struct rp_report *report, uint32_t context)
{
    json_t *const array = json_array();
    struct rp_waits_path path = {.depth = 0};

    if (context != RP_NO_ROW)
        path.depth = rp_waits_path(report->profile, context, path.functions, RP_WAITS_DEEPEST);
    for (size_t i = 0; i < path.depth; i++)
        json_array_append_new(array, name_of(report, path.functions[i]));
    return array;
}

static json_t *ranks_of(const struct rp_late *late)
{
    json_t *const array = json_array();

    for (size_t i = 0; i < late->rank_count; i++)
        json_array_append_new(array,
                              json_pack("{s:I, s:f}", "rank", (json_int_t)late->ranks[i].rank,
                                        "seconds", (double)late->ranks[i].time_ns * NS));
    return array;
}

static json_t *late_of(const struct rp_report *report, const struct rp_late *late,
                       uint64_t waited_ns)
{
    json_t *const object = json_object();

    json_object_set_new(object, "function", name_of(report, late->head));
    json_object_set_new(object, "leaf", name_of(report, late->leaf));
    set_place(report, object, late->context);
    json_object_set_new(object, "seconds", seconds(late->time_ns));
    json_object_set_new(object, "share", share(late->time_ns, waited_ns));
    json_object_set_new(object, "samples", json_integer((json_int_t)late->samples));
    json_object_set_new(object, "ranks", ranks_of(late));
    json_object_set_new(object, "path", path_of(report, late->context));
    return object;
}

static json_t *call_of(const struct rp_report *report, const struct rp_wait_call *call,
                       uint64_t waited_ns)
{
    json_t *const object = json_object();
    json_t *const late = json_array();

    for (size_t i = 0; i < call->late_count; i++)
        json_array_append_new(late, late_of(report, &call->late[i], call->waited_ns));
    json_object_set_new(object, "call", rp_report_json_name(call->call));
    json_object_set_new(object, "caller", name_of(report, call->caller));
    set_place(report, object, report->profile->contexts[call->context].parent);
    json_object_set_new(object, "count", json_integer((json_int_t)call->calls));
    json_object_set_new(object, "seconds", seconds(call->time_ns));
    json_object_set_new(object, "waited_seconds", seconds(call->waited_ns));
    json_object_set_new(object, "share", share(call->waited_ns, waited_ns));
    json_object_set_new(object, "late", late);
    return object;
}

static json_t *function_of(const struct rp_report *report, const struct rp_late_function *it,
                           uint64_t waited_ns)
{
    json_t *const object = json_object();

    json_object_set_new(object, "function", name_of(report, it->function));
    json_object_set_new(object, "self_seconds", seconds(it->self_ns));
    json_object_set_new(object, "total_seconds", seconds(it->total_ns));
    json_object_set_new(object, "self_share", share(it->self_ns, waited_ns));
    json_object_set_new(object, "total_share", share(it->total_ns, waited_ns));
    json_object_set_new(object, "worst_rank", json_integer((json_int_t)it->worst_rank));
    return object;
}

json_t *rp_report_json_waits(const struct rp_report *report)
{
    const struct rp_waits *const waits = &report->waits;
    json_t *const calls = json_array();
    json_t *const functions = json_array();

    for (size_t i = 0; i < waits->call_count; i++)
        json_array_append_new(calls, call_of(report, &waits->calls[i], waits->waited_ns));
    for (size_t i = 0; i < waits->function_count; i++)
        json_array_append_new(functions,
                              function_of(report, &waits->functions[i], waits->waited_ns));
    return json_pack("{s:f, s:f, s:o, s:o}", "seconds", (double)waits->time_ns * NS,
                     "waited_seconds", (double)waits->waited_ns * NS, "calls", calls, "functions",
                     functions);
}

json_t *rp_report_json_clocks(const struct rp_report *report)
{
    const struct rp_cluster_file *const file = report->file;
    json_t *const array = json_array();

    for (size_t i = 0; i < file->clock_count; i++) {
        const struct rp_cluster_clock *const it = &file->clock_rows[i];
        const bool is_known = it->error_ns != UINT64_MAX;
        json_t *object;

        if (i + 1 < file->clock_count && it[1].node == it->node)
            continue;
        object = json_object();
        json_object_set_new(
            object, "node",
            rp_report_json_name(rp_cluster_file_text(file, file->node_rows[it->node].name)));
        json_object_set_new(object, "ahead_seconds", json_real(it->ahead_ns * NS));
        json_object_set_new(object, "error_seconds",
                            is_known ? seconds(it->error_ns) : json_null());
        json_array_append_new(array, object);
    }
    return array;
}
