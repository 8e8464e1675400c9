/* merge_main.c: the program rankprof-merge: the merge with many processes, over MPI.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <mpi.h>
#include <stdio.h>
#include <unistd.h>

#include "analysis/merge/merge.h"
#include "analysis/team/team_mpi.h"

enum exit_status { EXIT_MERGED = 0, EXIT_USAGE = 2, EXIT_INPUT = 3, EXIT_PARTIAL = 4 };

static const char usage[] = "usage: rankprof-merge DIR [-o FILE] [-q] [-u]\n";

static int read_arguments(int count, char **arguments, struct rp_merge_settings *settings)
{
    int option = 0;

    opterr = 0; /* every process would say it */
    while ((option = getopt(count, arguments, "o:qu")) != -1) {
        if (option == 'o')
            settings->output = optarg;
        else if (option == 'q')
            settings->quiet = true;
        else if (option == 'u')
            settings->update = true;
        else
            return EXIT_USAGE;
    }
    if (optind + 1 != count)
        return EXIT_USAGE;
    settings->input = arguments[optind];
    return EXIT_MERGED;
}

static int merge(struct rp_merge_settings *settings, struct rp_team *team)
{
    const bool speaks = team->parallel.process == 0;
    struct rp_merge_result result;
    struct rp_error error;

    settings->progress = !settings->quiet;
    if (rp_merge(settings, team, &result, &error) == RP_OK)
        return rp_merge_result_tell(&result, speaks && !settings->quiet ? stderr : NULL)
                   ? EXIT_MERGED
                   : EXIT_PARTIAL;
    if (speaks)
        fprintf(stderr, "rankprof merge: %s\n", error.text);
    return EXIT_INPUT;
}

int main(int count, char **arguments)
{
    MPI_Comm world = MPI_COMM_WORLD;
    struct rp_merge_settings settings = {0};
    struct rp_team team;
    int status = EXIT_MERGED;

    MPI_Init(&count, &arguments);
    rp_team_mpi(&team, &world);
    status = read_arguments(count, arguments, &settings);
    if (status == EXIT_MERGED)
        status = merge(&settings, &team);
    else if (team.parallel.process == 0)
        fputs(usage, stderr);
    MPI_Finalize();
    return status;
}
