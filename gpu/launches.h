/* launches.h: what is remembered of a launch until its operation is recorded.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A table that correlation ids index directly: a launch takes the place of the one that many ids
 * before had it. Every thread writes entries of its own; whoever takes records reads them. Any
 * entry may be overwritten meanwhile, which the reader notices.
 */
#ifndef RANKPROF_GPU_LAUNCHES_H
#define RANKPROF_GPU_LAUNCHES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define RP_LAUNCHES (UINT32_C(1) << 19) /* a power of two; 16 MiB where all are used */

struct rp_launch {
    uint32_t path;
    uint32_t since_sync_ns;
    uint32_t mpi_ns;
    uint64_t launch_ns;
};

struct rp_launch_entry {
    _Atomic uint32_t correlation; /* written last; 0: none */
    _Atomic uint32_t state;       /* enum rp_launch_state */
    _Atomic uint64_t launch_ns;
    _Atomic uint32_t path;
    _Atomic uint32_t since_sync_ns;
    _Atomic uint32_t mpi_ns;
    uint32_t unused;
};
_Static_assert(sizeof(struct rp_launch_entry) == 32, "two in a line of the cache");

struct rp_launches {
    struct rp_launch_entry *entries;
    _Atomic uint32_t newest; /* a correlation id of late */
    _Atomic uint32_t oldest; /* all before it are closed */
};

bool rp_launches_init(struct rp_launches *launches);

/* `is_open`: its record is awaited. True when one that was awaited too lost its place by it. */
bool rp_launches_put(struct rp_launches *launches, uint32_t correlation,
                     const struct rp_launch *launch, bool is_open);

/*
 * The launch with that id; false when it is not known, or no longer. *closes: it was open, and is
 * not any more.
 */
bool rp_launches_get(struct rp_launches *launches, uint32_t correlation, struct rp_launch *out,
                     bool *closes);

/*
 * A moment before which every launch is closed, or 0 when there is too much to look at; and in
 * *given_up how many were taken as closed because they have waited for longer than `patience_ns`.
 */
uint64_t rp_launches_settled(struct rp_launches *launches, uint64_t now_ns, uint64_t patience_ns,
                             uint64_t *given_up);

#endif
