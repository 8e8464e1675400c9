/* votes.h: what most ranks say of each of several things.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Of many ranks nearly all say the same, so memory is by different texts, not by ranks.
 */
#ifndef RANKPROF_ANALYSIS_COMPARE_VOTES_H
#define RANKPROF_ANALYSIS_COMPARE_VOTES_H

#include "common/text_map.h"

/* A text that so many ranks say of `key`. */
struct rp_vote {
    char *key;
    char *text;
    size_t ranks;
};

/* Zeroed, it is empty. */
struct rp_votes {
    struct rp_text_map numbers; /* of "KEY\nTEXT" */
    struct rp_vote *list;
    size_t count;
    size_t capacity;
};

/* One more rank says `text` of `key`, which has no line feed. RP_E_NOMEM. */
enum rp_status rp_votes_add(struct rp_votes *votes, const char *key, const char *text);

/*
 * Leaves of each key the text that most ranks say, of equals the first by strcmp(); sorted by key.
 * No vote may be added afterwards.
 */
void rp_votes_decide(struct rp_votes *votes);
void rp_votes_release(struct rp_votes *votes);

#endif
