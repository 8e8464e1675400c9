/* report_roofline.c: whether functions are bound by memory or by computing.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report_roofline.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/report/report_json.h"
#include "analysis/report/report_measured.h"

#define GIGA        1e9
#define USUAL_ROWS  20u
#define MOST_POINTS 100u /* in JSON and on the page */
#define NUMBERS     62

/* ---- the numbers ---- */

/* The events of the group that makes the intensity, as far as they were not counted. */
static enum rp_status find_needs(const struct rp_measured *it, struct rp_roofline *out)
{
    const struct rp_metric_groups *groups = &it->report->insight.data.groups;
    const struct rp_metric_group *group = rp_metric_group_find(groups, "INTENSITY");
    size_t bytes = 0;
    size_t missing = 0;
    FILE *text = open_memstream(&out->needs, &bytes);

    if (!text)
        return RP_E_NOMEM;
    for (size_t i = 0; group && i < group->event_count; i++) {
        if (!rp_measured_is_counted(it, group->events[i]))
            fprintf(text, "%s%s", missing++ > 0 ? "," : "", group->events[i]);
    }
    return fclose(text) == 0 ? RP_OK : RP_E_NOMEM;
}

static void add_point(struct rp_measured *it, uint32_t function, struct rp_roofline *out)
{
    struct rp_roofline_point *point = &out->points[out->count];

    *point = (struct rp_roofline_point){
        .function = function,
        .time_s = rp_measured_value(&it->by_function, "time", function),
        .intensity = rp_measured_value(&it->by_function, "intensity", function),
        .flops = rp_measured_value(&it->by_function, "flops_achieved", function),
    };
    out->count += rp_is_known(point->time_s) && rp_is_known(point->intensity) &&
                  rp_is_known(point->flops) && isfinite(point->intensity) && point->intensity > 0 &&
                  point->flops > 0;
}

/* Peaks that nobody gave are at least what was reached. */
static void find_roof(const struct rp_report_settings *settings, struct rp_roofline *out)
{
    out->is_given[0] = settings->peak_flops > 0;
    out->is_given[1] = settings->peak_bandwidth > 0;
    out->peak_flops = settings->peak_flops * GIGA;
    out->peak_bandwidth = settings->peak_bandwidth * GIGA;
    for (size_t i = 0; i < out->count; i++) {
        const struct rp_roofline_point *point = &out->points[i];

        if (!out->is_given[0])
            out->peak_flops = fmax(out->peak_flops, point->flops);
        if (!out->is_given[1])
            out->peak_bandwidth = fmax(out->peak_bandwidth, point->flops / point->intensity);
    }
    for (size_t i = 0; i < out->count; i++) {
        struct rp_roofline_point *point = &out->points[i];

        point->by_memory = point->intensity * out->peak_bandwidth < out->peak_flops;
        point->roof = point->by_memory ? point->intensity * out->peak_bandwidth : out->peak_flops;
    }
}

enum rp_status rp_roofline_of(const struct rp_report *report, struct rp_roofline *out)
{
    const size_t rows = rp_report_rows(report, SIZE_MAX);
    struct rp_measured measured;
    enum rp_status status = rp_measured_init(&measured, report);

    *out = (struct rp_roofline){.points = calloc(rows + 1, sizeof(*out->points))};
    if (!out->points)
        status = RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < rows; i++)
        add_point(&measured, report->order[i], out);
    if (status == RP_OK && out->count == 0)
        status = find_needs(&measured, out);
    rp_measured_release(&measured);
    find_roof(report->settings, out);
    return status;
}

void rp_roofline_release(struct rp_roofline *roofline)
{
    free(roofline->points);
    free(roofline->needs);
}

/* ---- text and CSV ---- */

static enum rp_status no_counters(const struct rp_report *report,
                                  const struct rp_roofline *roofline, struct rp_error *error)
{
    return rp_error_set(error, RP_E_UNSUPPORTED,
                        "'%s' holds no counters for a roofline; run with -e %s, where 'rankprof "
                        "events' has them",
                        report->shown,
                        roofline->needs && *roofline->needs ? roofline->needs
                                                            : "the events of a metric intensity");
}

static enum rp_status open_roofline(const struct rp_report *report, struct rp_roofline *out,
                                    struct rp_error *error)
{
    enum rp_status status = rp_roofline_of(report, out);

    if (status != RP_OK)
        rp_error_set(error, status, "cannot make a roofline: out of memory");
    else if (out->count == 0)
        status = no_counters(report, out, error);
    if (status != RP_OK)
        rp_roofline_release(out);
    return status;
}

static void write_roof(const struct rp_roofline *roofline, FILE *out)
{
    static const char *const words[] = {"the highest that a function reached", "as given"};

    fprintf(out, "peak %8.2f GFLOP/s   %s\n", roofline->peak_flops / GIGA,
            words[roofline->is_given[0]]);
    fprintf(out, "peak %8.2f GB/s      %s\n", roofline->peak_bandwidth / GIGA,
            words[roofline->is_given[1]]);
}

static void write_point(const struct rp_report *report, const struct rp_roofline_point *point)
{
    fprintf(report->terminal.out, "%10.3f s %9.3f %9.3f %9.3f %7.1f %% %-10s ", point->time_s,
            point->flops / GIGA, point->intensity, point->flops / point->intensity / GIGA,
            100 * point->flops / point->roof, point->by_memory ? "memory" : "computing");
    rp_report_function(report, point->function, report->terminal.columns - NUMBERS);
    fputc('\n', report->terminal.out);
}

enum rp_status rp_report_roofline(const struct rp_report *report, struct rp_error *error)
{
    struct rp_roofline roofline;
    const enum rp_status status = open_roofline(report, &roofline, error);
    const size_t most = report->limit ? report->limit : USUAL_ROWS;
    FILE *out = report->terminal.out;

    if (status != RP_OK)
        return status;
    rp_report_header(report);
    rp_terminal_styled(&report->terminal, RP_STYLE_BOLD,
                       "ROOFLINE  of a core: operations, and bytes of memory traffic at least\n");
    write_roof(&roofline, out);
    fprintf(out, "%12s %9s %9s %9s %9s %-10s %s\n", "time", "GFLOP/s", "FLOP/byte", "GB/s",
            "of roof", "bound by", "function");
    for (size_t i = 0; i < roofline.count && i < most; i++)
        write_point(report, &roofline.points[i]);
    if (roofline.count > most)
        fprintf(out, "(%zu more)\n", roofline.count - most);
    rp_roofline_release(&roofline);
    return RP_OK;
}

enum rp_status rp_report_csv_roofline(const struct rp_report *report, struct rp_error *error)
{
    struct rp_roofline roofline;
    const enum rp_status status = open_roofline(report, &roofline, error);
    FILE *out = report->terminal.out;

    if (status != RP_OK)
        return status;
    fputs("function,time_s,flops_per_second,flops_per_byte,roof_flops_per_second,bound_by\r\n",
          out);
    for (size_t i = 0; i < roofline.count; i++) {
        const struct rp_roofline_point *point = &roofline.points[i];

        rp_report_csv_text(out, report->profile->functions[point->function].name);
        fprintf(out, ",%.9f,%.9g,%.9g,%.9g,%s\r\n", point->time_s, point->flops, point->intensity,
                point->roof, point->by_memory ? "memory" : "computing");
    }
    rp_roofline_release(&roofline);
    return RP_OK;
}

/* ---- JSON ---- */

static json_t *point_of(const struct rp_report *report, const struct rp_roofline_point *point)
{
    return json_pack("{s:o, s:f, s:f, s:f, s:f, s:s}", "function",
                     rp_report_json_name(report->profile->functions[point->function].name),
                     "seconds", point->time_s, "flops", point->flops, "intensity", point->intensity,
                     "roof", point->roof, "bound_by", point->by_memory ? "memory" : "computing");
}

json_t *rp_report_json_roofline(const struct rp_report *report)
{
    struct rp_roofline roofline;
    json_t *points = json_array();
    json_t *object = NULL;

    if (rp_roofline_of(report, &roofline) == RP_OK) {
        for (size_t i = 0; i < roofline.count && i < MOST_POINTS; i++)
            json_array_append_new(points, point_of(report, &roofline.points[i]));
        object =
            json_pack("{s:O, s:f, s:f, s:b, s:b, s:o}", "points", points, "peak_flops",
                      roofline.peak_flops, "peak_bandwidth", roofline.peak_bandwidth, "flops_given",
                      (int)roofline.is_given[0], "bandwidth_given", (int)roofline.is_given[1],
                      "needs", roofline.needs ? rp_report_json_name(roofline.needs) : json_null());
    }
    rp_roofline_release(&roofline);
    json_decref(points);
    return object;
}
