/* rank_list.c: numbers of ranks as people write them: "0-63, 137".
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/rank_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Where the run of neighbours ends that begins at `first`. */
static size_t end_of_run(const uint32_t *ranks, size_t count, size_t first)
{
    size_t end = first + 1;

    while (end < count && ranks[end] == ranks[end - 1] + 1)
        end++;
    return end;
}

char *rp_rank_list(const uint32_t *ranks, size_t count, size_t most, const char *separator)
{
    char *list = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&list, &bytes);
    size_t runs = 0;
    size_t end = 0;

    if (!out)
        return NULL;
    for (size_t first = 0; first < count && runs < most; first = end, runs++) {
        end = end_of_run(ranks, count, first);
        fprintf(out, "%s%" PRIu32, runs > 0 ? separator : "", ranks[first]);
        if (end - first == 2)
            fprintf(out, "%s%" PRIu32, separator, ranks[end - 1]);
        else if (end - first > 2)
            fprintf(out, "-%" PRIu32, ranks[end - 1]);
    }
    if (end < count)
        fprintf(out, " and %zu more", count - end);
    if (fclose(out) == 0)
        return list;
    free(list);
    return NULL;
}
