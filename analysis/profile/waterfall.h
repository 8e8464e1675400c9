/* waterfall.h: where the time of a job went, as parts that add up to all of it.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The efficiencies of efficiency.h are factors; here each is the time that it costs a rank. With
 * the names used there and W the wall time of the job,
 *
 *   W = mean(u) + (U - mean(u)) + (max(u) - U) + (S - max(u)) + (T - S) + (W - T)
 *
 * where S = T * transfer, the time that ranks would take which wait for no data.
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_WATERFALL_H
#define RANKPROF_ANALYSIS_PROFILE_WATERFALL_H

#include "analysis/profile/efficiency.h"

enum rp_waterfall_part {
    RP_WATERFALL_USEFUL,
    RP_WATERFALL_AMONG_NODES,
    RP_WATERFALL_IN_NODES,
    RP_WATERFALL_SERIALISATION,
    RP_WATERFALL_TRANSFER,
    RP_WATERFALL_COMMUNICATION, /* where serialisation is not known, in place of the two */
    RP_WATERFALL_OUTSIDE,
    RP_WATERFALL_PARTS
};

struct rp_waterfall {
    double wall_s;
    double share[RP_WATERFALL_PARTS];   /* of wall_s; their sum is 1 but for the last digit */
    unsigned mille[RP_WATERFALL_PARTS]; /* the same, rounded so that their sum is 1000 */
};

/* Of a run with MPI, whose serialisation counts when `by_slices`. */
void rp_waterfall_of(const struct rp_efficiency *run, double wall_s, bool by_slices,
                     struct rp_waterfall *out);

/* "useful", and what it is: "outside MPI, mean of the ranks" */
const char *rp_waterfall_name(enum rp_waterfall_part part);
const char *rp_waterfall_meaning(enum rp_waterfall_part part);

#endif
