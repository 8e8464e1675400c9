/* nvtx_ranges.h: the ranges of NVTX that a thread is in.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Not in thread-local storage: that of a preloaded library comes off the stack of each thread of
 * the program, and a program may ask for stacks of the smallest size.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_REGIONS_NVTX_RANGES_H
#define RANKPROF_COLLECTOR_AGENT_REGIONS_NVTX_RANGES_H

#include <stdint.h>

#define RP_NVTX_DEPTH      64u /* of ranges that are remembered; deeper ones are counted only */
#define RP_NVTX_NAME_BYTES 64u

struct rp_nvtx_range {
    const char *domain;
    char name[RP_NVTX_NAME_BYTES]; /* "": it is no region */
};

struct rp_nvtx_ranges {
    uint32_t depth;
    struct rp_nvtx_range rows[RP_NVTX_DEPTH];
};

#endif
