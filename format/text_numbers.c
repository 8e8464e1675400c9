/* text_numbers.c: a hash table from texts to their offsets in the string heap.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/text_numbers.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256u

/* FNV-1a. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash;
}

/* The place that holds `text`, or the free one where it belongs. */
static struct rp_text_entry *place_of(const struct rp_text_numbers *numbers, const char *text)
{
    size_t i = hash_of(text) & (numbers->capacity - 1);

    while (numbers->entries[i].text && strcmp(numbers->entries[i].text, text) != 0)
        i = (i + 1) & (numbers->capacity - 1);
    return &numbers->entries[i];
}

static enum rp_status grow(struct rp_text_numbers *numbers)
{
    struct rp_text_numbers wider = {
        .count = numbers->count,
        .capacity = numbers->capacity ? 2 * numbers->capacity : FIRST_CAPACITY,
    };

    wider.entries = calloc(wider.capacity, sizeof(*wider.entries));
    if (!wider.entries)
        return RP_E_NOMEM;
    for (size_t i = 0; i < numbers->capacity; i++) {
        if (numbers->entries[i].text)
            *place_of(&wider, numbers->entries[i].text) = numbers->entries[i];
    }
    free(numbers->entries);
    *numbers = wider;
    return RP_OK;
}

enum rp_status rp_text_numbers_find(const struct rp_text_numbers *numbers, const char *text,
                                    uint32_t *out)
{
    const struct rp_text_entry *const place = numbers->capacity ? place_of(numbers, text) : NULL;

    if (!place || !place->text)
        return RP_E_NOT_FOUND;
    *out = place->offset;
    return RP_OK;
}

enum rp_status rp_text_numbers_add(struct rp_text_numbers *numbers, const char *text,
                                   uint32_t offset)
{
    struct rp_text_entry *place;
    char *copy;

    if (4 * (numbers->count + 1) > 3 * numbers->capacity && grow(numbers) != RP_OK)
        return RP_E_NOMEM;
    copy = strdup(text);
    if (!copy)
        return RP_E_NOMEM;
    place = place_of(numbers, text);
    place->text = copy;
    place->offset = offset;
    numbers->count++;
    return RP_OK;
}

void rp_text_numbers_release(struct rp_text_numbers *numbers)
{
    for (size_t i = 0; i < numbers->capacity; i++)
        free(numbers->entries[i].text);
    free(numbers->entries);
    memset(numbers, 0, sizeof(*numbers));
}
