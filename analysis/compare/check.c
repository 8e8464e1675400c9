/* check.c: judges a run by runs of the same program from before.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/compare/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare/check_view.h"
#include "analysis/findings/expression.h"

#define LEAST_SHARE 0.01 /* of everything: functions with less are not judged */

/* ---- what is judged ---- */

static const struct rp_compared_run *new_run(const struct rp_check_result *it)
{
    return &it->runs.list[it->runs.count - 1];
}

static struct rp_compared_value value_in(const struct rp_check_result *it, size_t run,
                                         uint32_t function)
{
    return rp_compared_value(&it->runs.list[run].functions, function);
}

/* Enough of the time, and of the samples, in the new run or in the usual old one. */
static bool is_judged(const struct rp_check_result *it, uint32_t function)
{
    const struct rp_compared_name *name = &it->runs.functions.list[function];
    const size_t bases = it->runs.count - 1;
    const struct rp_compared_value now = value_in(it, bases, function);
    double share = 0;
    double samples = 0;

    if (it->settings->code && (name->is_mpi || *name->name == '[')) /* "[not sampled]" */
        return false;
    for (size_t i = 0; i < bases; i++) {
        const struct rp_compared_value then = value_in(it, i, function);

        share += then.self / fmax(it->runs.list[i].value, 1e-300) / (double)bases;
        samples += then.samples / (double)bases;
    }
    return fmax(samples, now.samples) >= RP_CERTAIN_SAMPLES &&
           fmax(share, now.self / fmax(new_run(it)->value, 1e-300)) >= LEAST_SHARE;
}

static double value_of(const struct rp_check_result *it, const struct rp_checked *thing, size_t run)
{
    if (thing->kind == RP_CHECKED_WALL)
        return it->runs.list[run].wall_seconds;
    if (thing->kind == RP_CHECKED_METRIC)
        return it->runs.list[run].value;
    return value_in(it, run, thing->function).self;
}

/* Of one run, from what all runs say together. */
static double counting_error(const struct rp_check_result *it, const struct rp_checked *thing)
{
    double value = 0;
    double samples = 0;

    if (thing->kind == RP_CHECKED_WALL)
        return 0;
    for (size_t i = 0; i < it->runs.count; i++) {
        const bool all = thing->kind == RP_CHECKED_METRIC;

        value += value_of(it, thing, i);
        samples += all ? it->runs.list[i].samples : value_in(it, i, thing->function).samples;
    }
    return rp_counting_error(value, samples) / sqrt((double)it->runs.count);
}

static void add(struct rp_check_result *it, enum rp_checked_kind kind, uint32_t function)
{
    const size_t bases = it->runs.count - 1;
    struct rp_checked *thing = &it->things[it->count];
    double *values = &it->bases[it->count * bases];

    *thing = (struct rp_checked){.kind = kind, .function = function};
    for (size_t i = 0; i < bases; i++)
        values[i] = value_of(it, thing, i);
    it->items[it->count++] = (struct rp_gate_item){.bases = values,
                                                   .base_count = bases,
                                                   .value = value_of(it, thing, bases),
                                                   .counting = counting_error(it, thing)};
}

static enum rp_status choose(struct rp_check_result *it)
{
    const size_t most = it->runs.functions.count + 2;

    it->things = calloc(most, sizeof(*it->things));
    it->items = calloc(most, sizeof(*it->items));
    it->bases = calloc(most * it->runs.count, sizeof(*it->bases));
    if (!it->things || !it->items || !it->bases)
        return RP_E_NOMEM;
    if (!it->settings->code) {
        add(it, RP_CHECKED_WALL, RP_NO_ROW);
        add(it, RP_CHECKED_METRIC, RP_NO_ROW);
    }
    for (uint32_t i = 0; i < it->runs.functions.count; i++) {
        if (is_judged(it, i))
            add(it, RP_CHECKED_FUNCTION, i);
    }
    return RP_OK;
}

/* ---- why there may be no verdict ---- */

static bool cannot_tell(struct rp_check_result *it)
{
    const size_t bases = it->runs.count - 1;
    const struct rp_compared_run *now = new_run(it);

    if (bases < RP_GATE_LEAST_BASES && it->settings->noise_floor < 0) {
        snprintf(
            it->reason, sizeof(it->reason),
            "%zu baseline%s: how much runs differ by themselves is known from %u on; give more "
            "runs, or say it with --noise-floor PCT",
            bases, bases == 1 ? "" : "s", RP_GATE_LEAST_BASES);
        return true;
    }
    for (size_t i = 0; i < bases; i++) {
        if (it->runs.list[i].ranks == now->ranks)
            continue;
        snprintf(it->reason, sizeof(it->reason),
                 "runs of different sizes: %zu ranks in the baseline '%.100s', %zu in the new run",
                 it->runs.list[i].ranks, it->runs.list[i].shown, now->ranks);
        return true;
    }
    if (now->partial)
        snprintf(it->reason, sizeof(it->reason), "the new run is not whole: ranks are missing");
    else if (now->samples == 0)
        snprintf(it->reason, sizeof(it->reason), "the new run has no samples");
    return *it->reason != '\0';
}

/* ---- the call path that grew ---- */

static double growth_of_path(const struct rp_check_result *it, uint32_t path)
{
    const size_t bases = it->runs.count - 1;
    double before = 0;

    for (size_t i = 0; i < bases; i++)
        before += rp_compared_value(&it->runs.list[i].paths, path).self / (double)bases;
    return rp_compared_value(&it->runs.list[bases].paths, path).self - before;
}

static enum rp_status find_path(struct rp_check_result *it, struct rp_checked *thing)
{
    const struct rp_compared_name *wanted = &it->runs.functions.list[thing->function];
    double most = 0;
    uint32_t found = RP_NO_ROW;

    for (uint32_t i = 0; i < it->runs.paths.count; i++) {
        const struct rp_compared_name *name = &it->runs.paths.list[i];
        double growth = 0;

        if (strcmp(name->name, wanted->name) != 0 || strcmp(name->module, wanted->module) != 0)
            continue;
        growth = growth_of_path(it, i);
        if (growth <= most)
            continue;
        most = growth;
        found = i;
    }
    if (found == RP_NO_ROW)
        return RP_OK;
    thing->path = rp_compared_path(&it->runs.paths, found);
    return thing->path ? RP_OK : RP_E_NOMEM;
}

/* ---- the check ---- */

static enum rp_status judge(struct rp_check_result *it)
{
    const struct rp_check_settings *settings = it->settings;
    const struct rp_gate_settings gate = {
        .risk = settings->risk / 100,
        .least = settings->max_regress / 100,
        .floor = settings->noise_floor < 0 ? RP_UNKNOWN : settings->noise_floor / 100};
    enum rp_status status = choose(it);

    if (status == RP_OK)
        status = rp_gate_judge(it->items, it->count, &gate);
    for (size_t i = 0; status == RP_OK && i < it->count; i++) {
        if (!it->items[i].slower)
            continue;
        it->slower_count++;
        if (it->things[i].kind == RP_CHECKED_FUNCTION)
            status = find_path(it, &it->things[i]);
    }
    it->verdict = it->slower_count > 0 ? RP_VERDICT_SLOWER : RP_VERDICT_FINE;
    return status;
}

static enum rp_status load(struct rp_check_result *it, FILE *messages, struct rp_error *error)
{
    const struct rp_compared_settings how = {
        .command = "check", .metric = it->settings->by, .messages = messages};
    enum rp_status status = RP_OK;

    if (it->settings->path_count < 2)
        return rp_error_set(error, RP_E_USAGE, "baselines and a new run are needed");
    for (size_t i = 0; status == RP_OK && i < it->settings->path_count; i++)
        status = rp_compared_runs_add(&it->runs, it->settings->paths[i], &how, error);
    return status;
}

static enum rp_status show(struct rp_check_result *it, FILE *out, struct rp_error *error)
{
    struct rp_terminal terminal;
    enum rp_status status = RP_OK;

    rp_check_sort(it);
    if (it->settings->junit)
        status = rp_check_junit(it, it->settings->junit, error);
    if (status != RP_OK)
        return status;
    if (it->settings->json)
        return rp_check_json(it, out, error);
    rp_terminal_init(&terminal, out, it->settings->color);
    rp_check_text(it, &terminal);
    return RP_OK;
}

static void release(struct rp_check_result *it)
{
    for (size_t i = 0; i < it->count; i++)
        free(it->things[i].path);
    free(it->things);
    free(it->items);
    free(it->bases);
    rp_compared_runs_release(&it->runs);
}

enum rp_status rp_check(const struct rp_check_settings *settings, FILE *out, FILE *messages,
                        enum rp_verdict *verdict, struct rp_error *error)
{
    struct rp_check_result it = {.settings = settings, .verdict = RP_VERDICT_UNKNOWN};
    enum rp_status status = load(&it, messages, error);

    if (status == RP_OK && !cannot_tell(&it)) {
        status = judge(&it);
        if (status != RP_OK)
            rp_error_set(error, status, "cannot compare runs: out of memory");
    }
    if (status == RP_OK)
        status = show(&it, out, error);
    *verdict = it.verdict;
    release(&it);
    return status;
}
