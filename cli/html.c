/* html.c: rankprof html, writes a profile as one self-contained page.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cli/page.h"

#include <stddef.h>

#include "cli/commands.h"
#include "cli/shared_options.h"

#define MEMBER(name) offsetof(struct rp_html_settings, name)

static const struct rp_option options[] = {
    {.letter = 'o',
     .name = "output",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(output),
     .value = "FILE",
     .help = "where to write (default: report.html beside the profile); - is standard output"},
    {.name = "by",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(by),
     .value = "METRIC",
     .help = "the metric that is shown first (default: the sampled time)"},
    RP_OPTION_RANKS(MEMBER(ranks)),
    RP_OPTION_RULES(MEMBER(rules)),
    {.name = "size",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(most_mib),
     .value = "MIB",
     .low = 0.1,
     .high = 1000,
     .help = "size of the page at most; detail is given up for it (default: 3)"},
};

static const char *const examples[] = {
    "rankprof html",
    "the page of the newest profile here, as report.html in its directory",
    "rankprof html prof -o /tmp/today.html",
    "of the profile in prof, elsewhere",
    "rankprof html prof --size 20",
    "with more call paths, finer maps and a larger file",
    NULL,
};

const struct rp_option_table rp_html_options = {
    .command = "html",
    .usage = "rankprof html [options] [PATH]",
    .summary =
        "Writes the profile in PATH as one HTML page that needs no server, no network and no "
        "other file. PATH is as in 'rankprof report'.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes = "Exit status: 0 written, 2 wrong use, 3 the input cannot be used or the output not "
             "written,\n4 written from partial data.\n",
    .most_operands = 1,
};

int rp_command_html(char **argv)
{
    struct rp_html_settings settings = {.most_mib = RP_PAGE_USUAL_MIB};
    struct rp_operands operands;
    struct rp_error error;
    bool partial = false;
    const int ended = rp_read_options(&rp_html_options, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    settings.path = operands.words[0];
    if (rp_write_page(&settings, &partial, &error) != RP_OK)
        return rp_explain("html", &error);
    return partial ? RP_EXIT_PARTIAL : RP_EXIT_OK;
}
