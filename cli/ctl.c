/* ctl.c: rankprof ctl, asks something of a running job.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/live/ctl.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "common/nearest.h"

#define STATUS       "status"
#define USUAL_WAIT_S 10

struct settings {
    double wait_s;
    bool json;
};

#define MEMBER(name) offsetof(struct settings, name)

static const struct rp_option options[] = {
    {.name = "wait",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(wait_s),
     .value = "SECONDS",
     .low = 0,
     .high = 3600,
     .unit = "s",
     .help = "how long to wait until all ranks have done it (default: 10)"},
    {.name = "json",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(json),
     .help = "the status as one JSON object"},
};

static const char *const examples[] = {
    "rankprof ctl prof status",
    "what each rank of the job in prof does, and how old its last slice is",
    "rankprof ctl prof mark 'mesh refined'",
    "a mark in the time of all ranks",
    "rankprof ctl prof off",
    "take no samples until 'on'; MPI calls are recorded all the same",
    "rankprof ctl prof rate 500Hz",
    "sample 500 times a second from now on",
    "rankprof ctl prof slice 1min",
    "write what was learnt every minute",
    NULL,
};

const struct rp_option_table rp_ctl_options = {
    .command = "ctl",
    .usage = "rankprof ctl [options] DIR status|on|off|mark TEXT|rate HZ|slice SECONDS",
    .summary = "Asks something of the job that writes to DIR, while it runs and without touching "
               "it: from any node that sees DIR. Ranks on this node follow at once, others within "
               "2 s; the threads of a rank at their next samples.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .words = "status|on|off|mark|rate|slice",
    .notes = "Exit status: 0 all running ranks have done it, 2 wrong use, 3 no rank is running, 4 "
             "some\nranks have not done it yet (they will, if they live).\n",
    .most_operands = (size_t)-1,
};

static int refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int refuse(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("rankprof ctl: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return RP_EXIT_USAGE;
}

static int refuse_verb(const char *word)
{
    static const char *const known[] = {STATUS,
#define NAME(kind, number, verb, unit, low, high) verb,
                                        RP_CTL_LIST(NAME)
#undef NAME
    };
    struct rp_nearest nearest = {.word = word};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        rp_nearest_offer(&nearest, known[i]);
    return nearest.name ? refuse("cannot do '%s'; the nearest is '%s'", word, nearest.name)
                        : refuse("cannot do '%s'; see 'rankprof ctl --help'", word);
}

/* The words behind a mark are its text. */
static int take_text(struct rp_ctl_command *command, char *const *words)
{
    size_t used = 0;

    for (size_t i = 0; words[i] && used < sizeof(command->text); i++)
        used += (size_t)snprintf(command->text + used, sizeof(command->text) - used, "%s%s",
                                 i > 0 ? " " : "", words[i]);
    return used > 0 ? -1 : refuse("mark needs a text: rankprof ctl DIR mark TEXT");
}

static int take_value(struct rp_ctl_command *command, const struct rp_ctl_verb *verb,
                      char *const *words)
{
    struct rp_error error;
    const struct rp_option value = {.name = verb->verb,
                                    .type = RP_OPTION_NUMBER,
                                    .low = verb->low,
                                    .high = verb->high,
                                    .unit = verb->unit};

    if (!words[0] || words[1])
        return refuse("%s needs one number", verb->verb);
    if (rp_option_number(&value, verb->verb, words[0], &command->value, &error) != RP_OK)
        return rp_explain("ctl", &error);
    return -1;
}

/* -1: the command is whole. */
static int read_command(struct rp_ctl_command *command, char *const *words)
{
    const struct rp_ctl_verb *const verb = rp_ctl_verb(words[0]);

    if (!verb)
        return refuse_verb(words[0]);
    command->kind = verb->kind;
    if (verb->kind == RP_CTL_MARK)
        return take_text(command, words + 1);
    if (verb->unit)
        return take_value(command, verb, words + 1);
    return words[1] ? refuse("'%s' is one argument too many", words[1]) : -1;
}

static int send(const char *directory, struct rp_ctl_command *command, double wait_s)
{
    struct rp_ctl_answer answer;
    struct rp_error error;

    if (rp_ctl_send(directory, command, wait_s, &answer, &error) != RP_OK)
        return rp_explain("ctl", &error);
    fprintf(stderr, "rankprof ctl: done by %zu of %zu running rank%s\n", answer.done,
            answer.running, answer.running == 1 ? "" : "s");
    return answer.done == answer.running ? RP_EXIT_OK : RP_EXIT_PARTIAL;
}

int rp_command_ctl(char **argv)
{
    struct settings settings = {.wait_s = USUAL_WAIT_S};
    struct rp_ctl_command command = {.kind = RP_CTL_NONE};
    struct rp_operands operands;
    struct rp_error error;
    int ended = rp_read_options(&rp_ctl_options, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    if (operands.count < 2)
        return refuse("say which directory and what to do: %s", rp_ctl_options.usage);
    if (strcmp(operands.words[1], STATUS) == 0) {
        if (operands.words[2])
            return refuse("'%s' is one argument too many", operands.words[2]);
        if (rp_ctl_status(operands.words[0], settings.json, stdout, &error) != RP_OK)
            return rp_explain("ctl", &error);
        return RP_EXIT_OK;
    }
    ended = read_command(&command, operands.words + 1);
    return ended >= 0 ? ended : send(operands.words[0], &command, settings.wait_s);
}
