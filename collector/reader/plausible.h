/* plausible.h: how much a process can have done in a time, to tell its counts from noise.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The bounds are far above what any machine does, for a count that is left out although it is true
 * is worse than one that is wrong by little; and far below what random bits come to.
 */
#ifndef RANKPROF_COLLECTOR_READER_PLAUSIBLE_H
#define RANKPROF_COLLECTOR_READER_PLAUSIBLE_H

#include <stdint.h>

enum rp_quantity {
    RP_QUANTITY_TIME,   /* ns of one thread */
    RP_QUANTITY_EVENTS, /* of one thread, that run code of ours: samples, calls, refusals */
    RP_QUANTITY_UNITS   /* anything else: bytes of buffers, counters, sums over threads */
};

#define RP_EVENT_NS    10    /* the least that one takes */
#define RP_UNITS_OF_NS 16384 /* 16 TB/s, or as many threads */

/* The most of it in `time_ns`. */
static inline uint64_t rp_most_of(enum rp_quantity quantity, uint64_t time_ns)
{
    switch (quantity) {
    case RP_QUANTITY_TIME:
        return time_ns;
    case RP_QUANTITY_EVENTS:
        return time_ns / RP_EVENT_NS;
    case RP_QUANTITY_UNITS:
        break;
    }
    return time_ns > UINT64_MAX / RP_UNITS_OF_NS ? UINT64_MAX : time_ns * RP_UNITS_OF_NS;
}

#endif
