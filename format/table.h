/* table.h: a table of a file: one HDF5 group, one dataset a column, rows given as structs.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_FORMAT_TABLE_H
#define RANKPROF_FORMAT_TABLE_H

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/schema.h"

#define RP_TABLE_COLUMNS_MAX   96u
#define RP_TABLE_DEFLATE_LEVEL 1 /* higher ones save under 6 % and take three times as long */

/* How a new table lies in the file. */
struct rp_table_layout {
    uint64_t rows;       /* at the start */
    uint64_t chunk_rows; /* rows of one chunk of each column */
    bool growing;        /* may be extended later */
    bool filtered;       /* shuffle and deflate; else chunks can be written in part, in place */
};

/* An open table. Owns its datasets. All functions return false on failure, with HDF5's reason. */
struct rp_table {
    const struct rp_schema_table *schema;
    uint64_t rows; /* length of every column; when opened: of the shortest */
    hid_t columns[RP_TABLE_COLUMNS_MAX];
};

bool rp_table_create(struct rp_table *table, hid_t file, const struct rp_schema_table *schema,
                     const struct rp_table_layout *layout);
bool rp_table_open(struct rp_table *table, hid_t file, const struct rp_schema_table *schema);
/* Opens the column `number` alone: only it can be read then. */
bool rp_table_open_column(struct rp_table *table, hid_t file, const struct rp_schema_table *schema,
                          size_t number);
void rp_table_close(struct rp_table *table); /* zeroed or closed before: nothing happens */

/*
 * Closes the datasets of a table that stays known, and opens them to write. A table that is not
 * written to costs less closed. After a failed write both are needed: HDF5 (1.10.8) remembers where
 * it wanted to put the chunk, writes there the next time, and never enters the place in the index.
 */
void rp_table_close_columns(struct rp_table *table);
bool rp_table_open_columns(struct rp_table *table, hid_t file);

/* Makes every column `rows` long; new rows are zero. */
bool rp_table_extend(struct rp_table *table, uint64_t rows);

/*
 * Writes `count` row structs from row `first` on. `transfer` is a transfer property list or
 * H5P_DEFAULT; with a collective one all processes call, also with no rows of their own.
 */
bool rp_table_write(struct rp_table *table, const void *rows, uint64_t first, size_t count,
                    hid_t transfer);

/* As above, for the column `number` alone. */
bool rp_table_write_column(struct rp_table *table, size_t number, const void *rows, uint64_t first,
                           size_t count, hid_t transfer);

bool rp_table_read(const struct rp_table *table, void *rows, uint64_t first, size_t count);
bool rp_table_read_column(const struct rp_table *table, size_t number, void *rows, uint64_t first,
                          size_t count);

#endif
