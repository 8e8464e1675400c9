/* rank_set.c: a choice of ranks written as "0-63,137".
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/rank_set.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

/* Reads a number below 2^32 and moves *text behind it. */
static bool read_rank(const char **text, uint32_t *out)
{
    char *end = NULL;
    unsigned long number = 0;

    if (!isdigit((unsigned char)**text))
        return false;
    errno = 0;
    number = strtoul(*text, &end, 10);
    if (errno || number >= UINT32_MAX)
        return false;
    *text = end;
    *out = (uint32_t)number;
    return true;
}

bool rp_rank_set_next(const char **text, uint32_t *first, uint32_t *last)
{
    if (!read_rank(text, first))
        return false;
    *last = *first;
    if (**text == '-') {
        ++*text;
        if (!read_rank(text, last) || *last < *first)
            return false;
    }
    if (**text == ',')
        return *++*text != '\0';
    return **text == '\0';
}

bool rp_rank_set_valid(const char *list)
{
    uint32_t first;
    uint32_t last;

    do {
        if (!rp_rank_set_next(&list, &first, &last))
            return false;
    } while (*list);
    return true;
}

bool rp_rank_set_holds(const char *list, uint32_t rank)
{
    uint32_t first;
    uint32_t last;

    if (!list)
        return true;
    while (*list && rp_rank_set_next(&list, &first, &last)) {
        if (rank >= first && rank <= last)
            return true;
    }
    return false;
}
