/* rows.c: a growing array of rows of one size.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/team/rows.h"

#include <stdlib.h>
#include <string.h>

static enum rp_status reserve(struct rp_rows *rows, size_t count)
{
    size_t capacity = rows->capacity * 2 > 16 ? rows->capacity * 2 : 16;
    void *longer = NULL;

    if (count <= rows->capacity)
        return RP_OK;
    if (capacity < count)
        capacity = count;
    longer = reallocarray(rows->rows, capacity, rows->row_bytes);
    if (!longer)
        return RP_E_NOMEM;
    rows->rows = longer;
    rows->capacity = capacity;
    return RP_OK;
}

enum rp_status rp_rows_extend(struct rp_rows *rows, size_t count, void **first)
{
    if (reserve(rows, rows->count + count) != RP_OK)
        return RP_E_NOMEM;
    *first = rows->rows ? (char *)rows->rows + rows->count * rows->row_bytes : NULL;
    if (*first)
        memset(*first, 0, count * rows->row_bytes);
    rows->count += count;
    return RP_OK;
}

enum rp_status rp_rows_add(struct rp_rows *rows, const void *row)
{
    void *place = NULL;
    const enum rp_status status = rp_rows_extend(rows, 1, &place);

    if (status == RP_OK && place)
        memcpy(place, row, rows->row_bytes);
    return status;
}

void rp_rows_release(struct rp_rows *rows)
{
    free(rows->rows);
    rows->rows = NULL;
    rows->count = 0;
    rows->capacity = 0;
}
