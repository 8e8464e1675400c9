/* explain.c: tells the user in one sentence why a command ends, and maps it to an exit status.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "cli/commands.h"

int rp_explain(const char *command, const struct rp_error *error)
{
    fprintf(stderr, "rankprof %s: %s\n", command, error->text);
    return error->status == RP_E_USAGE ? RP_EXIT_USAGE : RP_EXIT_INPUT;
}

int rp_read_options(const struct rp_option_table *table, char **argv, void *settings,
                    struct rp_operands *operands)
{
    struct rp_error error;

    if (rp_options_parse(table, argv, settings, operands, &error) != RP_OK) {
        rp_options_release(table, settings);
        return rp_explain(table->command, &error);
    }
    if (!operands->help)
        return -1;
    rp_options_release(table, settings);
    rp_options_help(table, stdout);
    return RP_EXIT_OK;
}

const char *rp_directory_named(const struct rp_option_table *table,
                               const struct rp_operands *operands)
{
    if (!operands->words[0])
        fprintf(stderr, "rankprof %s: say which directory: rankprof %s DIR\n", table->command,
                table->command);
    return operands->words[0];
}
