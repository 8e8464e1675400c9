/* slice.h: when a slice ends, and its record.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_SLICE_H
#define RANKPROF_COLLECTOR_SLICE_H

#include <stdbool.h>
#include <stdint.h>

#include "format/rank_tables.h"

/* All times on CLOCK_MONOTONIC but those of the record, which count from the session's start. */
struct rp_slice {
    uint64_t session_ns;  /* session's start */
    uint64_t length_ns;   /* asked */
    uint64_t start_ns;    /* of the current slice */
    uint64_t deadline_ns; /* its end */
    uint64_t cpu_ns;      /* the collector's CPU time at its start */
};

void rp_slice_start(struct rp_slice *slice, uint64_t session_ns, uint64_t length_ns);

bool rp_slice_is_due(const struct rp_slice *slice, uint64_t now_ns);

/* From now on slices are no longer than `length_ns`, the current one included. */
void rp_slice_shorten(struct rp_slice *slice, uint64_t now_ns, uint64_t length_ns);

/* The current slice ends at `now_ns`, or as soon as it has lasted a moment. */
void rp_slice_cut(struct rp_slice *slice, uint64_t now_ns);

/* Slices have another length from now on. */
void rp_slice_lengthen(struct rp_slice *slice, uint64_t now_ns, uint64_t length_ns);

/* Fills times and the collector's CPU time of *record, and begins the next slice at `now_ns`. */
void rp_slice_next(struct rp_slice *slice, uint64_t now_ns, struct rp_rank_slice *record);

#endif
