/* diff.c: rankprof diff, shows what changed from one run to another.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/compare/diff.h"

#include <stddef.h>

#include "cli/commands.h"
#include "cli/shared_options.h"

#define MEMBER(name) offsetof(struct rp_diff_settings, name)
#define MOST_ROWS    1e9

static const struct rp_option options[] = {
    {.name = "by",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(by),
     .value = "METRIC",
     .help = "the metric to compare (default: the sampled time)"},
    {.name = "limit",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(limit),
     .value = "N",
     .low = 1,
     .high = MOST_ROWS,
     .help = "functions and call paths at most (default: 15 of each)"},
    {.name = "json", .type = RP_OPTION_FLAG, .offset = MEMBER(json), .help = "one JSON object"},
    RP_OPTION_COLOR(MEMBER(color)),
};

static const char *const examples[] = {
    "rankprof diff before after",
    "which functions and call paths got slower or faster, and what else differs",
    "rankprof diff before after --by PAPI_TOT_INS --limit 40",
    "by the instructions, more of it",
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
    .notes = "Exit status: 0 shown, 2 wrong use, 3 the input cannot be used.\n",
    .most_operands = 2,
};

int rp_command_diff(char **argv)
{
    struct rp_diff_settings settings = {.color = "auto"};
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
    settings.old_path = operands.words[0];
    settings.new_path = operands.words[1];
    if (rp_diff(&settings, stdout, stderr, &error) != RP_OK)
        return rp_explain("diff", &error);
    return RP_EXIT_OK;
}
