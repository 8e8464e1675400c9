/* fuzz_command_line.c: parses the words of any command, and lines of the file `control`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * An input is lines: the name of a command, then a word each. Nothing is executed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "common/ctl_command.h"
#include "common/event_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS_MAX = 64, SETTINGS_BYTES = 4096 };

static const struct rp_command *command_of(const char *name)
{
    for (const struct rp_command *command = rp_commands; command->name; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

/* The words lie in `text`, which is cut into them. */
static size_t cut(char *text, char **words)
{
    size_t count = 0;

    for (char *at = text; at && count < WORDS_MAX;) {
        words[count++] = strsep(&at, "\n");
    }
    words[count] = NULL;
    return count;
}

static void parse(const struct rp_option_table *table, char **argv)
{
    _Alignas(16) char settings[SETTINGS_BYTES] = {0};
    struct rp_operands operands = {0};
    struct rp_error error = {0};
    const enum rp_status status = rp_options_parse(table, argv, settings, &operands, &error);

    if (status == RP_OK)
        for (size_t i = 0; i < operands.count; i++)
            (void)strlen(operands.words[i]);
    else if (!error.text[0])
        abort(); /* a refusal is said */
    rp_options_release(table, settings);
}

static void parse_parts(const char *word)
{
    struct rp_ctl_command command;
    uint64_t period;

    rp_ctl_parse(word, &command);
    if (rp_event_name_length(word) > 0)
        rp_event_period(word, &period);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *const text = malloc(size + 1);
    char *words[WORDS_MAX + 1];
    const struct rp_command *command;

    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    const size_t count = cut(text, words);

    for (size_t i = 0; i < count; i++)
        parse_parts(words[i]);
    command = command_of(words[0]);
    if (command && command->options)
        parse(command->options, words);
    free(text);
    return 0;
}
