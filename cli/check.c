/* check.c: rankprof check, judges a run by runs of the same program from before.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/compare/check.h"

#include <stddef.h>

#include "cli/commands.h"
#include "cli/shared_options.h"

#define MEMBER(name) offsetof(struct rp_check_settings, name)
#define MOST_RUNS    1000u
#define USUAL_LEAST  5.0
#define USUAL_RISK   5.0

static const struct rp_option options[] = {
    {.name = "max-regress",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(max_regress),
     .value = "PCT",
     .low = 0,
     .high = 1000,
     .help = "what is slower by less percent is not named (default: 5)"},
    {.name = "noise-floor",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(noise_floor),
     .value = "PCT",
     .low = 0,
     .high = 100,
     .help = "runs differ by themselves by at least so many percent (one standard deviation); "
             "needed with fewer than 3 baselines"},
    {.name = "risk",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(risk),
     .value = "PCT",
     .low = 0.001,
     .high = 50,
     .help = "of naming what is not slower (default: 5)"},
    {.name = "code",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(code),
     .help = "judge functions outside of MPI alone: not the wall time nor waiting, which depend on "
             "what else runs on the machine"},
    {.name = "by",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(by),
     .value = "METRIC",
     .help = "the metric to judge, for example PAPI_TOT_INS (default: the sampled time)"},
    {.name = "junit",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(junit),
     .value = "FILE",
     .help = "write JUnit XML there as well"},
    {.name = "json", .type = RP_OPTION_FLAG, .offset = MEMBER(json), .help = "one JSON object"},
    RP_OPTION_COLOR(MEMBER(color)),
};

static const char *const examples[] = {
    "rankprof check main-1 main-2 main-3 main-4 main-5 branch",
    "is the run in 'branch' slower than the five before it?",
    "rankprof check main-*/ branch --max-regress 2 --junit check.xml",
    "from 2 percent on, and for the system of continuous integration",
    "rankprof check old new --noise-floor 3 --code",
    "two runs, where runs are known to differ by 3 percent; the code alone",
    NULL,
};

const struct rp_option_table rp_check_options = {
    .command = "check",
    .usage = "rankprof check [options] BASE... NEW",
    .summary = "Judges whether the run NEW is slower than the runs BASE of the same program: its "
               "wall time, its metric, and each function from 1 % on. How much runs differ by "
               "themselves is learned from the baselines, at least 3 of them.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes = "Exit status: 0 not slower, 1 slower, 2 cannot tell, or wrong use, 3 the input cannot "
             "be used.\n",
    .most_operands = MOST_RUNS,
};

int rp_command_check(char **argv)
{
    struct rp_check_settings settings = {
        .max_regress = USUAL_LEAST, .noise_floor = -1, .risk = USUAL_RISK, .color = "auto"};
    struct rp_operands operands;
    struct rp_error error;
    enum rp_verdict verdict = RP_VERDICT_UNKNOWN;
    const int ended = rp_read_options(&rp_check_options, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    if (operands.count < 2) {
        fputs("rankprof check: at least two runs are needed, baselines and the new one; see "
              "'rankprof check --help'\n",
              stderr);
        return RP_EXIT_USAGE;
    }
    settings.paths = (const char *const *)operands.words;
    settings.path_count = operands.count;
    if (rp_check(&settings, stdout, stderr, &verdict, &error) != RP_OK)
        return rp_explain("check", &error);
    return (int)verdict;
}
