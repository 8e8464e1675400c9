/* event_encoding.h: from the name of an event to what perf_event_open(2) is to count.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_EVENT_ENCODING_H
#define RANKPROF_AGENT_EVENT_ENCODING_H

#include <linux/perf_event.h>
#include <stdbool.h>

#include "collector/agent/counters/counters.h"

/* An event as the kernel knows it. */
struct rp_event_code {
    struct perf_event_attr attributes; /* type and config only */
    const char *unit;                  /* "count" or "ns" */
    bool kernel_only;                  /* happens in kernel mode, whoever causes it */
};

enum rp_encoding {
    RP_ENCODED,
    RP_ENCODING_OF_PAPI, /* PAPI knows it, and it is no single counter of the kernel's */
    RP_ENCODING_UNKNOWN,
};

/*
 * `name` is of the kernel, of PAPI or of one of its native events; with a reason (RP_REASON_BYTES)
 * unless it is encoded. Opens PAPI only for names that the kernel does not have. Not
 * async-signal-safe.
 */
enum rp_encoding rp_event_encode(const char *name, struct rp_event_code *out, char *reason);

/*
 * As the event is to be counted here, kernel mode too where that may be seen; fills in its unit.
 * False with a reason when it cannot be.
 */
bool rp_event_prepare(struct rp_event *event, struct perf_event_attr *out);

#endif
