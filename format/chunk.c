/* chunk.c: compresses and writes whole chunks of a column.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/chunk.h"

#include <stdlib.h>
#include <zlib.h>

/* Room for one chunk of the widest column, plain and compressed. */
struct work {
    unsigned char *plain;
    unsigned char *packed;
    size_t packed_bytes;
};

/*
 * What HDF5's filter "shuffle" makes: first the lowest bytes of all values, then the next ones, and
 * so on. Taken by value, so that the order of bytes in the file is little-endian on any machine.
 */
static void shuffle(const struct rp_schema_column *column, size_t row_bytes, const char *rows,
                    size_t count, unsigned char *out)
{
    const size_t bytes = rp_schema_type_bytes(column->type);

    for (size_t i = 0; i < count; i++) {
        const uint64_t value = rp_schema_value(column, rows + i * row_bytes);

        for (size_t j = 0; j < bytes; j++)
            out[j * count + i] = (unsigned char)(value >> (8 * j));
    }
}

static bool write_chunk(struct rp_table *table, size_t number, const char *rows, uint64_t first,
                        size_t chunk_rows, const struct work *work)
{
    const struct rp_schema_column *const column = &table->schema->columns[number];
    const size_t bytes = chunk_rows * rp_schema_type_bytes(column->type);
    uLongf packed_bytes = work->packed_bytes;
    const hsize_t offset = first;

    shuffle(column, table->schema->row_bytes, rows, chunk_rows, work->plain);
    if (compress2(work->packed, &packed_bytes, work->plain, bytes, RP_TABLE_DEFLATE_LEVEL) != Z_OK)
        return false;
    return H5Dwrite_chunk(table->columns[number], H5P_DEFAULT, 0, &offset, packed_bytes,
                          work->packed) >= 0;
}

static bool write_column(struct rp_table *table, size_t number, const char *rows,
                         const struct rp_table_place *place, const struct work *work)
{
    for (size_t i = 0; i < place->count; i += place->chunk_rows) {
        if (!write_chunk(table, number, rows + i * table->schema->row_bytes, place->first + i,
                         place->chunk_rows, work))
            return false;
    }
    return true;
}

bool rp_chunks_write(struct rp_table *table, const void *rows, const struct rp_table_place *place)
{
    const size_t widest = place->chunk_rows * sizeof(uint64_t);
    const struct work work = {malloc(widest), malloc(compressBound(widest)), compressBound(widest)};
    bool good = work.plain && work.packed;

    for (size_t i = 0; good && i < table->schema->column_count; i++)
        good = write_column(table, i, rows, place, &work);
    free(work.plain);
    free(work.packed);
    return good;
}
