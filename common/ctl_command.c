/* ctl_command.c: writes and reads the lines of the file `control`.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/ctl_command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct rp_ctl_verb verbs[] = {
#define VERB(kind, number, verb, unit, low, high) {kind, verb, unit, low, high},
    RP_CTL_LIST(VERB)
#undef VERB
};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

const struct rp_ctl_verb *rp_ctl_verb(const char *name)
{
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(verbs[i].verb, name) == 0)
            return &verbs[i];
    return NULL;
}

const struct rp_ctl_verb *rp_ctl_verb_of(enum rp_ctl_kind kind)
{
    for (size_t i = 0; i < VERBS; i++)
        if (verbs[i].kind == kind)
            return &verbs[i];
    return NULL;
}

/* What would end the line, or move a terminal's cursor, is none of a text. */
static void make_plain(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == '\x7f')
            *text = ' ';
}

size_t rp_ctl_line(const struct rp_ctl_command *command, char line[RP_CTL_LINE_BYTES])
{
    const struct rp_ctl_verb *const verb = rp_ctl_verb_of(command->kind);
    char text[RP_CTL_TEXT_BYTES];

    snprintf(text, sizeof(text), "%s", command->text);
    make_plain(text);
    return (size_t)snprintf(line, RP_CTL_LINE_BYTES, "%016" PRIx64 " %" PRIu64 " %s %.9g %s\n",
                            command->id, command->time_ns, verb ? verb->verb : "none",
                            command->value, text);
}

bool rp_ctl_parse(const char *line, struct rp_ctl_command *out)
{
    struct rp_ctl_command command = {.kind = RP_CTL_NONE};
    const struct rp_ctl_verb *verb = NULL;
    char word[16];
    int used = 0;

    if (sscanf(line, "%16" SCNx64 " %20" SCNu64 " %15s %lf%n", &command.id, &command.time_ns, word,
               &command.value, &used) != 4 ||
        line[used] != ' ')
        return false;
    verb = rp_ctl_verb(word);
    /* The opposite of "is within": a value that is no number is not. */
    if (!verb || (verb->unit && !(command.value >= verb->low && command.value <= verb->high)))
        return false;
    command.kind = verb->kind;
    snprintf(command.text, sizeof(command.text), "%s", line + used + 1);
    make_plain(command.text);
    *out = command;
    return true;
}
