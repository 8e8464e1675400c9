/* export.c: rankprof export, writes a profile in the formats of other programs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/export/export.h"

#include <stddef.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/shared_options.h"

#define MEMBER(name) offsetof(struct rp_export_settings, name)

static const struct rp_option options[] = {
    {.letter = 'f',
     .name = "format",
     .type = RP_OPTION_CHOICE,
     .offset = MEMBER(format),
     .value = "FORMAT",
     .choices = RP_EXPORT_FORMATS,
     .help = RP_EXPORT_FORMATS},
    {.letter = 'o',
     .name = "output",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(output),
     .value = "FILE",
     .help = "where to write (default: standard output)"},
    {.name = "by",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(by),
     .value = "METRIC",
     .help = "only this metric (default: all; folded has one, the sampled time)"},
    RP_OPTION_RANKS(MEMBER(ranks)),
    {.name = "by-rank",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(by_rank),
     .help = "keep ranks apart, instead of their sum"},
    {.name = "url",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(url),
     .value = "URL",
     .help = "the Pyroscope server to push to"},
    {.name = "param",
     .type = RP_OPTION_LIST,
     .offset = MEMBER(parameters),
     .value = "NAME=VALUE,...",
     .help = "extrap: parameters of this run besides p, the number of ranks"},
};

static const char *const examples[] = {
    "rankprof export -f pprof -o prof.pb.gz && pprof -http : prof.pb.gz",
    "the newest profile here in the web page of pprof",
    "rankprof export -f folded prof | flamegraph.pl > prof.svg",
    "folded stacks, a line a call path",
    "rankprof export -f csv --by-rank --ranks 0-15 prof -o paths.csv",
    "call paths of 16 ranks as a table, a row for each path and rank",
    "rankprof export -f pyroscope --url http://localhost:4040 prof",
    "pushes a profile of each rank, labelled with job, rank and node",
    NULL,
};

const struct rp_option_table rp_export_options = {
    .command = "export",
    .usage = "rankprof export --format FORMAT [options] [PATH]",
    .summary = "Writes the profile in PATH in a format of another program. PATH is as in 'rankprof "
               "report'.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes = "Exit status: 0 written, 2 wrong use, 3 the input cannot be used or the output not "
             "written,\n4 written from partial data.\n",
    .most_operands = 1,
};

int rp_command_export(char **argv)
{
    struct rp_export_settings settings = {.format = NULL};
    struct rp_operands operands;
    struct rp_error error;
    bool partial = false;
    const int ended = rp_read_options(&rp_export_options, argv, &settings, &operands);
    int status = RP_EXIT_OK;

    if (ended >= 0)
        return ended;
    settings.path = operands.words[0];
    if (settings.format && strcmp(settings.format, "pyroscope") == 0)
        settings.by_rank = true; /* its labels are those of ranks */
    if (rp_export(&settings, stderr, &partial, &error) != RP_OK)
        status = rp_explain("export", &error);
    else if (partial)
        status = RP_EXIT_PARTIAL;
    rp_options_release(&rp_export_options, &settings);
    return status;
}
