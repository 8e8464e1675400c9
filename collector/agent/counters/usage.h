/* usage.h: what the kernel accounts to the calling thread.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_USAGE_H
#define RANKPROF_AGENT_USAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "collector/agent/counters/counters.h"

enum rp_usage {
    RP_USAGE_FAULTS,
    RP_USAGE_MINOR,
    RP_USAGE_MAJOR,
    RP_USAGE_SWITCHES,
    RP_USAGE_VOLUNTARY,
    RP_USAGE_INVOLUNTARY,
    RP_USAGE_TASK_CLOCK, /* ns */
    RP_USAGE_COUNT
};

/* The `read` of rp_counters_rusage: values by enum rp_usage. Async-signal-safe. */
bool rp_usage_read(const struct rp_thread_counters *thread, uint64_t *values);

#endif
