/* symbols.h: names the functions and lines of all contexts, each address once.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Each module belongs to one member, which opens its files. The others ask it.
 */
#ifndef RANKPROF_ANALYSIS_SYMBOLS_SYMBOLS_H
#define RANKPROF_ANALYSIS_SYMBOLS_SYMBOLS_H

#include "analysis/input/catalog.h"
#include "analysis/input/heap.h"

struct rp_symbols {
    struct rp_key_table addresses; /* that this member was asked for so far */
    struct rp_rows known;          /* the answers, of struct rp_symbol_answer */
    struct rp_key_table names;     /* the functions, by what they are */
    struct rp_mail questions;
    struct rp_rows answers;   /* to them; functions and files by this member's numbers */
    struct rp_rows functions; /* found by this member */
    struct rp_rows keys;      /* theirs, of struct rp_level_key */
    size_t *asked_by;         /* of each context of the share's table: its question */
    size_t own_questions;
};

/* Takes no memory yet. */
void rp_symbols_init(struct rp_symbols *symbols);

/* Collective. Looks up what the share's rows of /contexts need; the states of modules are set. */
enum rp_status rp_symbols_find(struct rp_symbols *symbols, struct rp_team *team,
                               struct rp_share *share, struct rp_catalog *catalog,
                               struct rp_error *error);

/*
 * Collective. Numbers the functions and completes the rows of /contexts, and makes the rows of
 * /functions, after the heap has placed the texts.
 */
enum rp_status rp_symbols_tell(struct rp_symbols *symbols, struct rp_team *team,
                               struct rp_share *share, const struct rp_heap *heap,
                               struct rp_error *error);
void rp_symbols_release(struct rp_symbols *symbols); /* a zeroed one is allowed */

#endif
