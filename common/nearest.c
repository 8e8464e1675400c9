/* nearest.c: finds the known name that a mistyped word most likely stands for.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/nearest.h"

#include <limits.h>
#include <string.h>

#define WORD_BYTES 64u /* longer words are no slips of the finger */

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned rp_edit_distance(const char *a, const char *b)
{
    const size_t rows = strlen(a);
    const size_t columns = strlen(b);
    unsigned cost[WORD_BYTES][WORD_BYTES];

    if (rows >= WORD_BYTES || columns >= WORD_BYTES)
        return UINT_MAX;
    for (size_t row = 0; row <= rows; row++)
        cost[row][0] = (unsigned)row;
    for (size_t column = 0; column <= columns; column++)
        cost[0][column] = (unsigned)column;
    for (size_t row = 1; row <= rows; row++) {
        for (size_t column = 1; column <= columns; column++) {
            unsigned best = cost[row - 1][column - 1] + (a[row - 1] != b[column - 1]);

            best = smaller(best, cost[row - 1][column] + 1);
            best = smaller(best, cost[row][column - 1] + 1);
            if (row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1])
                best = smaller(best, cost[row - 2][column - 2] + 1);
            cost[row][column] = best;
        }
    }
    return cost[rows][columns];
}

/* A word that is the beginning of a name is meant as a short form of it. */
static unsigned distance_to(const char *word, const char *name)
{
    const size_t length = strlen(word);

    if (length >= 2 && strncmp(word, name, length) == 0)
        return 1;
    return rp_edit_distance(word, name);
}

static unsigned worth_naming(const char *word)
{
    const size_t third = strlen(word) / 3;

    return third > 2 ? (unsigned)third : 2;
}

void rp_nearest_offer(struct rp_nearest *nearest, const char *name)
{
    const unsigned distance = distance_to(nearest->word, name);

    if (distance > worth_naming(nearest->word) || distance >= strlen(name))
        return;
    if (!nearest->name || distance < nearest->distance) {
        nearest->name = name;
        nearest->distance = distance;
    }
}
