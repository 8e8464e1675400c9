/* region.h: the regions that the program's author named, and which of them a thread is in.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Regions are contexts of RP_CONTEXT_REGION between the root of a tree and the outermost frames, so
 * each path of regions has a tree of its own. A thread is in the region that it began last, or,
 * when it has begun none, in that of the first thread of the process.
 *
 * Names are kept in the process and written to the segment when a thread is first seen in the
 * region: a forked child, which has another segment, is still in the region of its parent.
 */
#ifndef RANKPROF_AGENT_REGION_H
#define RANKPROF_AGENT_REGION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/segment.h"

#define RP_REGIONS           256u /* paths of regions in a process, the empty one included */
#define RP_REGION_DEPTH      32u  /* names of a path */
#define RP_REGION_NAME_BYTES 64u

/* A path of regions: a name within another path. */
struct rp_region {
    _Atomic bool is_ready; /* the members are whole */
    uint32_t parent;       /* number of the path around it; 0: none */
    uint32_t depth;        /* names of the path */
    _Atomic uint32_t text; /* the name in the segment; RP_STRING_NONE: not there yet */
    char name[RP_REGION_NAME_BYTES];
};

/* Of a process. Rows are added and never changed. */
struct rp_regions {
    struct rp_region rows[RP_REGIONS]; /* 0 is the empty path */
    _Atomic uint32_t count;            /* of rows taken, besides 0 */
    _Atomic uint32_t current;          /* where the first thread is */
};

/* Of a thread. */
struct rp_thread_region {
    uint32_t own;       /* the path that it began last; 0: none */
    uint32_t began;     /* names of it that it began itself: their time is its to tell */
    uint32_t path;      /* the one that `node` stands for */
    uint32_t node;      /* its context in the tree of the thread */
    uint32_t walked;    /* the one that the last stack was found in */
    uint64_t booked_ns; /* CLOCK_MONOTONIC: up to then the time of `own` is counted */
    uint64_t booked_mpi_ns;
};

struct rp_thread;

/*
 * Brings the thread's `path` and `node` to where it is now. To be called where its tree may be
 * written. Async-signal-safe.
 */
void rp_region_follow(struct rp_thread *thread);

/* The same for a stack; true when the last one was found in another region. */
bool rp_region_has_moved(struct rp_thread *thread);

/* Counts the time since the last booking for the region that the thread began. As above. */
void rp_region_book(struct rp_thread *thread);

/* A forked child: its segment has no names. */
void rp_regions_forked(struct rp_regions *regions);

#endif
