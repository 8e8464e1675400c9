/* tick.h: a row of a rank's tick log while it is merged.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_TICK_H
#define RANKPROF_ANALYSIS_INPUT_TICK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/segment_tick.h"

/* As in /ticks of a rank file. Times are ns since 1970 by the clock of the rank's node. */
struct rp_tick {
    uint64_t start_ns;
    uint64_t end_ns;
    uint64_t posted_ns;
    uint64_t communicator;
    uint64_t number;
    uint32_t rank;    /* row of /ranks */
    uint32_t thread;  /* of the rank */
    uint32_t context; /* number of the share, then of the job */
    uint32_t peer;    /* rank in MPI_COMM_WORLD */
    int32_t tag;
    uint16_t kind; /* enum rp_tick_kind */
    uint16_t level;
};
_Static_assert(sizeof(struct rp_tick) == 64, "sent between processes");

static inline bool rp_tick_is_call(const struct rp_tick *tick)
{
    return tick->kind >= RP_TICK_CALL;
}

/* Whether a collective of that number is chosen on a level, whatever the clocks of its members. */
static inline bool rp_tick_number_is_chosen(uint64_t communicator, uint64_t number, unsigned level)
{
    return rp_tick_is_chosen(rp_tick_mix(communicator, number), level);
}

/* Whether a moment, by the clock of its rank, is in a tick that is chosen on a level. */
static inline bool rp_tick_time_is_chosen(uint64_t local_ns, unsigned level)
{
    return rp_tick_is_chosen(rp_tick_hash(local_ns >> RP_TICK_SHIFT), level);
}

#endif
