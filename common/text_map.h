/* text_map.h: finds the number that was given to a text.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_TEXT_MAP_H
#define RANKPROF_COMMON_TEXT_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/status.h"

/* Zeroed, it is empty. Owns copies of the texts. */
struct rp_text_map {
    struct rp_text_map_place *places;
    size_t used;
    size_t capacity; /* a power of two */
};

bool rp_text_map_find(const struct rp_text_map *map, const char *text, uint32_t *out);

/* `text` must not be in the map yet. */
enum rp_status rp_text_map_add(struct rp_text_map *map, const char *text, uint32_t number);

void rp_text_map_release(struct rp_text_map *map);

#endif
