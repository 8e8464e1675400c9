/* report_json.c: the report as one JSON object, schema rankprof.report/1.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Numbers are in SI units and full precision; values are sums over the chosen ranks.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/profile/call_tree.h"
#include "analysis/report/report_core_hours.h"
#include "analysis/report/report_json.h"
#include "analysis/report/report_json_findings.h"
#include "analysis/report/report_json_gpu.h"
#include "analysis/report/report_json_mpi.h"
#include "analysis/report/report_json_waits.h"
#include "analysis/report/report_roofline.h"
#include "analysis/report/report_sources.h"
#include "analysis/report/report_view.h"

static json_t *json_count(uint64_t count)
{
    return json_integer((json_int_t)count);
}

/* Whole numbers stay whole; times become seconds. */
static json_t *json_value(double value, const char *unit)
{
    const struct rp_report_unit si = rp_report_unit(unit);

    if (si.factor == 1 && value < 9e15 && value > -9e15 && value == (double)(int64_t)value)
        return json_integer((json_int_t)value);
    return json_real(value * si.factor);
}

static json_t *json_or_null(const char *text)
{
    return *text ? rp_report_json_name(text) : json_null();
}

static json_t *place_of(const struct rp_profile_function *function)
{
    json_t *object = json_object();

    json_object_set_new(object, "function", rp_report_json_name(function->name));
    json_object_set_new(object, "module", json_or_null(function->module));
    json_object_set_new(object, "file", json_or_null(function->file));
    json_object_set_new(object, "line", function->line ? json_count(function->line) : json_null());
    return object;
}

static json_t *hotspot_of(const struct rp_report *report,
                          const struct rp_profile_function *function)
{
    const struct rp_profile *profile = report->profile;
    json_t *object = place_of(function);

    json_object_set_new(object, "self", json_value((double)function->self, profile->unit));
    json_object_set_new(object, "total", json_value((double)function->total, profile->unit));
    json_object_set_new(object, "unit", rp_report_json_name(rp_report_unit(profile->unit).name));
    json_object_set_new(object, "self_share", json_real(rp_profile_share(profile, function->self)));
    json_object_set_new(object, "total_share",
                        json_real(rp_profile_share(profile, function->total)));
    json_object_set_new(object, "max_over_mean",
                        json_real(rp_profile_imbalance(profile, function)));
    json_object_set_new(object, "worst_rank", json_count(function->worst_rank));
    json_object_set_new(object, "samples", json_count(function->samples));
    json_object_set_new(object, "uncertain", json_boolean(function->samples < RP_CERTAIN_SAMPLES));
    return object;
}

/* The functions listed, and what the others are together. */
static void add_hotspots(json_t *object, const struct rp_report *report, size_t most)
{
    const struct rp_profile *profile = report->profile;
    const size_t rows = rp_report_rows(report, most);
    json_t *array = json_array();
    size_t hidden = 0;
    uint64_t rest = 0;

    for (size_t i = 0; i < rows; i++)
        json_array_append_new(array, hotspot_of(report, &profile->functions[report->order[i]]));
    for (size_t i = rows; i < profile->function_count; i++) {
        rest += profile->functions[report->order[i]].self;
        hidden += profile->functions[report->order[i]].self > 0;
    }
    json_object_set_new(object, "hotspots", array);
    json_object_set_new(object, "hotspots_rest",
                        json_pack("{s:I, s:o}", "functions", (json_int_t)hidden, "self",
                                  json_value((double)rest, profile->unit)));
}

/* ---- metrics, ranks, quality ---- */

/* Sum over all ranks of the file, whatever ranks were chosen. */
static double metric_total(const struct rp_cluster_file *file, size_t row)
{
    const struct rp_cluster_statistic *statistic = NULL;
    struct rp_cluster_scan scan;
    double total = 0;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_statistic);
    while ((statistic = rp_cluster_scan_next(&scan)) != NULL) {
        if (statistic->metric == row)
            total += (double)statistic->sum;
    }
    rp_cluster_scan_end(&scan);
    return total;
}

static json_t *metric_of(const struct rp_cluster_file *file, size_t row)
{
    const struct rp_cluster_metric *metric = &file->metric_rows[row];
    const char *unit = rp_cluster_file_text(file, metric->unit);
    const bool counted = metric->counted_ranks > 0;
    const char *state = metric->dead_ranks > 0 ? "dead" : "refused";
    json_t *object = json_object();

    if (counted)
        state = "counted";
    json_object_set_new(object, "name",
                        rp_report_json_name(rp_cluster_file_text(file, metric->name)));
    json_object_set_new(object, "unit", rp_report_json_name(rp_report_unit(unit).name));
    json_object_set_new(object, "source",
                        rp_report_json_name(rp_cluster_file_text(file, metric->source)));
    json_object_set_new(object, "state", json_string(state));
    json_object_set_new(object, "total",
                        counted ? json_value(metric_total(file, row), unit) : json_null());
    json_object_set_new(object, "counted_ranks", json_count(metric->counted_ranks));
    json_object_set_new(object, "refused_ranks", json_count(metric->refused_ranks));
    json_object_set_new(object, "dead_ranks", json_count(metric->dead_ranks));
    json_object_set_new(object, "multiplexed_ranks", json_count(metric->multiplexed_ranks));
    json_object_set_new(object, "reason", json_or_null(rp_cluster_file_text(file, metric->reason)));
    return object;
}

static json_t *metrics_of(const struct rp_cluster_file *file)
{
    json_t *array = json_array();

    for (size_t row = 0; row < file->metric_count; row++)
        json_array_append_new(array, metric_of(file, row));
    return array;
}

static json_t *rank_of(const struct rp_report *report, const struct rp_profile_rank *rank)
{
    json_t *object = json_object();
    char end[32];

    rp_report_end(end, sizeof(end), rank->row);
    json_object_set_new(object, "rank", json_count(rank->row->rank));
    json_object_set_new(object, "node", rp_report_json_name(rank->node));
    json_object_set_new(object, "value", json_value((double)rank->value, report->profile->unit));
    json_object_set_new(object, "cpu_seconds", json_real((double)rank->row->kernel_cpu_ns * 1e-9));
    json_object_set_new(object, "off_cpu_seconds", json_real((double)rank->row->off_cpu_ns * 1e-9));
    json_object_set_new(object, "wall_seconds", json_real((double)rank->row->wall_ns * 1e-9));
    json_object_set_new(object, "samples", json_count(rank->samples));
    json_object_set_new(object, "processes", json_count(rank->row->processes));
    json_object_set_new(object, "threads", json_count(rank->row->threads));
    json_object_set_new(object, "exit", json_string(end));
    json_object_set_new(object, "complete", json_boolean(rank->row->state == RP_RANK_COMPLETE));
    return object;
}

static json_t *ranks_of(const struct rp_report *report, size_t most)
{
    json_t *array = json_array();

    for (size_t i = 0; i < report->profile->rank_count && i < most; i++)
        json_array_append_new(array, rank_of(report, &report->profile->ranks[i]));
    return array;
}

static json_t *outlier_of(const struct rp_report *report, const struct rp_outlier *outlier)
{
    const struct rp_profile *profile = report->profile;
    const struct rp_profile_rank *rank = outlier->rank;
    json_t *object = rank_of(report, rank);

    json_object_set_new(object, "score", json_real(outlier->score));
    json_object_set_new(object, "differs_in",
                        rp_report_json_name(profile->functions[rank->differs].name));
    json_object_set_new(object, "differs_by", json_value(rank->difference, profile->unit));
    return object;
}

static json_t *outliers_of(const struct rp_report *report)
{
    const struct rp_outliers *outliers = &report->outliers;
    json_t *array = json_array();

    for (size_t i = 0; i < outliers->count; i++)
        json_array_append_new(array, outlier_of(report, &outliers->kept[i]));
    return json_pack("{s:o, s:I, s:o}", "median",
                     json_value(outliers->median, report->profile->unit), "found",
                     (json_int_t)outliers->found, "farthest", array);
}

static void append_source(void *array, const struct rp_report_source *source)
{
    json_t *object = json_object();

    json_object_set_new(object, "source", rp_report_json_name(source->name));
    json_object_set_new(object, "processes", json_count(source->processes));
    json_object_set_new(object, "remark", json_or_null(source->remark));
    json_array_append_new(array, object);
}

static json_t *sources_of(const struct rp_report *report)
{
    json_t *array = json_array();

    rp_report_each_source(report, append_source, array);
    return array;
}

static json_t *quality_of(const struct rp_report *report)
{
    const struct rp_quality *quality = &report->quality;
    struct rp_quality_score scores[RP_QUALITY_SCORES];
    const char *word = NULL;
    json_t *object = json_object();

    rp_quality_scores(quality, scores);
    for (size_t i = 0; i < RP_QUALITY_SCORES; i++)
        json_object_set_new(object, scores[i].key, json_real(scores[i].share));
    json_object_set_new(object, "accounted",
                        quality->accounted > 0 ? json_real(quality->accounted) : json_null());
    json_object_set_new(object, "budget",
                        quality->budget > 0 ? json_real(quality->budget) : json_null());
    json_object_set_new(object, "spared", json_count(quality->spared));
    json_object_set_new(object, "overflow_samples", json_count(quality->overflow_samples));
    json_object_set_new(object, "overruns", json_count(quality->overruns));
    json_object_set_new(object, "refused_contexts", json_count(quality->refused_contexts));
    json_object_set_new(object, "refused_threads", json_count(quality->refused_threads));
    json_object_set_new(object, "refused_events", json_count(quality->refused_events));
    json_object_set_new(object, "refused_processes", json_count(quality->refused_processes));
    json_object_set_new(object, "damaged", json_count(quality->damaged));
    json_object_set_new(object, "score", json_count(rp_quality_overall(quality, &word)));
    json_object_set_new(object, "sources", sources_of(report));
    return object;
}

/* ---- call paths: rows in the order of display, since JSON parsers limit how deep objects nest */

struct rows {
    const struct rp_report *report;
    json_t *array;
};

static void append_node(void *context, const struct rp_call_node *node, size_t depth)
{
    const struct rows *rows = context;
    const struct rp_profile *profile = rows->report->profile;
    json_t *object = place_of(&profile->functions[node->function]);

    json_object_set_new(object, "depth", json_count(depth));
    json_object_set_new(object, "total", json_value((double)node->total, profile->unit));
    json_object_set_new(object, "self", json_value((double)node->self, profile->unit));
    json_object_set_new(object, "samples", json_count(node->samples));
    json_array_append_new(rows->array, object);
}

static void append_tree(struct rows *rows, struct rp_call_tree *tree)
{
    const struct rp_call_visitor visitor = {.visit = append_node, .context = rows};

    rp_call_tree_walk(tree, 1, SIZE_MAX, &visitor);
    rp_call_tree_release(tree);
}

static enum rp_status add_tree(const struct rp_report *report, json_t *object,
                               struct rp_error *error)
{
    struct rows rows = {.report = report, .array = json_array()};
    struct rp_call_tree tree;
    const enum rp_status status = rp_call_tree_init_paths(&tree, report->profile, error);

    if (status == RP_OK)
        append_tree(&rows, &tree);
    json_object_set_new(object, "tree", rows.array);
    return status;
}

static enum rp_status add_callers(const struct rp_report *report, json_t *object,
                                  struct rp_error *error)
{
    struct rows rows = {.report = report, .array = json_array()};
    uint32_t *functions = NULL;
    size_t count = 0;
    enum rp_status status = rp_report_wanted(report, &functions, &count, error);

    for (size_t i = 0; status == RP_OK && i < count; i++) {
        struct rp_call_tree tree;

        status = rp_call_tree_init_callers(&tree, report->profile, functions[i], error);
        if (status == RP_OK)
            append_tree(&rows, &tree);
    }
    json_object_set_new(object, "callers", rows.array);
    free(functions);
    return status;
}

/* ---- the object ---- */

static json_t *remarks_of(const struct rp_report *report)
{
    const struct rp_cluster_file *file = report->file;
    json_t *array = json_array();

    for (size_t i = 0; i < file->remark_count; i++) {
        const struct rp_cluster_remark *remark = &file->remark_rows[i];

        json_array_append_new(
            array, json_pack("{s:o, s:b, s:o}", "path",
                             json_or_null(rp_cluster_file_text(file, remark->path)), "left_out",
                             remark->left_out, "text",
                             rp_report_json_name(rp_cluster_file_text(file, remark->text))));
    }
    return array;
}

json_t *rp_report_json_object(const struct rp_report *report, size_t hotspots, size_t ranks)
{
    const struct rp_cluster_file *file = report->file;
    const struct rp_cluster_session *session = &file->session;
    json_t *object = json_object();

    json_object_set_new(object, "schema", json_string("rankprof.report/1"));
    json_object_set_new(object, "path", rp_report_json_name(report->shown));
    json_object_set_new(object, "command", rp_report_json_name(rp_report_text(report, "command")));
    json_object_set_new(object, "job", json_or_null(rp_report_text(report, "job")));
    json_object_set_new(object, "ranks", json_count(report->profile->rank_count));
    json_object_set_new(object, "ranks_expected", json_count(session->ranks_expected));
    json_object_set_new(object, "nodes", json_count(file->node_count));
    json_object_set_new(object, "wall_seconds",
                        json_real((double)(session->end_ns - session->start_ns) * 1e-9));
    json_object_set_new(object, "start_unix_seconds", json_real((double)session->start_ns * 1e-9));
    json_object_set_new(object, "rate_hertz", json_real((double)session->rate_millihertz / 1000));
    json_object_set_new(object, "rate_hertz_true",
                        report->quality.rate_hertz > 0 ? json_real(report->quality.rate_hertz)
                                                       : json_null());
    json_object_set_new(object, "samples", json_count(report->quality.samples));
    json_object_set_new(object, "lost",
                        json_count(report->quality.blocked + report->quality.damaged));
    json_object_set_new(object, "partial", json_boolean(report->partial));
    json_object_set_new(object, "metric", rp_report_json_name(report->profile->metric));
    json_object_set_new(object, "value",
                        json_value((double)report->profile->value, report->profile->unit));
    json_object_set_new(object, "unit",
                        rp_report_json_name(rp_report_unit(report->profile->unit).name));
    json_object_set_new(object, "efficiency", rp_report_json_efficiency(report));
    json_object_set_new(object, "efficiency_slices", rp_report_json_efficiency_slices(report));
    json_object_set_new(object, "core_hours", rp_report_json_core_hours(report));
    json_object_set_new(object, "first_end", rp_report_json_first_end(report));
    json_object_set_new(object, "regions", rp_report_json_regions(report));
    add_hotspots(object, report, hotspots);
    json_object_set_new(object, "metrics", metrics_of(file));
    json_object_set_new(object, "per_rank", ranks_of(report, ranks));
    json_object_set_new(object, "outliers", outliers_of(report));
    json_object_set_new(object, "remarks", remarks_of(report));
    json_object_set_new(object, "mpi", rp_report_json_mpi(report));
    json_object_set_new(object, "mpi_classes", rp_report_json_mpi_classes(report));
    json_object_set_new(object, "mpi_traffic", rp_report_json_mpi_traffic(report));
    json_object_set_new(object, "mpi_waits", rp_report_json_waits(report));
    json_object_set_new(object, "clocks", rp_report_json_clocks(report));
    json_object_set_new(object, "roofline", rp_report_json_roofline(report));
    rp_report_json_gpu(report, object);
    json_object_set_new(object, "findings", rp_report_json_findings(report));
    json_object_set_new(object, "discrepancies", rp_report_json_discrepancies(report));
    json_object_set_new(object, "looked_for", rp_report_json_looked_for(report));
    json_object_set_new(object, "quality", quality_of(report));
    return object;
}

enum rp_status rp_report_json(const struct rp_report *report, struct rp_error *error)
{
    json_t *object = rp_report_json_object(report, SIZE_MAX, SIZE_MAX);
    enum rp_status status = RP_OK;

    if (strcmp(report->settings->view, "tree") == 0)
        status = add_tree(report, object, error);
    else if (strcmp(report->settings->view, "callers") == 0)
        status = add_callers(report, object, error);
    if (status == RP_OK)
        return rp_report_json_write(object, 1, report->terminal.out,
                                    "cannot write the report as JSON: out of memory", error);
    json_decref(object);
    return status;
}
