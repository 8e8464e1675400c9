/* votes.c: what most ranks say of each of several things.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/compare/votes.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 128u

static bool make_room(struct rp_votes *votes)
{
    const size_t capacity = votes->capacity ? 2 * votes->capacity : FIRST_CAPACITY;
    struct rp_vote *list = NULL;

    if (votes->count < votes->capacity)
        return true;
    list = realloc(votes->list, capacity * sizeof(*list));
    if (!list)
        return false;
    votes->list = list;
    votes->capacity = capacity;
    return true;
}

static enum rp_status add_first(struct rp_votes *votes, const char *pair, const char *key,
                                const char *text)
{
    struct rp_vote made = {strdup(key), strdup(text), 1};

    if (!made.key || !made.text || !make_room(votes) ||
        rp_text_map_add(&votes->numbers, pair, (uint32_t)votes->count) != RP_OK) {
        free(made.key);
        free(made.text);
        return RP_E_NOMEM;
    }
    votes->list[votes->count++] = made;
    return RP_OK;
}

enum rp_status rp_votes_add(struct rp_votes *votes, const char *key, const char *text)
{
    char *pair = NULL;
    uint32_t number = 0;
    enum rp_status status = RP_OK;

    if (asprintf(&pair, "%s\n%s", key, text) < 0)
        return RP_E_NOMEM;
    if (rp_text_map_find(&votes->numbers, pair, &number))
        votes->list[number].ranks++;
    else
        status = add_first(votes, pair, key, text);
    free(pair);
    return status;
}

/* By key, what most ranks say first. */
static int by_key_and_ranks(const void *left, const void *right)
{
    const struct rp_vote *a = left;
    const struct rp_vote *b = right;
    const int keys = strcmp(a->key, b->key);

    if (keys != 0)
        return keys;
    if (a->ranks != b->ranks)
        return a->ranks > b->ranks ? -1 : 1;
    return strcmp(a->text, b->text);
}

static void release_vote(struct rp_vote *vote)
{
    free(vote->key);
    free(vote->text);
}

void rp_votes_decide(struct rp_votes *votes)
{
    size_t kept = 0;

    if (votes->count > 0)
        qsort(votes->list, votes->count, sizeof(*votes->list), by_key_and_ranks);
    for (size_t i = 0; i < votes->count; i++) {
        if (kept > 0 && strcmp(votes->list[kept - 1].key, votes->list[i].key) == 0)
            release_vote(&votes->list[i]);
        else
            votes->list[kept++] = votes->list[i];
    }
    votes->count = kept;
}

void rp_votes_release(struct rp_votes *votes)
{
    for (size_t i = 0; i < votes->count; i++)
        release_vote(&votes->list[i]);
    free(votes->list);
    rp_text_map_release(&votes->numbers);
    *votes = (struct rp_votes){.count = 0};
}
