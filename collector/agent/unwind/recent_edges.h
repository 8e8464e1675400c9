/* recent_edges.h: which context a thread came to lately from which one, by which frame.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The tree knows that too (common/context_tree.h), in tables of megabytes that a sample finds in no
 * cache; what a thread does again and again is here in a few kilobytes. Exact: a context never
 * changes, and an address means the same code as long as the epoch of the modules is the same.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_RECENT_EDGES_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_RECENT_EDGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { RP_EDGES_BITS = 10, RP_EDGES = 1 << RP_EDGES_BITS };

struct rp_edge {
    uint64_t frame; /* rp_edge_of_code, rp_edge_of_interpreted */
    uint32_t parent;
    uint32_t child; /* 0, which is nobody's child: the place is free */
};

struct rp_recent_edges {
    struct rp_edge *edges; /* RP_EDGES of them */
    uint64_t epoch;        /* of the modules */
    bool is_expired;
};

/* What a frame is known by: code by its address, which is below 2^63, an interpreted one by its
 * name. */
static inline uint64_t rp_edge_of_code(uintptr_t address)
{
    return address;
}

static inline uint64_t rp_edge_of_interpreted(uint64_t name)
{
    return name | UINT64_C(1) << 63;
}

static inline size_t rp_recent_edges_bytes(void)
{
    return RP_EDGES * sizeof(struct rp_edge);
}

/* In so much zeroed memory; only what is used of it is touched. */
static inline void rp_recent_edges_place(struct rp_recent_edges *recent, void *memory)
{
    *recent = (struct rp_recent_edges){.edges = memory};
}

/* The tree may be another one. */
static inline void rp_recent_edges_expire(struct rp_recent_edges *recent)
{
    recent->is_expired = true;
}

/* Begins a walk: forgets all when the tree or the epoch is another one. */
static inline void rp_recent_edges_start(struct rp_recent_edges *recent, uint64_t epoch)
{
    if (recent->epoch != epoch || recent->is_expired)
        memset(recent->edges, 0, rp_recent_edges_bytes());
    recent->epoch = epoch;
    recent->is_expired = false;
}

/* The place of the edge, which may hold another one. */
static inline struct rp_edge *rp_recent_edge(const struct rp_recent_edges *recent, uint32_t parent,
                                             uint64_t frame)
{
    const uint64_t mixed = (frame ^ (uint64_t)parent << 40) * UINT64_C(0x9e3779b97f4a7c15);

    return &recent->edges[mixed >> (64 - RP_EDGES_BITS)];
}

#endif
