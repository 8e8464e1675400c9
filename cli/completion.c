/* completion.c: rankprof completion, writes what makes a shell complete commands and options.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"

static const struct shell {
    const char *name;
    void (*write)(FILE *out);
} shells[] = {{"bash", rp_completion_bash}, {"zsh", rp_completion_zsh}};

void rp_completion_words(const char *choices, FILE *out)
{
    for (; *choices; choices++)
        fputc(*choices == '|' ? ' ' : *choices, out);
}

static const char *const examples[] = {
    "rankprof completion bash > ~/.local/share/bash-completion/completions/rankprof",
    "for bash, where nothing but the home directory can be written",
    "rankprof completion zsh > ~/.zfunc/_rankprof",
    "for zsh, in a directory of its fpath",
    NULL,
};

const struct rp_option_table rp_completion_options = {
    .command = "completion",
    .usage = "rankprof completion bash|zsh",
    .summary = "Writes a script by which the shell completes commands, options and their values. "
               "An installed rankprof has both where shells look for them.",
    .examples = examples,
    .words = "bash|zsh",
    .most_operands = 1,
};

int rp_command_completion(char **argv)
{
    struct rp_operands operands;
    const int ended = rp_read_options(&rp_completion_options, argv, NULL, &operands);

    if (ended >= 0)
        return ended;
    for (size_t i = 0; operands.count > 0 && i < sizeof(shells) / sizeof(shells[0]); i++) {
        if (strcmp(operands.words[0], shells[i].name) == 0) {
            shells[i].write(stdout);
            return RP_EXIT_OK;
        }
    }
    fputs("rankprof completion: say for which shell: rankprof completion bash|zsh\n", stderr);
    return RP_EXIT_USAGE;
}
