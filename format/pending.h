/* pending.h: a growing table with its rows that are not in the file yet.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Rows are written from a chunk boundary on and in whole chunks, so that each chunk is written
 * once: HDF5 never uses the space of a rewritten compressed chunk again while others may read.
 */
#ifndef RANKPROF_FORMAT_PENDING_H
#define RANKPROF_FORMAT_PENDING_H

#include "common/status.h"
#include "format/table.h"

/* Zeroed, it stands for a table that the file does not have: it takes no rows. */
struct rp_pending {
    hid_t file;            /* not owned */
    struct rp_table table; /* most files fill few tables: opened for the first rows */
    bool is_open;
    uint64_t chunk_rows;
    uint64_t first;  /* number of the first pending row: the first of a chunk */
    char *rows;      /* row structs; zero from `count` on */
    size_t count;    /* pending rows */
    size_t capacity; /* a multiple of chunk_rows, or 0 */
};

bool rp_pending_create(struct rp_pending *pending, hid_t file, const struct rp_schema_table *schema,
                       const struct rp_table_layout *layout);
void rp_pending_release(struct rp_pending *pending); /* zeroed: nothing happens */

/*
 * Adds `count` rows and stores the number of the first in *out (may be NULL). RP_E_FULL when a
 * number would not fit into 32 bits, RP_E_NOMEM.
 */
enum rp_status rp_pending_add(struct rp_pending *pending, const void *rows, size_t count,
                              uint32_t *out);

/* The most that the pending rows can take in the file, in whole chunks. */
static inline uint64_t rp_pending_bytes(const struct rp_pending *pending)
{
    const uint64_t beyond = pending->count % (pending->chunk_rows ? pending->chunk_rows : 1);

    if (pending->count == 0)
        return 0;
    return (pending->count + (beyond ? pending->chunk_rows - beyond : 0)) *
           pending->table.schema->row_bytes;
}

/* Opens the table, where it is not open; false on failure. */
bool rp_pending_open(struct rp_pending *pending);

/* Writes the pending rows, which stay pending until the file was flushed; false on failure. */
bool rp_pending_write(struct rp_pending *pending);

/* To be called when they could not be written or flushed: they can be written anew. */
void rp_pending_failed(struct rp_pending *pending);

/* Forgets the rows, which count as written; the next ones start at a chunk boundary. */
void rp_pending_done(struct rp_pending *pending);

#endif
