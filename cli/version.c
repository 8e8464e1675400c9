/* version.c: rankprof version.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "cli/commands.h"

int rp_command_version(char **argv)
{
    (void)argv;
    puts("rankprof " RANKPROF_VERSION);
    return RP_EXIT_OK;
}
