/* rows.h: a growing array of rows of one size.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_TEAM_ROWS_H
#define RANKPROF_ANALYSIS_TEAM_ROWS_H

#include <stddef.h>

#include "common/status.h"

struct rp_rows {
    void *rows;
    size_t row_bytes; /* set by the owner before the first row is added */
    size_t count;
    size_t capacity;
};

/* Adds a copy of *row. */
enum rp_status rp_rows_add(struct rp_rows *rows, const void *row);

/* Adds `count` zeroed rows and stores the address of the first, valid until the next addition. */
enum rp_status rp_rows_extend(struct rp_rows *rows, size_t count, void **first);

/* Empties it and frees the memory. */
void rp_rows_release(struct rp_rows *rows);

#endif
