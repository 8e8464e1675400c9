/* report.c: rankprof report, shows a profile.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report.h"

#include <stddef.h>

#include "cli/commands.h"
#include "cli/shared_options.h"

#define MEMBER(name) offsetof(struct rp_report_settings, name)
#define MOST_ROWS    1e9
#define MOST_PRICE   1e9
#define MOST_PEAK    1e9

static const struct rp_option options[] = {
    {.name = "view",
     .type = RP_OPTION_CHOICE,
     .offset = MEMBER(view),
     .value = "VIEW",
     .choices = RP_REPORT_VIEWS,
     .help = RP_REPORT_VIEWS " (default: top)"},
    {.name = "by",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(by),
     .value = "METRIC",
     .help = "the metric to show (default: the sampled time)"},
    {.name = "limit",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(limit),
     .value = "N",
     .low = 1,
     .high = MOST_ROWS,
     .help = "rows at most (default: 20 functions, callers of 5); the "
             "view tree shows all from 1 % on"},
    RP_OPTION_RANKS(MEMBER(ranks)),
    RP_OPTION_RULES(MEMBER(rules)),
    {.name = "region",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(region),
     .value = "NAME",
     .help = "only what ran in this region, by its name or path such as 'solve > step'"},
    {.name = "function",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(function),
     .value = "TEXT",
     .help = "the callers of the functions with this text in their name; shows the view callers"},
    {.name = "price",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(price),
     .value = "PRICE",
     .low = 0,
     .high = MOST_PRICE,
     .help = "of a core-hour: what the job cost, and what for; shows the view efficiency"},
    {.name = "peak-flops",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(peak_flops),
     .value = "GFLOPS",
     .low = 0,
     .high = MOST_PEAK,
     .help = "the roof of the view roofline: what a core can do, in 10^9 operations a second"},
    {.name = "peak-bandwidth",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(peak_bandwidth),
     .value = "GBS",
     .low = 0,
     .high = MOST_PEAK,
     .help = "and what memory gives a core, in 10^9 bytes a second (default of both: the highest "
             "that a function reached)"},
    {.name = "json",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(json),
     .help = "one JSON object, in SI units; with the view tree or callers these too"},
    {.name = "csv",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(csv),
     .help = "the view as a table of comma-separated values"},
    RP_OPTION_COLOR(MEMBER(color)),
};

static const char *const examples[] = {
    "rankprof report",
    "the hottest functions of the newest profile here",
    "rankprof report prof --view findings",
    "what to fix first, with evidence; which ranks, nodes and libraries differ",
    "rankprof report prof --view tree",
    "call paths of all ranks of the profile in prof",
    "rankprof report prof --function solve --ranks 0-15",
    "who calls the functions with 'solve' in their name, on 16 ranks",
    "rankprof report prof --price 0.02",
    "what the job cost at 0.02 a core-hour, and what for",
    "rankprof report prof/cluster.h5 --json | jq '.hotspots[0]'",
    "for programs",
    NULL,
};

const struct rp_option_table rp_report_options = {
    .command = "report",
    .usage = "rankprof report [options] [PATH]",
    .summary = "Shows the profile in PATH: a cluster file, a rank file, or a directory, which is "
               "merged when it is not yet. Without PATH: the newest rankprof-* directory here.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes = "Exit status: 0 shown, 2 wrong use, 3 the input cannot be used, 4 shown from partial "
             "data.\n",
    .most_operands = 1,
};

int rp_command_report(char **argv)
{
    struct rp_report_settings settings = {.command = "report", .color = "auto"};
    struct rp_operands operands;
    struct rp_error error;
    bool partial = false;
    const int ended = rp_read_options(&rp_report_options, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    settings.path = operands.words[0];
    if (!settings.view)
        settings.view = settings.function ? "callers" : settings.price > 0 ? "efficiency" : "top";
    if (settings.json && settings.csv) {
        fputs("rankprof report: --json and --csv exclude each other; give one of them\n", stderr);
        return RP_EXIT_USAGE;
    }
    if (rp_report(&settings, stdout, stderr, &partial, &error) != RP_OK)
        return rp_explain("report", &error);
    return partial ? RP_EXIT_PARTIAL : RP_EXIT_OK;
}
