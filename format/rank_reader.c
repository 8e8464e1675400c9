/* rank_reader.c: reads one rank file, finished, growing, or left behind by a kill.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/rank_reader.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "format/file_header.h"
#include "format/h5.h"
#include "format/rank_rows.h"
#include "format/table.h"
#include "format/texts.h"

/* Deflate shrinks no data more than this, so a shorter file that claims more is damaged. */
#define MOST_SHRINKING 1040
#define ALWAYS_ALLOWED (UINT64_C(1) << 24)

/* A table of which no more than one slice is in memory. */
struct sliced {
    enum rp_rank_table number;
    struct rp_table table;
    char *rows;
};

struct rp_rank_reader {
    hid_t handle;
    char *path;
    uint64_t file_bytes;
    struct rp_rank_file file;
    struct sliced values, ticks;
    uint64_t total[RP_RANK_TABLE_COUNT]; /* rows that the slices name of each table */
    struct rp_texts texts;
    size_t dropped;
};

static enum rp_status no_memory(const struct rp_rank_reader *reader, struct rp_error *error)
{
    return rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory", reader->path);
}

static bool plausible_size(const struct rp_rank_reader *reader, uint64_t rows, size_t row_bytes)
{
    return rows <= (reader->file_bytes * MOST_SHRINKING + ALWAYS_ALLOWED) / row_bytes;
}

/* ---- slices ---- */

/* Reads the marks before anything else is opened: what they name is in the file by then. */
static enum rp_status count_slices(struct rp_rank_reader *reader, size_t *out,
                                   struct rp_error *error)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_RANK, RP_RANK_TABLE_slice);
    const size_t mark = (size_t)(rp_schema_mark(RP_RANK_TABLE_slice) - schema->columns);
    enum rp_status status = RP_OK;
    struct rp_rank_slice *rows = NULL;
    struct rp_table table;
    size_t count = 0;

    if (!rp_table_open_column(&table, reader->handle, schema, mark))
        return rp_h5_fail(error, "cannot read the slices of '%s'", reader->path);
    if (plausible_size(reader, table.rows, sizeof(*rows)))
        rows = calloc(table.rows + 1, sizeof(*rows));
    if (!rows)
        status = no_memory(reader, error);
    else if (!rp_table_read_column(&table, mark, rows, 0, table.rows))
        status = rp_h5_fail(error, "cannot read the slices of '%s'", reader->path);
    while (status == RP_OK && count < table.rows && rows[count].end_ns != 0)
        count++;
    rp_table_close(&table);
    free(rows);
    *out = count;
    return status;
}

static enum rp_status load_rows(struct rp_rank_reader *reader, enum rp_rank_table number,
                                uint64_t count, struct rp_error *error)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_RANK, number);
    enum rp_status status = RP_OK;
    struct rp_table table;
    char *rows;

    if (count == 0)
        return RP_OK; /* opening costs more than anything else */
    if (!plausible_size(reader, count, schema->row_bytes))
        return rp_error_set(error, RP_E_DAMAGED,
                            "cannot read '%s': /%s claims more rows than the file can hold",
                            reader->path, schema->group);
    if (!rp_table_open(&table, reader->handle, schema))
        return rp_h5_fail(error, "cannot open /%s of '%s'", schema->group, reader->path);
    rows = calloc(count + 1, schema->row_bytes); /* one more: texts always end */
    if (!rows)
        status = no_memory(reader, error);
    else if (table.rows < count)
        status = rp_error_set(error, RP_E_DAMAGED, "cannot read '%s': /%s is shorter than %llu",
                              reader->path, schema->group, (unsigned long long)count);
    else if (!rp_table_read(&table, rows, 0, count))
        status = rp_h5_fail(error, "cannot read /%s of '%s'", schema->group, reader->path);
    rp_table_close(&table);
    if (status == RP_OK)
        rp_rank_rows_set(&reader->file, number, rows, count);
    else
        free(rows);
    return status;
}

/* True for a whole record that follows the ones before it: its rows are in the totals then. */
static bool take_slice(const struct rp_rank_slice *slice, uint64_t *total)
{
    uint64_t next[RP_RANK_TABLE_COUNT];

    if (slice->end_ns < slice->start_ns || slice->checksum != rp_rank_slice_checksum(slice))
        return false;
    for (size_t i = 0; i < RP_RANK_TABLE_COUNT; i++) {
        const struct rp_rank_span span = rp_rank_span_of(slice, i);

        next[i] = total[i];
        if (span.count == 0)
            continue;
        if (span.first < total[i] || span.first > UINT32_MAX || span.count > UINT32_MAX)
            return false;
        next[i] = span.first + span.count;
    }
    memcpy(total, next, sizeof(next));
    return true;
}

/* Rows of a damaged record, and of all after it, do not count: their numbers mean nothing. */
static void keep_whole_slices(struct rp_rank_reader *reader)
{
    size_t whole = 0;

    while (whole < reader->file.slice_count &&
           take_slice(&reader->file.slices[whole], reader->total))
        whole++;
    if (whole < reader->file.slice_count)
        reader->file.closed = false;
    reader->dropped = reader->file.slice_count - whole;
    reader->file.slice_count = whole;
}

/* ---- identity ---- */

static enum rp_status load_identity(struct rp_rank_reader *reader, struct rp_error *error)
{
    const hid_t group = H5Gopen2(reader->handle, "identity", H5P_DEFAULT);
    enum rp_status status = RP_OK;

    if (group < 0 || !rp_texts_read(group, &reader->texts))
        status = rp_h5_fail(error, "cannot read /identity of '%s'", reader->path);
    reader->file.identity = reader->texts.entries;
    reader->file.identity_count = reader->texts.count;
    rp_h5_release(group);
    return status;
}

/* ---- opening ---- */

/* Slices without such rows need no table. */
static enum rp_status open_sliced(struct rp_rank_reader *reader, struct sliced *sliced,
                                  enum rp_rank_table number, struct rp_error *error)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_RANK, number);

    sliced->number = number;
    if (reader->total[number] > 0 && !rp_table_open(&sliced->table, reader->handle, schema))
        return rp_h5_fail(error, "cannot open /%s of '%s'", schema->group, reader->path);
    return RP_OK;
}

static enum rp_status load_tables(struct rp_rank_reader *reader, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < RP_RANK_TABLE_COUNT; i++) {
        if (i != RP_RANK_TABLE_slice && i != RP_RANK_TABLE_value && i != RP_RANK_TABLE_tick &&
            rp_schema_is_there(i, &reader->file.session))
            status = load_rows(reader, i, reader->total[i], error);
    }
    if (status == RP_OK)
        status = open_sliced(reader, &reader->values, RP_RANK_TABLE_value, error);
    return status == RP_OK ? open_sliced(reader, &reader->ticks, RP_RANK_TABLE_tick, error)
                           : status;
}

static enum rp_status load(struct rp_rank_reader *reader, struct rp_error *error)
{
    size_t slices = 0;
    enum rp_status status = rp_file_header_load(reader->handle, RP_FILE_RANK, reader->path,
                                                &reader->file.session, error);

    if (status == RP_OK)
        status = load_identity(reader, error);
    reader->file.closed = rp_file_header_is_closed(reader->handle);
    if (status == RP_OK)
        status = count_slices(reader, &slices, error);
    if (status == RP_OK)
        status = load_rows(reader, RP_RANK_TABLE_slice, slices, error);
    if (status != RP_OK)
        return status;
    keep_whole_slices(reader);
    status = load_tables(reader, error);
    if (status == RP_OK)
        rp_rank_rows_clean(&reader->file);
    return status;
}

enum rp_status rp_rank_reader_open(struct rp_rank_reader **out, const char *path,
                                   struct rp_error *error)
{
    struct rp_rank_reader *const reader = calloc(1, sizeof(*reader));
    enum rp_status status;
    struct stat about;

    if (!reader)
        return rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory", path);
    rp_h5_start();
    reader->handle = H5I_INVALID_HID;
    reader->path = strdup(path);
    if (!reader->path)
        status = rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory", path);
    else
        status = rp_h5_open_growing(&reader->handle, path, error);
    if (status == RP_OK && stat(path, &about) == 0)
        reader->file_bytes = (uint64_t)about.st_size;
    if (status == RP_OK)
        status = load(reader, error);
    if (status != RP_OK) {
        rp_rank_reader_close(reader);
        return status;
    }
    *out = reader;
    return RP_OK;
}

void rp_rank_reader_close(struct rp_rank_reader *reader)
{
    if (!reader)
        return;
    rp_table_close(&reader->values.table);
    rp_table_close(&reader->ticks.table);
    if (reader->handle >= 0)
        H5Fclose(reader->handle);
    rp_texts_release(&reader->texts);
    rp_rank_rows_release(&reader->file);
    free(reader->values.rows);
    free(reader->ticks.rows);
    free(reader->path);
    free(reader);
}

/* ---- what was read ---- */

const struct rp_rank_file *rp_rank_reader_file(const struct rp_rank_reader *reader)
{
    return &reader->file;
}

size_t rp_rank_reader_dropped(const struct rp_rank_reader *reader)
{
    return reader->dropped;
}

const char *rp_rank_file_text(const struct rp_rank_file *file, uint32_t offset)
{
    return offset < file->string_bytes ? file->strings + offset : "";
}

/* Rows that are used, of that slice, and name what is there; to the front. */
static size_t keep_true(const struct rp_rank_file *file, const struct sliced *sliced, size_t slice,
                        size_t count)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_RANK, sliced->number);
    const size_t row_bytes = schema->row_bytes;
    const struct rp_schema_column *const mark = rp_schema_mark(sliced->number);
    const struct rp_schema_column *const own_slice = &schema->columns[0];
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        const char *const row = sliced->rows + i * row_bytes;

        if (rp_schema_value(mark, row) == 0 || rp_schema_value(own_slice, row) != slice ||
            rp_rank_row_dangling(file, sliced->number, row))
            continue;
        memmove(sliced->rows + kept * row_bytes, row, row_bytes);
        kept++;
    }
    return kept;
}

static enum rp_status read_slice(struct rp_rank_reader *reader, struct sliced *sliced, size_t slice,
                                 struct rp_slice_rows *out, struct rp_error *error)
{
    const size_t row_bytes = rp_schema_table(RP_FILE_RANK, sliced->number)->row_bytes;
    struct rp_rank_span span;
    char *rows;

    if (slice >= reader->file.slice_count)
        return rp_error_set(error, RP_E_END, "'%s' has no slice %zu", reader->path, slice);
    span = rp_rank_span_of(&reader->file.slices[slice], sliced->number);
    if (span.count > 0 && (span.first + span.count > sliced->table.rows ||
                           !plausible_size(reader, span.count, row_bytes)))
        return rp_error_set(error, RP_E_DAMAGED, "cannot read slice %zu of '%s': rows are missing",
                            slice, reader->path);
    rows = realloc(sliced->rows, (span.count + 1) * row_bytes);
    if (!rows)
        return no_memory(reader, error);
    sliced->rows = rows;
    if (span.count > 0 && !rp_table_read(&sliced->table, rows, span.first, span.count))
        return rp_h5_fail(error, "cannot read slice %zu of '%s'", slice, reader->path);
    out->count = keep_true(&reader->file, sliced, slice, span.count);
    out->damaged = span.count - out->count;
    return RP_OK;
}

enum rp_status rp_rank_reader_values(struct rp_rank_reader *reader, size_t slice,
                                     const struct rp_rank_value **rows, struct rp_slice_rows *found,
                                     struct rp_error *error)
{
    const enum rp_status status = read_slice(reader, &reader->values, slice, found, error);

    if (status == RP_OK)
        *rows = (const struct rp_rank_value *)(const void *)reader->values.rows;
    return status;
}

enum rp_status rp_rank_reader_ticks(struct rp_rank_reader *reader, size_t slice,
                                    const struct rp_rank_tick **rows, struct rp_slice_rows *found,
                                    struct rp_error *error)
{
    const enum rp_status status = read_slice(reader, &reader->ticks, slice, found, error);

    if (status == RP_OK)
        *rows = (const struct rp_rank_tick *)(const void *)reader->ticks.rows;
    return status;
}
