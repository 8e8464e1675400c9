/* stacks.c: rankprof stacks, shows where all ranks of a job are.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/live/stacks.h"

#include <stddef.h>

#include "cli/commands.h"
#include "cli/shared_options.h"

#define USUAL_WAIT_S 10
#define MEMBER(name) offsetof(struct rp_stacks_settings, name)

static const struct rp_option options[] = {
    {.name = "last",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(last),
     .help = "ask nobody: what was noted last, when a rank was stuck or killed, or somebody asked"},
    {.name = "wait",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(wait_s),
     .value = "SECONDS",
     .low = 0,
     .high = 3600,
     .unit = "s",
     .help = "how long to wait until all ranks have answered (default: 10)"},
    {.name = "json",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(json),
     .help = "one JSON object, with the stack of each thread"},
    RP_OPTION_COLOR(MEMBER(color)),
};

static const char *const examples[] = {
    "rankprof stacks prof",
    "where all ranks of the job that writes to prof are now, as one tree",
    "rankprof stacks prof --last",
    "where they were when they were stuck, or killed",
    "rankprof stacks prof --json | jq '.waits[0].missing'",
    "the ranks that most others wait for",
    NULL,
};

const struct rp_option_table rp_stacks_options = {
    .command = "stacks",
    .usage = "rankprof stacks [options] DIR",
    .summary = "Shows where all threads of the job that writes to DIR are: who waits in which MPI "
               "call, who is missing there, and all stacks merged into one tree. Nothing is "
               "stopped, and no right to trace is needed. Of a job that has ended: what was noted "
               "last, and who was killed first.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes = "Exit status: 0 shown, 2 wrong use, 3 the input cannot be used, 4 some ranks have not "
             "answered.\n",
    .most_operands = 1,
};

int rp_command_stacks(char **argv)
{
    struct rp_stacks_settings settings = {.wait_s = USUAL_WAIT_S, .color = "auto"};
    struct rp_operands operands;
    struct rp_error error;
    bool partial = false;
    const int ended = rp_read_options(&rp_stacks_options, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    settings.directory = rp_directory_named(&rp_stacks_options, &operands);
    if (!settings.directory)
        return RP_EXIT_USAGE;
    if (rp_stacks_show(&settings, stdout, stderr, &partial, &error) != RP_OK)
        return rp_explain("stacks", &error);
    return partial ? RP_EXIT_PARTIAL : RP_EXIT_OK;
}
