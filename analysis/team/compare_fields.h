/* compare_fields.h: the order of rows by several of their fields, for qsort(3).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_TEAM_COMPARE_FIELDS_H
#define RANKPROF_ANALYSIS_TEAM_COMPARE_FIELDS_H

#include <stddef.h>
#include <stdint.h>

/* By the first of the `count` fields that differs: below 0, 0 or above 0. */
static inline int rp_compare_fields(const uint64_t *left, const uint64_t *right, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

#endif
