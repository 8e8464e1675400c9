/* cluster_reader.c: an open cluster file: tables by pieces, texts by chunks of the heap.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/cluster_reader.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "format/h5.h"

/* Deflate shrinks no data more than this, so a shorter file that claims more is damaged. */
#define MOST_SHRINKING 1040
#define ALWAYS_ALLOWED (UINT64_C(1) << 24)

#define HEAP_CHUNK UINT64_C(262144) /* as it is written */

/* ---- opening ---- */

enum rp_status rp_cluster_reader_open(struct rp_cluster_reader **out, const char *path,
                                      struct rp_error *error)
{
    struct rp_cluster_reader *const reader = calloc(1, sizeof(*reader));
    enum rp_status status = RP_OK;
    struct stat about;

    if (!reader)
        return rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory", path);
    rp_h5_start();
    reader->handle = H5I_INVALID_HID;
    reader->path = strdup(path);
    if (!reader->path)
        status = rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory", path);
    if (status == RP_OK && stat(path, &about) == 0)
        reader->file_bytes = (uint64_t)about.st_size;
    if (status == RP_OK)
        reader->handle = rp_h5_file_open(path, H5F_ACC_RDONLY);
    if (status == RP_OK && reader->handle < 0)
        status = rp_h5_fail(error, "cannot open '%s'", path);
    if (status == RP_OK)
        *out = reader;
    else
        rp_cluster_reader_close(reader);
    return status;
}

void rp_cluster_reader_close(struct rp_cluster_reader *reader)
{
    if (!reader)
        return;
    for (size_t i = 0; i <= RP_CLUSTER_TABLE_COUNT; i++)
        rp_table_close(&reader->tables[i]);
    if (reader->handle >= 0)
        H5Fclose(reader->handle);
    free(reader->heap);
    free(reader->chunks);
    free(reader->path);
    free(reader);
}

/* ---- tables ---- */

static enum rp_status claims_too_much(const struct rp_cluster_reader *reader, size_t table,
                                      struct rp_error *error)
{
    return rp_error_set(error, RP_E_DAMAGED,
                        "cannot read '%s': /%s claims more rows than the file can hold",
                        reader->path, rp_schema_table(RP_FILE_CLUSTER, table)->group);
}

static bool is_plausible(const struct rp_cluster_reader *reader, size_t table, uint64_t rows)
{
    const size_t row_bytes = rp_schema_table(RP_FILE_CLUSTER, table)->row_bytes;

    return rows <= (reader->file_bytes * MOST_SHRINKING + ALWAYS_ALLOWED) / row_bytes;
}

/* Opens one column alone: the others, some hundred in all, may never be asked for. */
enum rp_status rp_cluster_reader_count(struct rp_cluster_reader *reader, size_t table,
                                       uint64_t *out, struct rp_error *error)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, table);
    struct rp_table first;
    uint64_t rows = 0;

    if (!rp_table_open_column(&first, reader->handle, schema, 0))
        return rp_h5_fail(error, "cannot open /%s of '%s'", schema->group, reader->path);
    rows = first.rows;
    rp_table_close(&first);
    if (!is_plausible(reader, table, rows))
        return claims_too_much(reader, table, error);
    *out = rows;
    return RP_OK;
}

static enum rp_status open_table(struct rp_cluster_reader *reader, size_t table, uint64_t rows,
                                 struct rp_error *error)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, table);
    struct rp_table *const opened = &reader->tables[table];

    if (!opened->schema && !rp_table_open(opened, reader->handle, schema))
        return rp_h5_fail(error, "cannot open /%s of '%s'", schema->group, reader->path);
    if (rows > opened->rows)
        return rp_error_set(error, RP_E_DAMAGED,
                            "cannot read '%s': a column of /%s is shorter than others",
                            reader->path, schema->group);
    return RP_OK;
}

enum rp_status rp_cluster_reader_rows(struct rp_cluster_reader *reader, size_t table,
                                      uint64_t first, size_t count, void *rows,
                                      struct rp_error *error)
{
    const enum rp_status status = open_table(reader, table, first + count, error);

    if (status != RP_OK || count == 0)
        return status;
    if (!rp_table_read(&reader->tables[table], rows, first, count))
        return rp_h5_fail(error, "cannot read /%s of '%s'", reader->tables[table].schema->group,
                          reader->path);
    return RP_OK;
}

/* ---- texts ---- */

static enum rp_status open_heap(struct rp_cluster_reader *reader, struct rp_error *error)
{
    const size_t table = RP_CLUSTER_TABLE_COUNT;
    enum rp_status status = rp_cluster_reader_count(reader, table, &reader->heap_bytes, error);

    if (status != RP_OK)
        return status;
    reader->heap = calloc(reader->heap_bytes + 1, 1); /* one more: texts always end */
    reader->chunks = calloc(reader->heap_bytes / HEAP_CHUNK + 1, sizeof(*reader->chunks));
    if (!reader->heap || !reader->chunks)
        return rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory", reader->path);
    return RP_OK;
}

static enum rp_status read_chunk(struct rp_cluster_reader *reader, uint64_t chunk,
                                 struct rp_error *error)
{
    const uint64_t first = chunk * HEAP_CHUNK;
    const uint64_t left = reader->heap_bytes - first;
    const size_t count = left < HEAP_CHUNK ? (size_t)left : (size_t)HEAP_CHUNK;

    if (reader->chunks[chunk])
        return RP_OK;
    reader->chunks[chunk] = true;
    return rp_cluster_reader_rows(reader, RP_CLUSTER_TABLE_COUNT, first, count,
                                  reader->heap + first, error);
}

/* Reads on until the text ends: it may reach into the next chunks. */
static enum rp_status read_text(struct rp_cluster_reader *reader, uint64_t offset,
                                struct rp_error *error)
{
    enum rp_status status = RP_OK;
    bool ended = false;

    for (uint64_t at = offset; status == RP_OK && !ended && at < reader->heap_bytes;) {
        const uint64_t chunk = at / HEAP_CHUNK;
        const uint64_t chunk_end = (chunk + 1) * HEAP_CHUNK;
        const uint64_t end = chunk_end < reader->heap_bytes ? chunk_end : reader->heap_bytes;

        status = read_chunk(reader, chunk, error);
        ended = memchr(reader->heap + at, 0, end - at) != NULL;
        at = end;
    }
    return status;
}

const char *rp_cluster_reader_text(struct rp_cluster_reader *reader, uint32_t offset)
{
    struct rp_error error = {.status = RP_OK};
    enum rp_status status = reader->heap ? RP_OK : open_heap(reader, &error);

    if (status == RP_OK && offset < reader->heap_bytes)
        status = read_text(reader, offset, &error);
    if (status == RP_OK)
        return offset < reader->heap_bytes ? reader->heap + offset : "";
    if (reader->failure.status == RP_OK)
        reader->failure = error;
    return "";
}
