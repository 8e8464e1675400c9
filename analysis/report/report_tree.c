/* report_tree.c: the views of call paths: from the root down, and from functions to callers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/profile/call_tree.h"
#include "analysis/report/report_view.h"

#define LEAST_SHARE 0.01
#define MOST_DEPTH  60u
#define NUMBERS     24 /* columns before the indented name */

struct painter {
    const struct rp_report *report;
    bool with_self;
    bool uncertain;
};

/* Deep paths go on at the same indentation, with their depth instead. */
static int indent(const struct rp_terminal *terminal, size_t depth)
{
    const int most = (terminal->columns - NUMBERS) / 2;
    const int wanted = 2 * (int)depth;

    if (wanted <= most)
        return fprintf(terminal->out, "%*s", wanted, "");
    return fprintf(terminal->out, "%*s[%zu] ", most, "", depth);
}

static void paint_node(void *context, const struct rp_call_node *node, size_t depth)
{
    struct painter *painter = context;
    const struct rp_report *report = painter->report;
    const struct rp_terminal *terminal = &report->terminal;
    int used =
        fprintf(terminal->out, "%6.1f", 100 * rp_profile_share(report->profile, node->total));

    if (painter->with_self)
        used +=
            fprintf(terminal->out, "%7.1f", 100 * rp_profile_share(report->profile, node->self));
    used += fprintf(terminal->out, "%9" PRIu64 "%c ", node->samples,
                    node->samples < RP_CERTAIN_SAMPLES ? '?' : ' ');
    painter->uncertain = painter->uncertain || node->samples < RP_CERTAIN_SAMPLES;
    used += indent(terminal, depth);
    rp_report_function(report, node->function, terminal->columns - used);
    fputc('\n', terminal->out);
}

static void paint_rest(void *context, const struct rp_call_rest *rest, size_t depth)
{
    const struct painter *painter = context;
    const struct rp_terminal *terminal = &painter->report->terminal;

    fprintf(terminal->out, "%*s", painter->with_self ? NUMBERS : NUMBERS - 7, "");
    indent(terminal, depth);
    fprintf(terminal->out, "(%zu more: %.1f %%)\n", rest->hidden,
            100 * rp_profile_share(painter->report->profile, rest->total));
}

static void walk(const struct rp_call_tree *tree, struct painter *painter, uint64_t whole)
{
    const struct rp_call_visitor visitor = {
        .visit = paint_node, .rest = paint_rest, .context = painter};

    rp_call_tree_walk(tree, (uint64_t)(LEAST_SHARE * (double)whole), MOST_DEPTH, &visitor);
}

static void explain_marks(const struct painter *painter)
{
    if (painter->uncertain)
        fprintf(painter->report->terminal.out, "? fewer than %u samples: uncertain\n",
                RP_CERTAIN_SAMPLES);
}

enum rp_status rp_report_tree(const struct rp_report *report, struct rp_error *error)
{
    struct painter painter = {.report = report, .with_self = true};
    struct rp_call_tree tree;
    const enum rp_status status = rp_call_tree_init_paths(&tree, report->profile, error);

    if (status != RP_OK)
        return status;
    rp_report_header(report);
    fprintf(report->terminal.out, "CALL TREE by total %s, from 1 %% on\n", report->profile->metric);
    rp_terminal_styled(&report->terminal, RP_STYLE_BOLD, "total%  self%  samples  function\n");
    walk(&tree, &painter, report->profile->value);
    explain_marks(&painter);
    rp_call_tree_release(&tree);
    return RP_OK;
}

static enum rp_status show_callers(struct painter *painter, uint32_t function,
                                   struct rp_error *error)
{
    const struct rp_profile *profile = painter->report->profile;
    struct rp_call_tree tree;
    const enum rp_status status = rp_call_tree_init_callers(&tree, profile, function, error);

    if (status != RP_OK)
        return status;
    walk(&tree, painter, tree.nodes[0].total);
    rp_call_tree_release(&tree);
    return RP_OK;
}

enum rp_status rp_report_callers(const struct rp_report *report, struct rp_error *error)
{
    struct painter painter = {.report = report};
    uint32_t *functions = NULL;
    size_t count = 0;
    enum rp_status status = rp_report_wanted(report, &functions, &count, error);

    if (status != RP_OK)
        return status;
    rp_report_header(report);
    fprintf(report->terminal.out, "CALLERS of %s, by the total %s used for each\n",
            report->settings->function ? report->settings->function : "the hottest functions",
            report->profile->metric);
    rp_terminal_styled(&report->terminal, RP_STYLE_BOLD, "total%  samples  function\n");
    for (size_t i = 0; status == RP_OK && i < count; i++)
        status = show_callers(&painter, functions[i], error);
    explain_marks(&painter);
    free(functions);
    return status;
}
