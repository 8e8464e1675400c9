/* commands.h: the commands of rankprof, and what their exit statuses mean.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_CLI_COMMANDS_H
#define RANKPROF_CLI_COMMANDS_H

#include "common/error.h"
#include "common/options.h"

/* Documented in rankprof(1). `rankprof run` ends as the application does. */
enum rp_exit {
    RP_EXIT_OK = 0,
    RP_EXIT_NOT_HERE = 1, /* doctor: basic profiling cannot work; check-file: a rule is broken */
    RP_EXIT_USAGE = 2,
    RP_EXIT_INPUT = 3,   /* the input cannot be used */
    RP_EXIT_PARTIAL = 4, /* done, from partial data */
    RP_EXIT_NOT_EXECUTABLE = 126,
    RP_EXIT_NOT_FOUND = 127,
};

/* Each gets argv from its own name on, NULL-ended, and returns the exit status. */
int rp_command_run(char **argv);
int rp_command_merge(char **argv);
int rp_command_report(char **argv);
int rp_command_html(char **argv);
int rp_command_diff(char **argv);
int rp_command_check(char **argv);
int rp_command_export(char **argv);
int rp_command_ctl(char **argv);
int rp_command_stacks(char **argv);
int rp_command_top(char **argv);
int rp_command_doctor(char **argv);
int rp_command_events(char **argv);
int rp_command_check_file(char **argv);
int rp_command_completion(char **argv);
int rp_command_version(char **argv);
int rp_command_help(char **argv);

struct rp_command {
    const char *name;
    int (*execute)(char **argv);
    const struct rp_option_table *options; /* NULL: it has none */
    const char *summary;
};

extern const struct rp_option_table rp_check_options, rp_check_file_options, rp_completion_options,
    rp_ctl_options, rp_diff_options, rp_doctor_options, rp_events_options, rp_export_options,
    rp_html_options, rp_merge_options, rp_report_options, rp_run_options, rp_stacks_options,
    rp_top_options;

/* In the order in which they are shown; ended by a NULL name. */
extern const struct rp_command rp_commands[];

/* NULL when there is none of that name; then says so on stderr, naming the nearest. */
const struct rp_command *rp_command_find(const char *name);

/* Writes "rankprof COMMAND: sentence" to stderr and returns the exit status that fits. */
int rp_explain(const char *command, const struct rp_error *error);

/*
 * Parses and, when --help was asked for, shows it. Returns -1 to go on, or the exit status: then
 * nothing is left to release.
 */
int rp_read_options(const struct rp_option_table *table, char **argv, void *settings,
                    struct rp_operands *operands);

/* Writes a script for the shell, from the commands and the tables of their options. */
void rp_completion_bash(FILE *out);
void rp_completion_zsh(FILE *out);

/* Words separated by '|', as tables of options have them, as words separated by blanks. */
void rp_completion_words(const char *choices, FILE *out);

/* The directory that the command is about; NULL when none was named: then says so on stderr. */
const char *rp_directory_named(const struct rp_option_table *table,
                               const struct rp_operands *operands);

#endif
