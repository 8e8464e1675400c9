/* segment_mpi.h: what MPI calls leave in the segment besides their contexts: times and traffic.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Values are cumulative. A ledger has one writer, its thread; rows of the traffic are shared by
 * all threads of the process and only grow.
 */
#ifndef RANKPROF_COMMON_SEGMENT_MPI_H
#define RANKPROF_COMMON_SEGMENT_MPI_H

#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>

#include "common/mpi_class.h"

#define RP_SEGMENT_TRAFFIC (UINT32_C(1) << 14) /* rows, a power of two; three quarters are used */

struct rp_segment_mpi_sum {
    _Atomic uint64_t calls;
    _Atomic uint64_t time_ns;
    _Atomic uint64_t sent; /* bytes */
    _Atomic uint64_t received;
};

/* What a call waits for, as far as its arguments say. */
struct rp_segment_awaited {
    _Atomic uint64_t context; /* of the call, in the tree of the thread */
    _Atomic uint64_t kind;    /* enum rp_tick_kind: a collective, or a message; 0: not known */
    _Atomic uint64_t group;   /* string: communicator */
    _Atomic uint64_t number;  /* of the collective on it, from 1 on; 0: not known */
    _Atomic uint64_t peer;    /* rank in MPI_COMM_WORLD: the other side, or the root */
    _Atomic uint64_t tag;     /* of a message, as int32_t */
};

/* One a thread slot. Times on CLOCK_MONOTONIC. */
struct rp_segment_ledger {
    _Atomic uint64_t sequence;         /* odd while it is being written */
    _Atomic uint64_t entered_ns;       /* when the running call began; 0: none runs */
    _Atomic uint64_t entered_call;     /* its class */
    struct rp_segment_awaited awaited; /* of the running call */
    /*
     * The span of MPI: from the return of MPI_Init to the beginning of MPI_Finalize, in the thread
     * that called the first; 0: not yet. The sums are of all times in MPI at these moments.
     */
    _Atomic uint64_t span_start_ns;
    _Atomic uint64_t span_end_ns;
    _Atomic uint64_t span_start_sum_ns;
    _Atomic uint64_t span_end_sum_ns;
    struct rp_segment_mpi_sum classes[RP_MPI_CLASSES]; /* finished calls, by enum rp_mpi_class */
};
_Static_assert(sizeof(struct rp_segment_ledger) == 104 + 32 * RP_MPI_CLASSES, "ledger is ABI");

/* What a row of the traffic is about: name, value (stored in files), meaning. */
#define RP_TRAFFIC_KIND_LIST(_)                                                                    \
    _(RP_TRAFFIC_MESSAGE, 1, "messages with a peer: its rank in MPI_COMM_WORLD, and their size")   \
    _(RP_TRAFFIC_REMOTE, 2, "one-sided access to a peer, and its size")                            \
    _(RP_TRAFFIC_COLLECTIVE, 3, "calls of a collective on a communicator, and their size")         \
    _(RP_TRAFFIC_FILE, 4, "input and output of a file")                                            \
    _(RP_TRAFFIC_COMMUNICATOR, 5,                                                                  \
      "a communicator, and how many processes it has; receives: calls that all its members make")

enum rp_traffic_kind {
#define RP_TRAFFIC_KIND_ENUM(name, value, meaning) name = (value),
    RP_TRAFFIC_KIND_LIST(RP_TRAFFIC_KIND_ENUM)
#undef RP_TRAFFIC_KIND_ENUM
        RP_TRAFFIC_KIND_COUNT
};

#define RP_PEER_OUTSIDE (UINT32_MAX - 1) /* a process that is not in our MPI_COMM_WORLD */
#define RP_PEER_ANY     (UINT32_MAX - 2) /* MPI_ANY_SOURCE */
#define RP_SIZE_CLASSES 65u              /* 0: no bytes; n: from 2^(n-1) bytes to below 2^n */

/* What tells a row from others. */
struct rp_traffic_key {
    uint32_t kind;   /* enum rp_traffic_kind */
    uint32_t number; /* rank of the peer; processes of a communicator; otherwise 0 */
    uint32_t size;   /* size class of one message or call */
    uint32_t name;   /* string: function, or file */
    uint32_t group;  /* string: communicator */
    uint32_t unused; /* 0 */
};

enum rp_traffic_state { RP_TRAFFIC_FREE = 0, RP_TRAFFIC_TAKEN = 1, RP_TRAFFIC_READY = 2 };

struct rp_segment_traffic {
    struct rp_traffic_key key; /* whole when READY */
    _Atomic uint64_t state;    /* enum rp_traffic_state */
    _Atomic uint64_t sends;    /* messages, writes, or calls */
    _Atomic uint64_t sent;     /* bytes */
    _Atomic uint64_t receives; /* messages or reads; of a communicator: calls of all members */
    _Atomic uint64_t received; /* bytes */
    _Atomic uint64_t time_ns;  /* of collectives and files */
};
_Static_assert(sizeof(struct rp_segment_traffic) == 72, "traffic is ABI");

/* The size class of so many bytes. */
static inline uint32_t rp_size_class(uint64_t bytes)
{
    return bytes == 0 ? 0 : 64u - (uint32_t)__builtin_clzll(bytes);
}

#endif
