/* nearest.h: finds the known name that a mistyped word most likely stands for.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_NEAREST_H
#define RANKPROF_COMMON_NEAREST_H

#include <stddef.h>

/* Fewest insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
unsigned rp_edit_distance(const char *a, const char *b);

/* The best of the names offered so far; start with {.word = word}. */
struct rp_nearest {
    const char *word;
    const char *name; /* NULL while nothing is near enough to be worth naming */
    unsigned distance;
};

void rp_nearest_offer(struct rp_nearest *nearest, const char *name);

#endif
