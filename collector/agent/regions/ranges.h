/* ranges.h: regions of interfaces whose ends have no name (NVTX, Kokkos): what a thread is in.
 * SPDX-License-Identifier: Apache-2.0
 *
 * An end is that of the last range of its domain. Names that differ only by a number at their end
 * ("step 17") are passes of one region ("step"): programs number what they repeat.
 *
 * Not in thread-local storage: that of a preloaded library comes off the stack of each thread of
 * the program, and a program may ask for stacks of the smallest size.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_REGIONS_RANGES_H
#define RANKPROF_COLLECTOR_AGENT_REGIONS_RANGES_H

#include <stdint.h>

#define RP_RANGE_DEPTH        64u /* of ranges that are remembered; deeper ones are counted only */
#define RP_RANGE_NAME_BYTES   64u
#define RP_RANGE_NOT_FOLLOWED (-2) /* what NVTX calls NVTX_NO_PUSH_POP_TRACKING */

struct rp_range {
    const char *domain;
    char name[RP_RANGE_NAME_BYTES]; /* "": it is no region */
};

struct rp_ranges {
    uint32_t depth;
    struct rp_range rows[RP_RANGE_DEPTH];
};

/*
 * Begins a range of the calling thread. `domain` (NULL: none) is told by its address, stands in
 * front of the name and stays; `text` may be NULL: a range without a name, which is no region.
 * Returns how many ranges lie around it, or RP_RANGE_NOT_FOLLOWED.
 */
int rp_range_push(const char *domain, const char *text);

/* Ends the last one of the domain; returns how many are left, -1 when there was none, or as above.
 */
int rp_range_pop(const char *domain);

#endif
