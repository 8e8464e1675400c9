/* run.c: rankprof run, starts a program under the profiler.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "collector/start/preloaded.h"
#include "collector/start/run.h"
#include "common/event_name.h"

#define MEMBER(name) offsetof(struct rp_run_settings, name)

static const struct rp_option options[] = {
    {.letter = 'o',
     .name = "output",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(output),
     .value = "DIR",
     .help = "directory for the rank files; %h host, %p process id, %j job, %r rank and "
             "%q{VAR} variable are filled in (default: rankprof-APP-JOB)"},
    {.letter = 'F',
     .name = "rate",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(rate_hz),
     .value = "HZ",
     .low = 1,
     .high = 10000,
     .unit = "Hz",
     .help = "samples a second of each thread's sampling clock (default: 100)"},
    {.name = "budget",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(budget_percent),
     .value = "PERCENT",
     .low = 0.01,
     .high = 50,
     .unit = "%",
     .help = "share of a thread's time that its samples may take; the rate is lowered before it "
             "is passed (default: 1)"},
    {.name = "clock",
     .type = RP_OPTION_CHOICE,
     .offset = MEMBER(clock),
     .value = "cpu|wall",
     .choices = "cpu|wall",
     .help = "sample by CPU time, or by wall time to see waiting too (default: cpu)"},
    {.name = "sampling-source",
     .type = RP_OPTION_CHOICE,
     .offset = MEMBER(source),
     .value = "SOURCE",
     .choices = "auto|timer|perf-trap|perf-queue",
     .help = "what interrupts threads: auto, or timer, perf-trap or perf-queue where that works "
             "(default: auto); see 'rankprof doctor'"},
    {.letter = 'e',
     .name = "events",
     .type = RP_OPTION_LIST,
     .offset = MEMBER(events),
     .value = "EVENT[@PERIOD],...",
     .help = "count these events too, read at every sample; with a period, sample each time so "
             "many were counted; see 'rankprof events'"},
    {.name = "slice",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(slice_seconds),
     .value = "SECONDS",
     .low = 0.1,
     .high = 3600,
     .unit = "s",
     .help = "write what was learnt every so often (default: 10)"},
    {.name = "hang-after",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(hang_seconds),
     .value = "SECONDS",
     .low = 0,
     .high = 86400,
     .unit = "s",
     .help = "when no MPI call ended for so long, note all stacks, and say so if all ranks are "
             "stuck (default: 120; 0: never)"},
    {.name = "no-mpi",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(no_mpi),
     .help = "do not record MPI calls"},
    {.name = "mpi-stacks",
     .type = RP_OPTION_CHOICE,
     .offset = MEMBER(mpi_stacks),
     .value = "on|off",
     .choices = "on|off",
     .help = "record MPI calls with the call path of each, or without (default: on)"},
    {.name = "pcontrol",
     .type = RP_OPTION_CHOICE,
     .offset = MEMBER(pcontrol),
     .value = "levels|names",
     .choices = "levels|names",
     .help = "regions by MPI_Pcontrol: one for each level but 1, or by name as with IPM: "
             "(1, \"solve\") begins it and (-1, \"solve\") ends it (default: levels)"},
    {.name = "no-gpu",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(no_gpu),
     .help = "do not trace GPUs"},
    {.name = "gpu-stacks",
     .type = RP_OPTION_CHOICE,
     .offset = MEMBER(gpu_stacks),
     .value = "on|off",
     .choices = "on|off",
     .help = "find the call path of each launch, or do not (default: on)"},
    {.name = "gpu-graph",
     .type = RP_OPTION_CHOICE,
     .offset = MEMBER(gpu_graph),
     .value = "whole|nodes",
     .choices = "whole|nodes",
     .help = "record a CUDA graph as one operation, or each of its kernels, which costs more "
             "(default: whole)"},
    {.name = "gpu-budget",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(gpu_budget),
     .value = "PERCENT",
     .low = 0,
     .high = 100,
     .help = "leave call paths out, then stop tracing, when it costs more of the wall time than "
             "that; 0: never (default: 5)"},
    {.name = "gpu-trace",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(gpu_trace),
     .value = "OPERATIONS",
     .low = 0,
     .high = 1e9,
     .help = "write so many operations of GPUs with their moments, from the start on (default: "
             "the last minute, 131072 at most)"},
    {.name = "redact-args",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(redact_args),
     .help = "of the program and what it starts, record the name and how many arguments, not "
             "the arguments"},
    {.letter = 'q',
     .name = "quiet",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(quiet),
     .help = "no summary at the end"},
};

static const char *const examples[] = {
    "mpirun -n 4 rankprof run -o prof -- ./app args",
    "profile every rank into prof/rank-000000.h5 and so on",
    "srun -n 256 rankprof run -F 250 ./app",
    "250 samples a second, into rankprof-app-JOB/",
    "rankprof run -e PAPI_TOT_INS,page-faults ./app",
    "count instructions and page faults where the time goes",
    "rankprof run -e PAPI_TOT_CYC@10M,page-faults@1k ./app",
    "sample every 10 million cycles and every 1000 page faults",
    NULL,
};

const struct rp_option_table rp_run_options = {
    .command = "run",
    .usage = "rankprof run [options] [--] APP [ARGUMENT...]",
    .summary = "Runs APP as it would run alone, and writes a profile of it. The exit status is "
               "the one of APP; 127 when it is not found, 126 when it cannot be executed.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .notes = "Numbers take a unit: 2kHz, 500ms, 1min, 2%.\n",
    .first_word_ends = true,
    .environment = true,
    .most_operands = (size_t)-1,
};

/* Says which event has a period that is none, and returns true. */
static bool refuse_period(const char *events)
{
    char event[256];
    uint64_t period;

    for (const char *at = events; at && *at; at += strcspn(at, ",") + (strchr(at, ',') != NULL)) {
        snprintf(event, sizeof(event), "%.*s", (int)strcspn(at, ","), at);
        if (rp_event_name_length(event) > 0 && rp_event_period(event, &period))
            continue;
        fprintf(stderr,
                "rankprof run: '%s' is no event with a period, such as PAPI_TOT_CYC@1000000 or "
                "page-faults@1k\n",
                event);
        return true;
    }
    return false;
}

static int refuse(const char *sentence)
{
    fprintf(stderr, "rankprof run: %s\n", sentence);
    return RP_EXIT_USAGE;
}

int rp_command_run(char **argv)
{
    struct rp_run_settings settings = {.rate_hz = 100,
                                       .budget_percent = 1,
                                       .clock = "cpu",
                                       .source = "auto",
                                       .slice_seconds = 10,
                                       .hang_seconds = 120,
                                       .gpu_budget = 5};
    struct rp_operands operands;
    int ended;

    rp_preloaded_leave(argv);
    ended = rp_read_options(&rp_run_options, argv, &settings, &operands);
    if (ended >= 0)
        return ended;
    if (refuse_period(settings.events))
        ended = RP_EXIT_USAGE;
    else if (operands.count == 0)
        ended = refuse("no program to run was given; for example: rankprof run ./app");
    else {
        settings.application = operands.words;
        ended = rp_run(&settings);
    }
    rp_options_release(&rp_run_options, &settings);
    return ended;
}
