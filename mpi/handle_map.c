/* handle_map.c: what is remembered of MPI's handles, by handle.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "mpi/handle_map.h"

#include <stdlib.h>

#define FEWEST_PLACES ((size_t)256)

/* Open addressing. A place whose value was taken keeps its handle, so that searches go on. */
struct rp_handle_place {
    const void *handle; /* NULL: never used */
    void *value;        /* NULL: taken */
};

static size_t hash_of(const void *handle)
{
    uint64_t bits = (uintptr_t)handle;

    bits *= UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(bits >> 32);
}

/* The place with the handle, or the empty one where it belongs. */
static struct rp_handle_place *find(const struct rp_handle_map *map, const void *handle)
{
    size_t at = hash_of(handle) & map->mask;

    while (map->places[at].handle && map->places[at].handle != handle)
        at = (at + 1) & map->mask;
    return &map->places[at];
}

/* Leaves out places without a value: as large as before when there are many of them. */
static bool grow(struct rp_handle_map *map)
{
    const size_t count = atomic_load_explicit(&map->count, memory_order_relaxed);
    struct rp_handle_map larger = {.mask = FEWEST_PLACES - 1};

    while (larger.mask < 4 * count)
        larger.mask = 2 * larger.mask + 1;
    larger.places = calloc(larger.mask + 1, sizeof(*larger.places));
    if (!larger.places)
        return false;
    for (size_t i = 0; map->places && i <= map->mask; i++)
        if (map->places[i].value)
            *find(&larger, map->places[i].handle) = map->places[i];
    free(map->places);
    map->places = larger.places;
    map->mask = larger.mask;
    map->used = count;
    return true;
}

static bool put(struct rp_handle_map *map, const void *handle, void *value, void **former)
{
    struct rp_handle_place *place;

    if (atomic_load_explicit(&map->count, memory_order_relaxed) >= RP_HANDLE_MAP_MOST)
        return false;
    if ((!map->places || map->used >= map->mask / 4 * 3) && !grow(map))
        return false;
    place = find(map, handle);
    map->used += place->handle == NULL;
    if (!place->value)
        atomic_fetch_add_explicit(&map->count, 1, memory_order_relaxed);
    if (former)
        *former = place->value;
    place->handle = handle;
    place->value = value;
    return true;
}

bool rp_handle_map_put(struct rp_handle_map *map, const void *handle, void *value, void **former)
{
    bool done;

    pthread_mutex_lock(&map->lock);
    done = put(map, handle, value, former);
    pthread_mutex_unlock(&map->lock);
    if (!done)
        atomic_fetch_add_explicit(&map->lost, 1, memory_order_relaxed);
    return done;
}

void *rp_handle_map_get(struct rp_handle_map *map, const void *handle)
{
    void *value;

    if (rp_handle_map_is_empty(map))
        return NULL;
    pthread_mutex_lock(&map->lock);
    value = find(map, handle)->value;
    pthread_mutex_unlock(&map->lock);
    return value;
}

void *rp_handle_map_take(struct rp_handle_map *map, const void *handle)
{
    struct rp_handle_place *place;
    void *value;

    if (rp_handle_map_is_empty(map))
        return NULL;
    pthread_mutex_lock(&map->lock);
    place = find(map, handle);
    value = place->value;
    place->value = NULL;
    if (value)
        atomic_fetch_sub_explicit(&map->count, 1, memory_order_relaxed);
    pthread_mutex_unlock(&map->lock);
    return value;
}
