/* chunk.h: compresses and writes whole chunks of a column past HDF5's chunk cache.
 * SPDX-License-Identifier: Apache-2.0
 *
 * No memory for caches in a collector that writes every chunk once, and a write that failed leaves
 * nothing behind that HDF5 would try to write again when the file is closed.
 */
#ifndef RANKPROF_FORMAT_CHUNK_H
#define RANKPROF_FORMAT_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/table.h"

/* Whole chunks: `first` begins one, `count` is a multiple of `chunk_rows`. */
struct rp_table_place {
    uint64_t first;
    size_t count;
    size_t chunk_rows;
};

/*
 * Writes place->count row structs to every column of a filtered table. False on failure, with
 * HDF5's reason or none.
 */
bool rp_chunks_write(struct rp_table *table, const void *rows, const struct rp_table_place *place);

#endif
