/* help.c: rankprof help, the overview of the commands.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "cli/commands.h"

static void show_overview(void)
{
    fputs("Examples:\n"
          "  mpirun -n 4 rankprof run -o prof -- ./app args\n"
          "      profile every rank of an MPI job into the directory prof\n"
          "  rankprof run ./app args && rankprof report\n"
          "      profile one program and show where its time went\n"
          "  mpirun -n 4 rankprof merge prof && rankprof report prof\n"
          "      merge in parallel, then show the profile of all ranks\n"
          "\nUsage: rankprof COMMAND [options] ...\n\nCommands:\n",
          stdout);
    for (const struct rp_command *command = rp_commands; command->name; command++)
        printf("  %-12s%s\n", command->name, command->summary);
    fputs("\n'rankprof COMMAND --help' explains a command; the manual is rankprof(1).\n", stdout);
}

int rp_command_help(char **argv)
{
    const struct rp_command *command = NULL;
    char option[] = "--help";

    if (!argv[1]) {
        show_overview();
        return RP_EXIT_OK;
    }
    command = rp_command_find(argv[1]);
    if (!command)
        return RP_EXIT_USAGE;
    if (command->execute == rp_command_help || command->execute == rp_command_version) {
        show_overview();
        return RP_EXIT_OK;
    }
    return command->execute((char *[]){argv[1], option, NULL});
}
