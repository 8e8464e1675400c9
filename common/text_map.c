/* text_map.c: a hash table from text to number.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/text_map.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64u

struct rp_text_map_place {
    char *text; /* NULL: empty */
    uint32_t number;
};

/* FNV-1a by G. Fowler, L. C. Noll and K.-P. Vo. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash;
}

/* The place that holds `text`, or the empty one where it belongs. */
static struct rp_text_map_place *place_of(const struct rp_text_map *map, const char *text)
{
    size_t at = hash_of(text) & (map->capacity - 1);

    while (map->places[at].text && strcmp(map->places[at].text, text) != 0)
        at = (at + 1) & (map->capacity - 1);
    return &map->places[at];
}

static enum rp_status grow(struct rp_text_map *map)
{
    struct rp_text_map wider = {0};

    wider.capacity = map->capacity ? map->capacity * 2 : FIRST_CAPACITY;
    wider.used = map->used;
    wider.places = calloc(wider.capacity, sizeof(*wider.places));
    if (!wider.places)
        return RP_E_NOMEM;
    for (size_t i = 0; i < map->capacity; i++)
        if (map->places[i].text)
            *place_of(&wider, map->places[i].text) = map->places[i];
    free(map->places);
    *map = wider;
    return RP_OK;
}

bool rp_text_map_find(const struct rp_text_map *map, const char *text, uint32_t *out)
{
    const struct rp_text_map_place *const place = map->capacity ? place_of(map, text) : NULL;

    if (!place || !place->text)
        return false;
    *out = place->number;
    return true;
}

enum rp_status rp_text_map_add(struct rp_text_map *map, const char *text, uint32_t number)
{
    struct rp_text_map_place *place;
    char *copy;

    if ((map->used + 1) * 2 > map->capacity && grow(map) != RP_OK)
        return RP_E_NOMEM;
    copy = strdup(text);
    if (!copy)
        return RP_E_NOMEM;
    place = place_of(map, text);
    place->text = copy;
    place->number = number;
    map->used++;
    return RP_OK;
}

void rp_text_map_release(struct rp_text_map *map)
{
    for (size_t i = 0; i < map->capacity; i++)
        free(map->places[i].text);
    free(map->places);
    memset(map, 0, sizeof(*map));
}
