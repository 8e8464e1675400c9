/* diff.c: rankprof diff, shows what changed from one run to another.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/compare/diff.h"

#include <stddef.h>

#include "cli/commands.h"
#include "cli/page.h"
#include "cli/shared_options.h"

#define MEMBER(name) offsetof(struct diff_settings, name)
#define MOST_ROWS    1e9

struct diff_settings {
    struct rp_diff_settings shown;
    const char *html; /* where the page is written; NULL: text or JSON is */
};

static const struct rp_option options[] = {
    {.name = "by",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(shown.by),
     .value = "METRIC",
     .help = "the metric to compare (default: the sampled time)"},
    {.name = "limit",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(shown.limit),
     .value = "N",
     .low = 1,
     .high = MOST_ROWS,
     .help = "functions and call paths at most (default: 15 of each)"},
    {.name = "json",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(shown.json),
     .help = "one JSON object"},
    {.name = "html",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(html),
     .value = "FILE",
     .help = "the page of NEW, as 'rankprof html' writes it, with what changed from OLD; - is "
             "standard output"},
    RP_OPTION_COLOR(MEMBER(shown.color)),
};

static const char *const examples[] = {
    "rankprof diff before after",
    "which functions and call paths got slower or faster, and what else differs",
    "rankprof diff before after --by PAPI_TOT_INS --limit 40",
    "by the instructions, more of it",
    "rankprof diff before after --html diff.html",
    "as a page: a flame graph in blue and red, and all else of the new run",
    "rankprof diff before after --json | jq '.different'",
    "for programs: other libraries, kernels, processors, limits",
    NULL,
};

const struct rp_option_table rp_diff_options = {
    .command = "diff",
    .usage = "rankprof diff [options] OLD NEW",
    .summary = "Shows what changed from the run OLD to the run NEW. Functions and call paths are "
               "matched by their names; values are means of the ranks.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes = "Exit status: 0 shown, 2 wrong use, 3 the input cannot be used or the page not "
             "written.\n",
    .most_operands = 2,
};

static enum rp_status write_page(const struct diff_settings *settings, struct rp_error *error)
{
    const struct rp_html_settings page = {.path = settings->shown.new_path,
                                          .before = settings->shown.old_path,
                                          .output = settings->html,
                                          .by = settings->shown.by,
                                          .most_mib = RP_PAGE_USUAL_MIB};
    bool partial = false; /* as in text and JSON, no status of its own */

    return rp_write_page(&page, &partial, error);
}

int rp_command_diff(char **argv)
{
    struct diff_settings settings = {.shown = {.color = "auto"}};
    struct rp_operands operands;
    struct rp_error error;
    const int ended = rp_read_options(&rp_diff_options, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    if (operands.count != 2) {
        fputs("rankprof diff: two runs are needed, the old and the new one; see 'rankprof diff "
              "--help'\n",
              stderr);
        return RP_EXIT_USAGE;
    }
    settings.shown.old_path = operands.words[0];
    settings.shown.new_path = operands.words[1];
    if ((settings.html ? write_page(&settings, &error)
                       : rp_diff(&settings.shown, stdout, stderr, &error)) != RP_OK)
        return rp_explain("diff", &error);
    return RP_EXIT_OK;
}
