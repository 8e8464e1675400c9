/* options.h: the options of a command, declared once as a table.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Parsing, environment variables and the help all come from the table. Values are stored straight
 * into the command's own settings struct, so a command has no parsing code.
 */
#ifndef RANKPROF_COMMON_OPTIONS_H
#define RANKPROF_COMMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/error.h"

enum rp_option_type {                   /* member of the settings struct */
                      RP_OPTION_FLAG,   /* bool */
                      RP_OPTION_TEXT,   /* const char *, not owned */
                      RP_OPTION_CHOICE, /* const char *, one word of `choices` */
                      RP_OPTION_NUMBER, /* double, in `unit` */
                      RP_OPTION_LIST,   /* char *, comma-separated and owned; repeating the option
                                           adds */
};

struct rp_option {
    char letter;      /* 0: none */
    const char *name; /* without dashes */
    enum rp_option_type type;
    size_t offset;     /* of the member in the settings struct */
    const char *value; /* what the help calls the value; NULL for a flag */
    const char *help;
    const char *choices; /* CHOICE: "cpu|wall" */
    double low, high;    /* NUMBER: both ends are allowed */
    const char *unit;    /* NUMBER: "s", "Hz", or NULL; see options.c for the suffixes */
};

struct rp_option_table {
    const char *command;         /* "run" */
    const char *usage;           /* "rankprof run [options] [--] APP [ARGUMENT...]" */
    const char *summary;         /* one sentence */
    const char *const *examples; /* pairs of command line and what it does, NULL-ended */
    const struct rp_option *options;
    size_t count;
    const char *words;    /* operands that are always the same, "on|off"; for completion; or NULL */
    const char *notes;    /* shown last; may be NULL */
    bool first_word_ends; /* the first word that is no option ends the options */
    bool environment;     /* each option has a variable RANKPROF_<NAME> */
    size_t most_operands;
};

/* Words that are no options, in their order: a part of the argv that was given. */
struct rp_operands {
    char **words; /* NULL-ended */
    size_t count;
    bool help; /* --help was asked for: nothing else is valid */
};

/*
 * Stores the values of the environment and of `argv` (argv[0] is skipped; NULL-ended; operands are
 * moved to its end) into *settings, which holds the defaults. RP_E_USAGE with a sentence that
 * names the option and, for an unknown one, the nearest.
 */
enum rp_status rp_options_parse(const struct rp_option_table *table, char **argv, void *settings,
                                struct rp_operands *operands, struct rp_error *error);

/* Reads a number as that of `option`; `origin` is what the sentence of an error calls it. */
enum rp_status rp_option_number(const struct rp_option *option, const char *origin,
                                const char *text, double *out, struct rp_error *error);

/* Frees what RP_OPTION_LIST holds. */
void rp_options_release(const struct rp_option_table *table, void *settings);

/* Examples first, then usage, options and notes. */
void rp_options_help(const struct rp_option_table *table, FILE *out);

/* "RANKPROF_OUTPUT" for "output". */
void rp_option_variable(const struct rp_option *option, char *name, size_t bytes);

#endif
