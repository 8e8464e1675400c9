/* doctor.c: rankprof doctor, says what works on this host.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/doctor/doctor.h"

#include "cli/commands.h"

struct doctor_settings {
    bool json;
};

static const struct rp_option options[] = {
    {.name = "json",
     .type = RP_OPTION_FLAG,
     .offset = offsetof(struct doctor_settings, json),
     .help = "one JSON object"},
};

static const char *const examples[] = {
    "rankprof doctor",
    "what works on this host, and why the rest does not",
    "rankprof doctor /scratch/me",
    "the same, for profiles that shall be written there",
    "mpirun --map-by ppr:1:node rankprof doctor --json",
    "one object for every node of a job",
    NULL,
};

static const struct rp_option_table table = {
    .command = "doctor",
    .usage = "rankprof doctor [options] [DIR]",
    .summary = "Tries what rankprof needs: sampling, the agent, system calls, MPI, HDF5, PAPI, "
               "CUPTI, limits and the file system of DIR (default: the working directory).",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes = "Exit status: 0 basic profiling works, 1 it does not, 2 wrong use.\n",
    .most_operands = 1,
};

int rp_command_doctor(char **argv)
{
    struct doctor_settings settings = {0};
    struct rp_operands operands;
    struct rp_error error;
    bool works = false;
    const int ended = rp_read_options(&table, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    if (rp_doctor(operands.count ? operands.words[0] : ".", settings.json, stdout, &works,
                  &error) != RP_OK)
        return rp_explain("doctor", &error);
    return works ? RP_EXIT_OK : RP_EXIT_NOT_HERE;
}
