/* main.c: finds the command that was asked for and executes it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"

/* Options that stand in the place of a command. */
static const struct alias {
    const char *option, *command;
} aliases[] = {{"--help", "help"}, {"-h", "help"}, {"--version", "version"}, {"-V", "version"}};

static const char *resolve_alias(const char *word)
{
    for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
        if (strcmp(word, aliases[i].option) == 0)
            return aliases[i].command;
    }
    return word;
}

int main(int argc, char **argv)
{
    const struct rp_command *command = NULL;

    setlocale(LC_CTYPE, "");
    if (argc < 2) {
        fputs("rankprof: no command was given; see 'rankprof help'\n", stderr);
        return RP_EXIT_USAGE;
    }
    command = rp_command_find(resolve_alias(argv[1]));
    return command ? command->execute(argv + 1) : RP_EXIT_USAGE;
}
