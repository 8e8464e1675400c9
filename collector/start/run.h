/* run.h: starts the application under the agent, with a collector beside it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_RUN_H
#define RANKPROF_COLLECTOR_START_RUN_H

#include <stdbool.h>
#include <stdint.h>

/* What `rankprof run` was asked for; texts are not owned. */
struct rp_run_settings {
    const char *output;       /* directory or template; NULL: rankprof-<app>-<job>/ */
    double rate_hz;           /* samples per second of the sampling clock, default 100 */
    const char *clock;        /* "cpu" or "wall" */
    const char *source;       /* "auto", or the key of a sampling source */
    double budget_percent;    /* of a thread's time for samples, default 1 */
    const char *events;       /* comma-separated list, or NULL */
    double slice_seconds;     /* default 10 */
    double hang_seconds;      /* stuck in MPI for so long, a rank notes its stacks; 0: never */
    bool no_mpi;              /* MPI calls are not recorded */
    bool no_gpu;              /* nothing is told of GPUs */
    const char *gpu_stacks;   /* "on": each launch with its calling context; or "off" */
    const char *gpu_graph;    /* "whole": one operation a graph; or "nodes" */
    double gpu_budget;        /* per cent of the wall time that tracing may cost; 0: any */
    double gpu_trace;         /* operations to be written with their moments; 0: the last ones */
    const char *mpi_stacks;   /* "on": with the calling context of each; or "off" */
    const char *pcontrol;     /* what MPI_Pcontrol tells: "levels" or "names" */
    bool redact_args;         /* of command lines only the name and the number of arguments */
    bool quiet;               /* no summary block */
    char *const *application; /* argv of the application, NULL-ended */
};

/*
 * Forks the collector and replaces this process with the application, so it returns only when the
 * application cannot be started: 127 not found, 126 not executable (the shell's convention). A
 * profile that cannot be had (output not writable, static or setuid program) is said in one
 * sentence on stderr and the application runs all the same.
 */
int rp_run(const struct rp_run_settings *settings);

#endif
