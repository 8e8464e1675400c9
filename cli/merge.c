/* merge.c: rankprof merge, alone in this process or as rankprof-merge under a launcher.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analysis/merge/merge.h"
#include "analysis/profile/profile_directory.h"
#include "cli/commands.h"
#include "common/launcher.h"
#include "common/own_path.h"

#define MEMBER(name) offsetof(struct rp_merge_settings, name)

static const struct rp_option options[] = {
    {.letter = 'o',
     .name = "output",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(output),
     .value = "FILE",
     .help = "the cluster file to write (default: DIR/cluster.h5)"},
    {.letter = 'q',
     .name = "quiet",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(quiet),
     .help = "say nothing but errors"},
    {.letter = 'u',
     .name = "update",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(update),
     .help = "do nothing when no rank file has changed since the last merge"},
};

static const char *const examples[] = {
    "rankprof merge prof",
    "merge the rank files in prof into prof/cluster.h5",
    "mpirun -n 8 rankprof merge prof -o job.h5",
    "the same with 8 processes and the result in job.h5",
    "rankprof merge -u prof",
    "merge what a running job has written so far, if there is anything new",
    NULL,
};

const struct rp_option_table rp_merge_options = {
    .command = "merge",
    .usage = "rankprof merge [options] DIR",
    .summary = "Makes one cluster file of the rank files in DIR. Damaged and unfinished files "
               "are named, used as far as they go, and never changed.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes = "Exit status: 0 merged, 3 nothing could be merged, 4 merged from partial data.\n",
    .most_operands = 1,
};

/* Returns only when the program cannot be executed. */
static int merge_in_parallel(const struct rp_merge_settings *settings)
{
    char path[PATH_MAX + 64];
    const char *arguments[8] = {"rankprof-merge", settings->input};
    size_t count = 2;

    if (settings->output) {
        arguments[count++] = "-o";
        arguments[count++] = settings->output;
    }
    if (settings->quiet)
        arguments[count++] = "-q";
    if (settings->update)
        arguments[count++] = "-u";
    arguments[count] = NULL;
    if (!rp_own_path(RANKPROF_LIBEXEC_DIR "/rankprof-merge", path, sizeof(path))) {
        fputs("rankprof merge: cannot find rankprof-merge: /proc/self/exe cannot be read\n",
              stderr);
        return RP_EXIT_INPUT;
    }
    execv(path, (char *const *)(const void *)arguments);
    fprintf(stderr,
            "rankprof merge: cannot start '%s' for more than one process: %s; merge with one "
            "process, or build rankprof with RANKPROF_WITH_MPI\n",
            path, strerror(errno));
    return RP_EXIT_INPUT;
}

static int merge_alone(struct rp_merge_settings *settings)
{
    struct rp_team team;
    struct rp_merge_result result;
    struct rp_error error;

    rp_team_single(&team);
    settings->progress = !settings->quiet && isatty(STDERR_FILENO);
    if (rp_merge(settings, &team, &result, &error) != RP_OK)
        return rp_explain("merge", &error);
    return rp_merge_result_tell(&result, settings->quiet ? NULL : stderr) ? RP_EXIT_OK
                                                                          : RP_EXIT_PARTIAL;
}

/* A single file, or a directory that cannot be read, is left for the merge to explain. */
static void wait_for_collectors(const char *input, FILE *messages)
{
    struct rp_profile_directory directory;

    rp_profile_directory_wait(&directory, input, "merge", messages, NULL);
}

int rp_command_merge(char **argv)
{
    struct rp_merge_settings settings = {0};
    struct rp_operands operands;
    struct rp_launcher launcher;
    const int ended = rp_read_options(&rp_merge_options, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    if (operands.count == 0) {
        fputs("rankprof merge: no directory was given; for example: rankprof merge prof\n", stderr);
        return RP_EXIT_USAGE;
    }
    settings.input = operands.words[0];
    rp_launcher_read(&launcher);
    wait_for_collectors(settings.input, settings.quiet || launcher.rank != 0 ? NULL : stderr);
    return launcher.ranks != 1 ? merge_in_parallel(&settings) : merge_alone(&settings);
}
