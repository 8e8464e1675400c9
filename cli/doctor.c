/* doctor.c: rankprof doctor, says what works on this host.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/doctor/doctor.h"

#include "analysis/report/report_doctor.h"
#include "cli/commands.h"

struct doctor_settings {
    const char *rules;
    bool json;
};

static const struct rp_option options[] = {
    {.name = "rules",
     .type = RP_OPTION_TEXT,
     .offset = offsetof(struct doctor_settings, rules),
     .value = "DIR:...",
     .help =
         "of a profile: also what rules in these directories compare (default: RANKPROF_RULES)"},
    {.name = "json",
     .type = RP_OPTION_FLAG,
     .offset = offsetof(struct doctor_settings, json),
     .help = "one JSON object"},
};

static const char *const examples[] = {
    "rankprof doctor",
    "what works on this host, and why the rest does not",
    "rankprof doctor prof",
    "which ranks, nodes and libraries of the profile in prof differ from the others",
    "rankprof doctor /scratch/me",
    "what works on this host, for profiles that shall be written there",
    "mpirun --map-by ppr:1:node rankprof doctor --json",
    "one object for every node of a job",
    NULL,
};

const struct rp_option_table rp_doctor_options = {
    .command = "doctor",
    .usage = "rankprof doctor [options] [DIR]",
    .summary =
        "Tries what rankprof needs: sampling, the agent, system calls, MPI, HDF5, PAPI, "
        "CUPTI, limits and the file system of DIR (default: the working directory). Where DIR "
        "holds a profile, or is one, shows what should be equal for its ranks and nodes, and "
        "is not: hardware, software, binding.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes =
        "Exit status: 0 basic profiling works, or nothing differs; 1 it does not, or something "
        "does; 2 wrong use; 3 the input cannot be used.\n",
    .most_operands = 1,
};

/* A profile that was not asked for by its name would hide what the host is asked about. */
static int examine_profile(const char *path, const struct doctor_settings *settings)
{
    const struct rp_report_settings choice = {.command = "doctor",
                                              .path = path,
                                              .view = "findings",
                                              .rules = settings->rules,
                                              .color = "auto",
                                              .json = settings->json};
    struct rp_error error;
    bool alike = false;

    if (rp_report_doctor(&choice, stdout, stderr, &alike, &error) != RP_OK)
        return rp_explain("doctor", &error);
    return alike ? RP_EXIT_OK : RP_EXIT_NOT_HERE;
}

int rp_command_doctor(char **argv)
{
    struct doctor_settings settings = {0};
    struct rp_operands operands;
    struct rp_error error;
    bool works = false;
    const int ended = rp_read_options(&rp_doctor_options, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    if (operands.count && rp_is_profile(operands.words[0]))
        return examine_profile(operands.words[0], &settings);
    if (rp_doctor(operands.count ? operands.words[0] : ".", settings.json, stdout, &works,
                  &error) != RP_OK)
        return rp_explain("doctor", &error);
    return works ? RP_EXIT_OK : RP_EXIT_NOT_HERE;
}
