/* report_csv.c: the views as CSV tables (RFC 4180), units in the names of the columns.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/profile/call_tree.h"
#include "analysis/report/report_view.h"

#define END_OF_LINE "\r\n"

/* A cell that begins so is a formula to spreadsheets, which may start programs. */
#define FORMULA_STARTS "=+@"

static void write_cell(FILE *out, const char *text)
{
    const bool is_quoted = text[strcspn(text, ",\"")] != '\0';

    fputs(is_quoted ? "\"" : "", out);
    if (*text && strchr(FORMULA_STARTS, *text))
        fprintf(out, "\\x%02x", (unsigned)*text++);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputs(is_quoted ? "\"" : "", out);
}

void rp_report_csv_text(FILE *out, const char *text)
{
    char *const safe = rp_text_safe(text, true);

    write_cell(out, safe ? safe : "");
    free(safe);
}

static void write_value(const struct rp_report *report, uint64_t value)
{
    const struct rp_report_unit si = rp_report_unit(report->profile->unit);

    if (si.factor == 1)
        fprintf(report->terminal.out, "%" PRIu64 ",", value);
    else
        fprintf(report->terminal.out, "%.9f,", (double)value * si.factor);
}

/* "function,module,file,line," */
static void write_place(FILE *out, const struct rp_profile_function *function)
{
    rp_report_csv_text(out, function->name);
    fputc(',', out);
    rp_report_csv_text(out, function->module);
    fputc(',', out);
    rp_report_csv_text(out, function->file);
    fputc(',', out);
    if (function->line)
        fprintf(out, "%" PRIu32, function->line);
    fputc(',', out);
}

static const char *unit_of(const struct rp_report *report)
{
    return rp_report_unit(report->profile->unit).name;
}

enum rp_status rp_report_csv_top(const struct rp_report *report, struct rp_error *error)
{
    const size_t rows = rp_report_rows(report, SIZE_MAX);
    FILE *out = report->terminal.out;

    (void)error;
    fprintf(
        out,
        "function,module,file,line,self_%s,total_%s,max_over_mean,worst_rank,samples" END_OF_LINE,
        unit_of(report), unit_of(report));
    for (size_t i = 0; i < rows; i++) {
        const struct rp_profile_function *function = &report->profile->functions[report->order[i]];

        write_place(out, function);
        write_value(report, function->self);
        write_value(report, function->total);
        fprintf(out, "%.6f,%" PRIu32 ",%" PRIu64 END_OF_LINE,
                rp_profile_imbalance(report->profile, function), function->worst_rank,
                function->samples);
    }
    return RP_OK;
}

/* ---- call paths ---- */

static void write_node(void *context, const struct rp_call_node *node, size_t depth)
{
    const struct rp_report *report = context;

    fprintf(report->terminal.out, "%zu,", depth);
    write_place(report->terminal.out, &report->profile->functions[node->function]);
    write_value(report, node->total);
    write_value(report, node->self);
    fprintf(report->terminal.out, "%" PRIu64 END_OF_LINE, node->samples);
}

static void write_tree_head(const struct rp_report *report)
{
    fprintf(report->terminal.out,
            "depth,function,module,file,line,total_%s,self_%s,samples" END_OF_LINE, unit_of(report),
            unit_of(report));
}

static void write_tree(const struct rp_report *report, struct rp_call_tree *tree)
{
    const struct rp_call_visitor visitor = {.visit = write_node,
                                            .context = (void *)(uintptr_t)report};

    rp_call_tree_walk(tree, 1, SIZE_MAX, &visitor);
    rp_call_tree_release(tree);
}

enum rp_status rp_report_csv_tree(const struct rp_report *report, struct rp_error *error)
{
    struct rp_call_tree tree;
    const enum rp_status status = rp_call_tree_init_paths(&tree, report->profile, error);

    if (status != RP_OK)
        return status;
    write_tree_head(report);
    write_tree(report, &tree);
    return RP_OK;
}

enum rp_status rp_report_csv_callers(const struct rp_report *report, struct rp_error *error)
{
    uint32_t *functions = NULL;
    size_t count = 0;
    enum rp_status status = rp_report_wanted(report, &functions, &count, error);

    if (status != RP_OK)
        return status;
    write_tree_head(report);
    for (size_t i = 0; status == RP_OK && i < count; i++) {
        struct rp_call_tree tree;

        status = rp_call_tree_init_callers(&tree, report->profile, functions[i], error);
        if (status == RP_OK)
            write_tree(report, &tree);
    }
    free(functions);
    return status;
}

/* ---- ranks and quality ---- */

enum rp_status rp_report_csv_ranks(const struct rp_report *report, struct rp_error *error)
{
    FILE *out = report->terminal.out;

    (void)error;
    fprintf(out, "rank,node,complete,cpu_s,wall_s,%s_%s,samples,exit" END_OF_LINE,
            report->profile->metric, unit_of(report));
    for (size_t i = 0; i < report->profile->rank_count; i++) {
        const struct rp_profile_rank *rank = &report->profile->ranks[i];
        char end[32];

        rp_report_end(end, sizeof(end), rank->row);
        fprintf(out, "%" PRIu32 ",", rank->row->rank);
        rp_report_csv_text(out, rank->node);
        fprintf(out, ",%d,%.9f,%.9f,", rank->row->state == RP_RANK_COMPLETE,
                (double)rank->row->kernel_cpu_ns * 1e-9, (double)rank->row->wall_ns * 1e-9);
        write_value(report, rank->value);
        fprintf(out, "%" PRIu64 ",%s" END_OF_LINE, rank->samples, end);
    }
    return RP_OK;
}

enum rp_status rp_report_csv_quality(const struct rp_report *report, struct rp_error *error)
{
    struct rp_quality_score scores[RP_QUALITY_SCORES];

    (void)error;
    rp_quality_scores(&report->quality, scores);
    fputs("what,share,score" END_OF_LINE, report->terminal.out);
    for (size_t i = 0; i < RP_QUALITY_SCORES; i++)
        fprintf(report->terminal.out, "%s,%.9f,%u" END_OF_LINE, scores[i].key, scores[i].share,
                scores[i].score);
    return RP_OK;
}
