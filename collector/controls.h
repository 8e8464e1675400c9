/* controls.h: does what `rankprof ctl` asks, and notes it in the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_CONTROLS_H
#define RANKPROF_COLLECTOR_CONTROLS_H

#include "collector/ctl_file.h"
#include "collector/session.h"
#include "collector/slice.h"
#include "format/rank_writer.h"

/* What the controls work on; nothing is owned. */
struct rp_controls_start {
    const char *directory; /* of the output */
    uint64_t start_monotonic_ns;
    uint64_t start_realtime_ns;
    struct rp_rank_writer *writer;
    struct rp_session *session;
    struct rp_slice *slice;
};

struct rp_controls {
    struct rp_controls_start start;
    struct rp_ctl_file file;
    struct rp_segment_control asked;
    uint64_t stacks_for; /* command that asks for stacks at the end of the slice; 0: none */
    uint64_t look_ns;    /* when to look next, on CLOCK_MONOTONIC */
};

/* What was asked before the session's start holds, too: a rank may be late. */
void rp_controls_start(struct rp_controls *controls, const struct rp_controls_start *start);

/* Does what was asked since the last look. Lack of memory costs no more than the note of it. */
void rp_controls_look(struct rp_controls *controls);

#endif
