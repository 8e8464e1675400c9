/* traffic.h: who exchanged how much with whom, in the segment.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_MPI_TRAFFIC_H
#define RANKPROF_MPI_TRAFFIC_H

#include <stdint.h>

#include "common/segment.h"

/* What is added to a row. */
struct rp_traffic {
    uint64_t sends, sent, receives, received, time_ns;
};

/* Adds to the row of `key`, which is made when there is none yet. Any thread may. */
void rp_traffic_add(struct rp_segment_header *header, const struct rp_traffic_key *key,
                    const struct rp_traffic *traffic);

#endif
