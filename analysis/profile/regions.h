/* regions.h: the regions of a job: how often and how long, and how well the ranks work in parallel.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Times are those of the threads that began the region, with the regions within it, by the clock.
 * The efficiencies are those of efficiency.h: u is the time in the region outside of MPI, and T the
 * longest time of a rank in it. Ranks that were never there do not count.
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_REGIONS_H
#define RANKPROF_ANALYSIS_PROFILE_REGIONS_H

#include "analysis/profile/efficiency.h"

struct rp_region_sum {
    uint32_t context;                /* row of /contexts */
    uint32_t depth;                  /* regions around it */
    uint64_t visits;                 /* times that it began, sum over ranks */
    uint64_t passes;                 /* those of an iteration, the same */
    double time_s;                   /* sum over ranks */
    struct rp_efficiency efficiency; /* without serialisation and transfer; `ranks` were there */
};

/*
 * Of the chosen ranks: each region is followed by those within it, the longest first. *out is to be
 * freed. RP_E_NOMEM.
 */
enum rp_status rp_regions_of(const struct rp_profile *profile, struct rp_region_sum **out,
                             size_t *count);

/* How often it began, as a phase or as an iteration. */
static inline uint64_t rp_region_begun(const struct rp_region_sum *region)
{
    return region->visits + region->passes;
}

#endif
