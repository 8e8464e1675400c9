/* report_words.c: what the views of a report say in the same way: values, ends, marks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report/report_view.h"
#include "common/nearest.h"
#include "format/rank_writer.h"

#define WARN_IMBALANCE  1.5
#define ALARM_IMBALANCE 1.9
#define HOTTEST         5u

const char *rp_report_text(const struct rp_report *report, const char *key)
{
    for (size_t i = 0; i < report->file->text_count; i++) {
        if (strcmp(report->file->texts[i].key, key) == 0)
            return report->file->texts[i].value;
    }
    return "";
}

struct rp_report_unit rp_report_unit(const char *unit)
{
    if (strcmp(unit, "ns") == 0)
        return (struct rp_report_unit){.name = "s", .factor = 1e-9};
    return (struct rp_report_unit){.name = unit, .factor = 1};
}

void rp_report_value(char *text, size_t bytes, double value, const char *unit)
{
    static const char prefixes[] = {' ', 'k', 'M', 'G', 'T', 'P', 'E'};
    const struct rp_report_unit si = rp_report_unit(unit);
    size_t prefix = 0;

    value *= si.factor;
    if (strcmp(si.name, "s") == 0) {
        snprintf(text, bytes, fabs(value) < 1000 ? "%.3f s" : "%.0f s", value);
        return;
    }
    while (fabs(value) >= 9999.5 && prefix + 1 < sizeof(prefixes)) {
        value /= 1000;
        prefix++;
    }
    if (prefix == 0)
        snprintf(text, bytes, value == floor(value) ? "%.0f" : "%.1f", value);
    else
        snprintf(text, bytes, "%.1f %c", value, prefixes[prefix]);
}

void rp_report_time(char *text, size_t bytes, uint64_t time_ns)
{
    const double ns = (double)time_ns;

    if (time_ns < 1000000)
        snprintf(text, bytes, "%.1f us", ns / 1e3);
    else if (time_ns < 1000000000)
        snprintf(text, bytes, "%.1f ms", ns / 1e6);
    else
        rp_report_value(text, bytes, ns, "ns");
}

void rp_report_end(char *text, size_t bytes, const struct rp_cluster_rank *rank)
{
    const char *name = rank->end_how == RP_END_SIGNAL ? sigabbrev_np(rank->end_status) : NULL;

    if (name)
        snprintf(text, bytes, "SIG%s", name);
    else if (rank->end_how == RP_END_SIGNAL)
        snprintf(text, bytes, "signal %d", rank->end_status);
    else if (rank->end_how == RP_END_EXIT && rank->end_status >= 0)
        snprintf(text, bytes, "%d", rank->end_status);
    else
        snprintf(text, bytes, "%s", rank->end_how == RP_END_EXEC ? "exec" : "unknown");
}

const char *rp_report_mark(double max_over_mean, uint64_t samples)
{
    if (samples < RP_CERTAIN_SAMPLES || max_over_mean < WARN_IMBALANCE)
        return "";
    return max_over_mean < ALARM_IMBALANCE ? "!" : "!!";
}

const char *rp_report_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

void rp_report_function(const struct rp_report *report, uint32_t function, int room)
{
    const struct rp_profile_function *it = &report->profile->functions[function];
    char *text = NULL;

    if (it->is_region && asprintf(&text, "%s (region)", it->name) < 0)
        text = NULL;
    if (!*it->module && it->line > 0 &&
        asprintf(&text, "%s (%s:%" PRIu32 ")", it->name, rp_report_base_name(it->file), it->line) <
            0)
        text = NULL;
    rp_terminal_name(&report->terminal, text ? text : it->name, room);
    free(text);
}

enum rp_status rp_report_no_mpi(const struct rp_report *report, struct rp_error *error)
{
    return rp_error_set(error, RP_E_UNSUPPORTED,
                        "'%s' holds no MPI calls: the program made none, or its MPI library is not "
                        "Open MPI, or it was run with --no-mpi",
                        report->shown);
}

size_t rp_report_rows(const struct rp_report *report, size_t usual)
{
    const size_t limit = report->limit ? report->limit : usual;
    size_t rows = 0;

    while (rows < limit && rows < report->profile->function_count &&
           report->profile->functions[report->order[rows]].self > 0)
        rows++;
    return rows;
}

/* ---- functions by name ---- */

static enum rp_status unknown_function(const struct rp_report *report, struct rp_error *error)
{
    struct rp_nearest nearest = {.word = report->settings->function};

    for (size_t i = 0; i < report->profile->function_count; i++) {
        if (report->profile->functions[i].total > 0)
            rp_nearest_offer(&nearest, report->profile->functions[i].name);
    }
    if (!nearest.name)
        return rp_error_set(error, RP_E_USAGE, "no function of this profile has '%s' in its name",
                            report->settings->function);
    return rp_error_set(error, RP_E_USAGE,
                        "no function of this profile has '%s' in its name; the nearest is '%s'",
                        report->settings->function, nearest.name);
}

/* Without --function the hottest; with it all that match, a function of exactly that name alone. */
static bool is_wanted(const struct rp_report *report, const struct rp_profile_function *function,
                      bool exact)
{
    const char *text = report->settings->function;

    if (!text)
        return function->self > 0;
    if (function->total == 0)
        return false;
    return exact ? strcmp(function->name, text) == 0 : strstr(function->name, text) != NULL;
}

static size_t collect_wanted(const struct rp_report *report, uint32_t *wanted, bool exact)
{
    const size_t limit = report->limit ? report->limit : HOTTEST;
    size_t count = 0;

    for (size_t i = 0; i < report->profile->function_count && count < limit; i++) {
        if (is_wanted(report, &report->profile->functions[report->order[i]], exact))
            wanted[count++] = report->order[i];
    }
    return count;
}

enum rp_status rp_report_wanted(const struct rp_report *report, uint32_t **out, size_t *count,
                                struct rp_error *error)
{
    uint32_t *wanted = calloc(report->profile->function_count + 1, sizeof(*wanted));

    if (!wanted)
        return rp_error_set(error, RP_E_NOMEM, "cannot choose functions: out of memory");
    *count = collect_wanted(report, wanted, true);
    if (*count == 0)
        *count = collect_wanted(report, wanted, false);
    if (*count == 0 && report->settings->function) {
        free(wanted);
        return unknown_function(report, error);
    }
    *out = wanted;
    return RP_OK;
}
