/* commands.c: the table of all commands, and the one of a name.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "common/nearest.h"

const struct rp_command rp_commands[] = {
    {"run", rp_command_run, &rp_run_options,
     "run a program and profile it; under a launcher, each of its ranks"},
    {"merge", rp_command_merge, &rp_merge_options,
     "make one cluster file of the files of all ranks"},
    {"report", rp_command_report, &rp_report_options,
     "show a profile in the terminal, as JSON or as CSV"},
    {"diff", rp_command_diff, &rp_diff_options, "show what changed from one run to another"},
    {"check", rp_command_check, &rp_check_options,
     "judge whether a run is slower than the runs before it"},
    {"html", rp_command_html, &rp_html_options, "write a profile as one self-contained HTML page"},
    {"export", rp_command_export, &rp_export_options,
     "write a profile for pprof, speedscope, Perfetto and others"},
    {"ctl", rp_command_ctl, &rp_ctl_options,
     "ask something of a running job: status, on, off, mark, rate, slice"},
    {"top", rp_command_top, &rp_top_options,
     "watch a running job: functions and ranks, drawn again and again"},
    {"stacks", rp_command_stacks, &rp_stacks_options,
     "show where all ranks of a job are now, and who waits for whom"},
    {"doctor", rp_command_doctor, &rp_doctor_options,
     "say what works on this host, what does not, and why"},
    {"events", rp_command_events, &rp_events_options,
     "list the events that can be counted on this host"},
    {"check-file", rp_command_check_file, &rp_check_file_options,
     "check files against the rules of their format"},
    {"completion", rp_command_completion, &rp_completion_options,
     "write what makes a shell complete commands and options"},
    {"version", rp_command_version, NULL, "show the version"},
    {"help", rp_command_help, NULL, "show this overview, or the help of a command"},
    {NULL, NULL, NULL, NULL},
};

const struct rp_command *rp_command_find(const char *name)
{
    struct rp_nearest nearest = {.word = name};

    for (const struct rp_command *command = rp_commands; command->name; command++) {
        if (strcmp(command->name, name) == 0)
            return command;
        rp_nearest_offer(&nearest, command->name);
    }
    if (nearest.name)
        fprintf(stderr, "rankprof: unknown command '%s'; the nearest one is '%s'\n", name,
                nearest.name);
    else
        fprintf(stderr, "rankprof: unknown command '%s'; see 'rankprof help'\n", name);
    return NULL;
}
