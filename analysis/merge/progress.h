/* progress.h: tells on stderr how far a merge is.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_PROGRESS_H
#define RANKPROF_ANALYSIS_MERGE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* On a terminal one line with a bar that is written over; elsewhere a line every 30 s. */
struct rp_progress {
    bool shown;
    bool terminal;
    const char *phase;
    uint64_t total; /* of the phase; 0: not known */
    uint64_t done;
    uint64_t bytes; /* that all processes read in the phase; 0: not told */
    uint64_t phase_start_ns;
    uint64_t last_ns; /* when something was written last */
};

/* `wanted` false: nothing is ever written. */
void rp_progress_start(struct rp_progress *progress, bool wanted);
void rp_progress_phase(struct rp_progress *progress, const char *phase, uint64_t total);

/* What the phase reads in all, to be shown in proportion to what is done of it. */
void rp_progress_bytes(struct rp_progress *progress, uint64_t bytes);
void rp_progress_advance(struct rp_progress *progress, uint64_t by);

/* Leaves a clean line. */
void rp_progress_stop(struct rp_progress *progress);

#endif
