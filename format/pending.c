/* pending.c: collects rows of a growing table and writes them in whole chunks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/pending.h"

#include <stdlib.h>
#include <string.h>

#include "format/chunk.h"

static uint64_t whole_chunks(const struct rp_pending *pending, uint64_t rows)
{
    const uint64_t chunk = pending->chunk_rows ? pending->chunk_rows : 1;

    return (rows + chunk - 1) / chunk * chunk;
}

bool rp_pending_create(struct rp_pending *pending, hid_t file, const struct rp_schema_table *schema,
                       const struct rp_table_layout *layout)
{
    memset(pending, 0, sizeof(*pending));
    pending->file = file;
    pending->chunk_rows = layout->chunk_rows;
    if (!rp_table_create(&pending->table, file, schema, layout))
        return false;
    rp_table_close_columns(&pending->table);
    return true;
}

void rp_pending_release(struct rp_pending *pending)
{
    rp_table_close(&pending->table);
    free(pending->rows);
    memset(pending, 0, sizeof(*pending));
}

static enum rp_status make_room(struct rp_pending *pending, size_t count)
{
    const size_t row_bytes = pending->table.schema->row_bytes;
    size_t capacity = 2 * pending->capacity;
    char *rows;

    if (pending->count + count <= pending->capacity)
        return RP_OK;
    if (capacity < pending->count + count)
        capacity = whole_chunks(pending, pending->count + count);
    rows = realloc(pending->rows, capacity * row_bytes);
    if (!rows)
        return RP_E_NOMEM;
    memset(rows + pending->capacity * row_bytes, 0, (capacity - pending->capacity) * row_bytes);
    pending->rows = rows;
    pending->capacity = capacity;
    return RP_OK;
}

enum rp_status rp_pending_add(struct rp_pending *pending, const void *rows, size_t count,
                              uint32_t *out)
{
    const size_t row_bytes = pending->table.schema->row_bytes;
    const uint64_t number = pending->first + pending->count;

    /* Whole chunks below the largest number, which means "none". */
    if (whole_chunks(pending, number + count) >= UINT32_MAX)
        return RP_E_FULL;
    if (make_room(pending, count) != RP_OK)
        return RP_E_NOMEM;
    memcpy(pending->rows + pending->count * row_bytes, rows, count * row_bytes);
    pending->count += count;
    if (out)
        *out = (uint32_t)number;
    return RP_OK;
}

bool rp_pending_open(struct rp_pending *pending)
{
    if (!pending->is_open)
        pending->is_open = rp_table_open_columns(&pending->table, pending->file);
    return pending->is_open;
}

void rp_pending_failed(struct rp_pending *pending)
{
    if (pending->is_open)
        rp_table_close_columns(&pending->table);
    pending->is_open = false;
}

bool rp_pending_write(struct rp_pending *pending)
{
    const uint64_t rows = whole_chunks(pending, pending->count);
    const struct rp_table_place place = {pending->first, rows, pending->chunk_rows};
    const uint64_t end = pending->first + rows;

    if (pending->count == 0)
        return true;
    return rp_pending_open(pending) &&
           (pending->table.rows >= end || rp_table_extend(&pending->table, end)) &&
           rp_chunks_write(&pending->table, pending->rows, &place);
}

void rp_pending_done(struct rp_pending *pending)
{
    if (pending->count == 0)
        return;
    memset(pending->rows, 0, pending->count * pending->table.schema->row_bytes);
    pending->first = whole_chunks(pending, pending->first + pending->count);
    pending->count = 0;
}
