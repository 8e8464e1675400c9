/* handle_map.h: what is remembered of MPI's handles, by handle; any thread may ask.
 * SPDX-License-Identifier: Apache-2.0
 *
 * In wrappers only, never in a signal handler: it locks and takes memory. Bounded, so that a
 * program that loses its handles does not lose its memory too.
 */
#ifndef RANKPROF_MPI_HANDLE_MAP_H
#define RANKPROF_MPI_HANDLE_MAP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A handle of MPI as a key: a pointer in Open MPI, a number in MPICH. */
#define RP_HANDLE(handle) ((const void *)(uintptr_t)(handle))

#define RP_HANDLE_MAP_MOST ((size_t)1 << 20) /* handles of a kind */

struct rp_handle_map {
    pthread_mutex_t lock;
    struct rp_handle_place *places;
    size_t mask;           /* places - 1 */
    size_t used;           /* places with a handle, or that had one */
    _Atomic size_t count;  /* handles */
    _Atomic uint64_t lost; /* puts that were refused */
};

#define RP_HANDLE_MAP_INIT                                                                         \
    {                                                                                              \
        .lock = PTHREAD_MUTEX_INITIALIZER                                                          \
    }

/* NULL when nothing is remembered of it. */
void *rp_handle_map_get(struct rp_handle_map *map, const void *handle);

/*
 * Stores what was remembered before, or NULL, in *former (may be NULL itself). False, and counted,
 * without room; then nothing has changed.
 */
bool rp_handle_map_put(struct rp_handle_map *map, const void *handle, void *value, void **former);

/* As get, and forgets it. */
void *rp_handle_map_take(struct rp_handle_map *map, const void *handle);

static inline bool rp_handle_map_is_empty(struct rp_handle_map *map)
{
    return atomic_load_explicit(&map->count, memory_order_relaxed) == 0;
}

#endif
