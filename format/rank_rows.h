/* rank_rows.h: which rows of a rank file's tables can be true.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_FORMAT_RANK_ROWS_H
#define RANKPROF_FORMAT_RANK_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/rank_reader.h"
#include "format/schema.h"

/* The rows of a table in a span of one slice record; all zero for the table of slices. */
struct rp_rank_span {
    uint64_t first;
    uint64_t count;
};
struct rp_rank_span rp_rank_span_of(const struct rp_rank_slice *slice, enum rp_rank_table table);
void rp_rank_span_set(struct rp_rank_slice *slice, enum rp_rank_table table,
                      const struct rp_rank_span *span);

/*
 * What `checksum` of a slice record must be. HDF5 checks metadata and what is compressed; these
 * rows are neither.
 */
uint64_t rp_rank_slice_checksum(const struct rp_rank_slice *slice);

/* The table's rows in memory, and their number; values are not held: NULL and 0. */
const void *rp_rank_rows(const struct rp_rank_file *file, enum rp_rank_table table, size_t *count);
void rp_rank_rows_set(struct rp_rank_file *file, enum rp_rank_table table, void *rows,
                      size_t count);

/* Frees the rows of all tables in memory. */
void rp_rank_rows_release(struct rp_rank_file *file);

/* True when the table has this row and it is used. */
bool rp_rank_row_is_used(const struct rp_rank_file *file, enum rp_rank_table table,
                         uint64_t number);

/* The first column of the row that names a row or a text that is not there; NULL: all are. */
const struct rp_schema_column *rp_rank_row_dangling(const struct rp_rank_file *file,
                                                    enum rp_rank_table table, const void *row);

/* True when a context's parent stands before it; the root's is itself. */
bool rp_rank_parent_is_before(const struct rp_rank_context *row, uint64_t number);

/* Makes rows that cannot be true unused; returns their number. */
size_t rp_rank_rows_clean(struct rp_rank_file *file);

#endif
