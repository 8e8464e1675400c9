/* key.c: 128-bit keys that name a thing by its content, and a table that numbers them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/team/key.h"

#include <stdlib.h>
#include <string.h>

#define FEWEST_PLACES 64u

struct rp_key_place {
    struct rp_key key;
    uint32_t next_number; /* number + 1; 0: nothing stands here */
};

/* ---- keys ---- */

/* A bijection in which each bit of the input changes half of the output. */
static uint64_t scatter(uint64_t word)
{
    word = (word ^ (word >> 32)) * UINT64_C(0xd6e8feb86659fd93);
    word = (word ^ (word >> 32)) * UINT64_C(0xd6e8feb86659fd93);
    return word ^ (word >> 32);
}

/* Two lanes into which the same words go in different ways, mixed with each other at the end. */
static void take_word(struct rp_key *lanes, uint64_t word)
{
    lanes->high = scatter(lanes->high ^ word);
    lanes->low = scatter(lanes->low + word * UINT64_C(0x9e3779b97f4a7c15) + 1);
}

struct rp_key rp_key_of(const void *data, size_t bytes)
{
    struct rp_key lanes = {UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707344)};
    const char *next = data;
    uint64_t word = 0;

    take_word(&lanes, bytes);
    for (size_t left = bytes; left > 0; left -= left < sizeof(word) ? left : sizeof(word)) {
        word = 0;
        memcpy(&word, next, left < sizeof(word) ? left : sizeof(word));
        take_word(&lanes, word);
        next += sizeof(word);
    }
    lanes.low ^= scatter(lanes.high);
    lanes.high ^= scatter(lanes.low);
    return lanes;
}

int rp_key_compare(const struct rp_key *left, const struct rp_key *right)
{
    if (left->high != right->high)
        return left->high < right->high ? -1 : 1;
    return left->low == right->low ? 0 : left->low < right->low ? -1 : 1;
}

/* ---- table ---- */

static struct rp_key_place *find(const struct rp_key_table *table, const struct rp_key *key)
{
    uint32_t at = (uint32_t)key->low & table->mask;

    while (table->places[at].next_number != 0 && rp_key_compare(&table->places[at].key, key) != 0)
        at = (at + 1) & table->mask;
    return &table->places[at];
}

static enum rp_status grow(struct rp_key_table *table)
{
    const size_t places = table->places ? ((size_t)table->mask + 1) * 2 : FEWEST_PLACES;
    struct rp_key_table larger = {.mask = (uint32_t)(places - 1), .count = table->count};

    larger.places = calloc(places, sizeof(*larger.places));
    if (!larger.places)
        return RP_E_NOMEM;
    for (size_t i = 0; table->places && i <= table->mask; i++) {
        if (table->places[i].next_number != 0)
            *find(&larger, &table->places[i].key) = table->places[i];
    }
    free(table->places);
    *table = larger;
    return RP_OK;
}

enum rp_status rp_key_table_number(struct rp_key_table *table, const struct rp_key *key,
                                   uint32_t *out)
{
    struct rp_key_place *place = NULL;

    if (table->count >= UINT32_C(1) << 30)
        return RP_E_FULL;
    if ((!table->places || table->count >= table->mask / 4 * 3) && grow(table) != RP_OK)
        return RP_E_NOMEM;
    place = find(table, key);
    if (place->next_number == 0) {
        place->key = *key;
        place->next_number = ++table->count;
    }
    *out = place->next_number - 1;
    return RP_OK;
}

void rp_key_table_release(struct rp_key_table *table)
{
    free(table->places);
    *table = (struct rp_key_table){0};
}
