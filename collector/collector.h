/* collector.h: the process beside the application that writes its rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_COLLECTOR_H
#define RANKPROF_COLLECTOR_COLLECTOR_H

#include "collector/start/output.h"
#include "collector/start/run.h"
#include "common/launcher.h"
#include "format/part_file.h"

/* What the launching process found out before it forked the collector. */
struct rp_collector_start {
    const struct rp_run_settings *settings;
    struct rp_launcher launcher;
    struct rp_output output;
    struct rp_part_file file; /* reserved: whoever looks for the profile knows that it comes */
    int listener;             /* socket for the agents */
    int application;          /* pidfd of the process that becomes the application */
    uint64_t start_monotonic_ns;
    uint64_t start_realtime_ns;
};

/* Writes the rank file until the application and its processes have ended. Takes the descriptors.
 */
void rp_collector_main(struct rp_collector_start *start);

#endif
