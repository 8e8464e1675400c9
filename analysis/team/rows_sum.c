/* rows_sum.c: adds up rows that are the same but for their values.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/team/rows_sum.h"

#include <stdlib.h>
#include <string.h>

void rp_rows_sum(struct rp_rows *rows, const struct rp_summing *how)
{
    char *const first = rows->rows;
    size_t count = 1;

    if (rows->count == 0)
        return;
    qsort_r(first, rows->count, rows->row_bytes, how->compare, how->context);
    for (size_t i = 1; i < rows->count; i++) {
        const char *const row = first + i * rows->row_bytes;
        char *const last = first + (count - 1) * rows->row_bytes;

        if (how->compare(last, row, how->context) == 0)
            how->add(last, row);
        else
            memmove(first + count++ * rows->row_bytes, row, rows->row_bytes);
    }
    rows->count = count;
}
