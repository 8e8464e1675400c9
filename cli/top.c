/* top.c: rankprof top, watches a running job.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/live/top.h"

#include <stddef.h>

#include "cli/commands.h"
#include "cli/shared_options.h"

#define MEMBER(name) offsetof(struct rp_top_settings, name)

static const struct rp_option options[] = {
    {.letter = 'd',
     .name = "delay",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(interval_s),
     .value = "SECONDS",
     .low = 0.1,
     .high = 3600,
     .unit = "s",
     .help = "between two looks at the files (default: 2)"},
    {.name = "once",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(once),
     .help = "show it once and end, as when the output is no terminal"},
    RP_OPTION_COLOR(MEMBER(color)),
};

static const char *const examples[] = {
    "rankprof top prof",
    "what the job that writes to prof did in its last slices, drawn again as it goes on",
    "rankprof top prof --once | head -20",
    "the same once, for a log",
    "rankprof ctl prof slice 2s && rankprof top prof",
    "with slices of 2 s instead of 10",
    NULL,
};

const struct rp_option_table rp_top_options = {
    .command = "top",
    .usage = "rankprof top [options] DIR",
    .summary =
        "Watches the job that writes to DIR, from any node that sees it: functions and ranks "
        "in the last slice of each rank file.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes = "Keys: q quit, s sort, v view, / filter, p pause, ? help.\n"
             "Exit status: 0 shown, 2 wrong use, 3 the input cannot be used.\n",
    .most_operands = 1,
};

int rp_command_top(char **argv)
{
    struct rp_top_settings settings = {.interval_s = 2, .color = "auto"};
    struct rp_operands operands;
    struct rp_error error;
    const int ended = rp_read_options(&rp_top_options, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    settings.directory = rp_directory_named(&rp_top_options, &operands);
    if (!settings.directory)
        return RP_EXIT_USAGE;
    if (rp_top_show(&settings, stdout, &error) != RP_OK)
        return rp_explain("top", &error);
    return RP_EXIT_OK;
}
