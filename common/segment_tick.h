/* segment_tick.h: the tick log: what a thread that calls MPI did at chosen moments.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Time is divided into ticks, numbered alike on all nodes (by CLOCK_REALTIME as it was when the
 * session began). A hash of its number says whether a tick is recorded; so all ranks record the
 * same ticks without a message, and no rhythm of the program can fall in step with them. Of a
 * recorded tick the log tells every moment: in which call the thread was, or before which one, and
 * where samples found it. The merge joins the logs of all ranks (docs/mpi.md).
 *
 * How many ticks are recorded is told by a level: one in 2^level. What is chosen on a level is
 * chosen on all lower ones, so ranks with different levels have ticks in common.
 */
#ifndef RANKPROF_COMMON_SEGMENT_TICK_H
#define RANKPROF_COMMON_SEGMENT_TICK_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#define RP_SEGMENT_TICKS (UINT32_C(1) << 14) /* rows of one thread, a power of two */
#define RP_TICK_SHIFT    24u                 /* a tick is 2^24 ns, 16.8 ms */
#define RP_TICK_LEVELS   32u

/* What a row of the log tells: name, value (stored in files), meaning. */
#define RP_TICK_KIND_LIST(_)                                                                       \
    _(RP_TICK_LEVEL, 1, "from start_ns on one in 2^number ticks is recorded")                      \
    _(RP_TICK_GAP, 2, "rows from start_ns to end_ns are missing: there were too many")             \
    _(RP_TICK_SAMPLE, 3, "a sample, and its number of ns since the one before")                    \
    _(RP_TICK_SLEEP, 4, "the thread waited in the kernel, outside of MPI")                         \
    _(RP_TICK_CALL, 5, "an MPI call of which nothing below is known")                              \
    _(RP_TICK_EXCHANGE, 6, "a collective in which each waits for all; tag: its members")           \
    _(RP_TICK_FROM_ROOT, 7, "a collective in which all wait for the peer; tag: its members")       \
    _(RP_TICK_TO_ROOT, 8, "a collective in which the peer waits for all; tag: its members")        \
    _(RP_TICK_PARTLY, 9, "a collective in which each waits for some; tag: its members")            \
    _(RP_TICK_SEND, 10, "a message to the peer")                                                   \
    _(RP_TICK_RECEIVE, 11, "a message from the peer")                                              \
    _(RP_TICK_ARRIVAL, 12, "a collective that is to be waited for later; tag: its members")

enum rp_tick_kind {
#define RP_TICK_KIND_ENUM(name, value, meaning) name = (value),
    RP_TICK_KIND_LIST(RP_TICK_KIND_ENUM)
#undef RP_TICK_KIND_ENUM
        RP_TICK_KIND_COUNT
};

/*
 * A call that took part in several things, as one that completes many requests, has a row for each.
 * Times are on CLOCK_MONOTONIC. A thread took part in a thing from `posted_ns` on: when the call
 * began, or the one that made its request.
 */
struct rp_segment_tick {
    uint64_t start_ns;
    uint64_t end_ns;
    uint64_t posted_ns;
    uint64_t group;   /* identity of the communicator, the same on all members */
    uint64_t number;  /* of the collective on it; of the message to that peer with that tag */
    uint32_t context; /* in the tree of the thread */
    uint32_t peer;    /* rank in MPI_COMM_WORLD */
    int32_t tag;
    uint16_t kind;  /* enum rp_tick_kind */
    uint16_t level; /* when the row was written */
};
_Static_assert(sizeof(struct rp_segment_tick) == 56, "tick is ABI");

static inline bool rp_tick_is_collective(unsigned kind)
{
    return (kind >= RP_TICK_EXCHANGE && kind <= RP_TICK_PARTLY) || kind == RP_TICK_ARRIVAL;
}

/* Mixes all bits (the finaliser of splitmix64, by S. Vigna). */
static inline uint64_t rp_tick_hash(uint64_t bits)
{
    bits = (bits ^ bits >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94d049bb133111eb);
    return bits ^ bits >> 31;
}

/* Of two things, in order. */
static inline uint64_t rp_tick_mix(uint64_t left, uint64_t right)
{
    return rp_tick_hash(left * UINT64_C(0x9e3779b97f4a7c15) + right);
}

/* Whether something with that hash is recorded on a level. */
static inline bool rp_tick_is_chosen(uint64_t hash, unsigned level)
{
    return level == 0 || hash >> (64 - level) == 0;
}

#endif
