/* settings.h: what the collector asks of the agent, handed over in one environment variable.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_SETTINGS_H
#define RANKPROF_AGENT_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/recorder.h"

#define RP_EVENTS_MAX       14u /* events besides samples and time */
#define RP_EVENT_NAME_BYTES 128u
#define RP_SOURCE_BYTES     16u
#define RP_REASON_BYTES     384u /* why something asked for cannot be had */
#define RP_PARTS_PER_CENT   10000u

struct rp_agent_settings {
    uint64_t period_ns;           /* distance of samples on the sampling clock */
    bool wall_clock;              /* false: CPU time of the thread */
    char source[RP_SOURCE_BYTES]; /* key of the sampling source that was asked for; "": the best */
    uint32_t budget;              /* of a thread's time for samples, in millionths */
    bool mpi;                     /* MPI calls are recorded, if the program makes any */
    bool mpi_stacks;              /* each with its calling context */
    bool pcontrol_names;          /* MPI_Pcontrol is given names of regions */
    bool redact_args;             /* arguments of processes are counted and not told */
    struct rp_gpu_settings gpu;
    uint64_t offset_ns; /* CLOCK_REALTIME less CLOCK_MONOTONIC at the session's start */
    uint32_t event_count;
    char events[RP_EVENTS_MAX][RP_EVENT_NAME_BYTES];
};

/*
 * Reads "rate=100;clock=cpu;source=timer;budget=1;events=a,b;mpi=stacks;pcontrol=levels;gpu=stacks;
 * args=counted;offset=17". What is missing or cannot be read keeps its default (100 Hz, CPU time,
 * best source, 1 per cent, no events, no MPI, no GPU), because the application's process is no
 * place to complain.
 */
void rp_agent_settings_read(struct rp_agent_settings *settings, const char *text);

#endif
