/* check_file.c: rankprof check-file, checks files against the rules of their format.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cli/commands.h"
#include "format/check.h"

struct check_settings {
    bool repair;
    bool quiet;
};

static const struct rp_option options[] = {
    {.name = "repair",
     .type = RP_OPTION_FLAG,
     .offset = offsetof(struct check_settings, repair),
     .help = "first make rank files that a killed collector left readable for every HDF5 tool"},
    {.letter = 'q',
     .name = "quiet",
     .type = RP_OPTION_FLAG,
     .offset = offsetof(struct check_settings, quiet),
     .help = "no line for files in order"},
};

static const char *const examples[] = {
    "rankprof check-file prof/*.h5",
    "check every rule of the format on all files of a profile",
    "rankprof check-file --repair prof/rank-000017.h5.part",
    "mend what a killed collector left, so that h5dump and h5py open it",
    NULL,
};

const struct rp_option_table rp_check_file_options = {
    .command = "check-file",
    .usage = "rankprof check-file [options] FILE...",
    .summary = "Checks rank files and cluster files against every rule of docs/format.md and "
               "names each violation.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes = "Exit status: 0 all in order, 1 a rule is broken, 2 wrong use, 3 a file cannot be "
             "read.\n",
    .most_operands = (size_t)-1,
};

static void say_violation(void *path, const char *sentence)
{
    printf("%s: %s\n", (const char *)path, sentence);
}

static int check(const struct check_settings *settings, char *path)
{
    struct rp_error error;
    size_t violations = 0;

    if (settings->repair && rp_check_repair(path, &error) != RP_OK)
        return rp_explain("check-file", &error);
    if (rp_check_file(path, say_violation, path, &violations, &error) != RP_OK)
        return rp_explain("check-file", &error);
    if (violations > 0)
        printf("%s: %zu violations\n", path, violations);
    else if (!settings->quiet)
        printf("%s: in order\n", path);
    return violations > 0 ? RP_EXIT_NOT_HERE : RP_EXIT_OK;
}

int rp_command_check_file(char **argv)
{
    struct check_settings settings = {0};
    struct rp_operands operands;
    int worst = RP_EXIT_OK;
    const int ended = rp_read_options(&rp_check_file_options, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    if (operands.count == 0) {
        fputs(
            "rankprof check-file: no file was given; for example: rankprof check-file prof/*.h5\n",
            stderr);
        return RP_EXIT_USAGE;
    }
    for (size_t i = 0; i < operands.count; i++) {
        const int status = check(&settings, operands.words[i]);

        worst = status > worst ? status : worst;
    }
    return worst;
}
