/* rank_writer.c: writes one rank file, a slice at a time, readable at any moment.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/rank_writer.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/text_map.h"
#include "format/file_header.h"
#include "format/h5.h"
#include "format/part_file.h"
#include "format/rank_create.h"
#include "format/rank_rows.h"

#define KEPT_HEAP_BYTES (8 << 20)
#define PENDING_VALUES  (UINT64_C(1) << 24) /* rows kept while the disk is full */
#define PENDING_TICKS   (UINT64_C(1) << 18)

/*
 * What a slice may add besides its rows. The room for a slice is asked for before HDF5 writes it:
 * a write that fails in the midst of its metadata leaves HDF5 (1.10.8) unable to write that file
 * ever again ("slist already enabled").
 */
#define METADATA_BYTES 32768

/*
 * The file is closed and opened again each time so many slices were written: what HDF5 keeps of an
 * open file (free space, indexes of chunks, lists of its own) grows with every slice otherwise, by
 * 0.15 kB (measured). It costs a slice in so many the time of five.
 */
#define RENEW_SLICES 256

struct rp_rank_writer {
    struct rp_rank_created made;
    struct rp_part_file part;
    uint64_t slices;          /* committed */
    struct rp_text_map texts; /* offsets in the string heap */
};

/* ---- opening and closing ---- */

/* Offset 0 of the heap is the empty text. */
static enum rp_status start_strings(struct rp_rank_writer *writer)
{
    enum rp_status status =
        rp_pending_add(&writer->made.tables[RP_RANK_TABLE_strings], "", 1, NULL);

    if (status == RP_OK)
        status = rp_text_map_add(&writer->texts, "", 0);
    return status;
}

/*
 * True when nothing is left that closing would have to write, so that it cannot fail half way: a
 * file whose flag is cleared but which is shorter than it says would open for nobody.
 */
static bool may_close(struct rp_rank_writer *writer)
{
    struct stat about;
    haddr_t end;

    if (H5Fflush(writer->made.file, H5F_SCOPE_LOCAL) < 0 || H5Fget_eoa(writer->made.file, &end) < 0)
        return false;
    if (fstat(writer->part.fd, &about) != 0)
        return false;
    return (haddr_t)about.st_size >= end || ftruncate(writer->part.fd, (off_t)end) == 0;
}

/* Without this the file stays as a killed writer would leave it, which every reader copes with. */
static bool close_file(struct rp_rank_writer *writer, const char *state)
{
    bool good = false;

    for (size_t i = 0; i < RP_RANK_TABLE_COUNT; i++)
        rp_pending_release(&writer->made.tables[i]);
    if (writer->made.file >= 0 && may_close(writer) &&
        rp_file_header_set_state(writer->made.file, state))
        good = H5Fclose(writer->made.file) >= 0;
    writer->made.file = H5I_INVALID_HID;
    return good;
}

/* Rows that no slice record names are lost, so the file is not whole; the texts do not matter. */
static bool has_lost_rows(const struct rp_rank_writer *writer)
{
    for (size_t i = 0; i < RP_RANK_TABLE_COUNT; i++) {
        if (i != RP_RANK_TABLE_strings && writer->made.tables[i].count > 0)
            return true;
    }
    return false;
}

static void release(struct rp_rank_writer *writer)
{
    rp_text_map_release(&writer->texts);
    rp_part_file_release(&writer->part);
    free(writer);
}

void rp_rank_writer_abandon(struct rp_rank_writer *writer)
{
    if (!writer)
        return;
    close_file(writer, RP_STATE_OPEN);
    release(writer);
}

enum rp_status rp_rank_file_reserve(struct rp_part_file *out, const char *path,
                                    struct rp_error *error)
{
    if (access(path, F_OK) == 0)
        return rp_error_set(error, RP_E_EXISTS,
                            "cannot create '%s': it exists, and files are never overwritten; "
                            "choose another name",
                            path);
    return rp_part_file_create(out, path, ".part", error);
}

/*
 * HDF5 takes and frees some hundred KB at each flush. glibc would give them back to the kernel each
 * time: with one flush a column that was up to nine tenths of the CPU time of a slice (measured).
 */
static void keep_freed_memory(void)
{
    mallopt(M_TRIM_THRESHOLD, KEPT_HEAP_BYTES);
    mallopt(M_MMAP_THRESHOLD, KEPT_HEAP_BYTES);
}

static enum rp_status out_of_memory(const struct rp_part_file *part, struct rp_error *error)
{
    return rp_error_set(error, RP_E_NOMEM, "cannot write '%s': out of memory", part->part);
}

enum rp_status rp_rank_writer_start(struct rp_rank_writer **out, struct rp_part_file *reserved,
                                    const struct rp_rank_session *session,
                                    const struct rp_identity_entry *identity, size_t identity_count,
                                    struct rp_error *error)
{
    struct rp_rank_writer *const writer = calloc(1, sizeof(*writer));
    enum rp_status status;

    if (!writer) {
        status = out_of_memory(reserved, error);
        rp_part_file_remove(reserved);
        return status;
    }
    keep_freed_memory();
    rp_h5_start();
    writer->made.file = H5I_INVALID_HID;
    writer->part = *reserved;
    *reserved = (struct rp_part_file){.fd = -1};
    if (!rp_rank_create(&writer->made, writer->part.part, session, identity, identity_count))
        status = rp_h5_fail(error, "cannot write '%s'", writer->part.part);
    else
        status = RP_OK;
    if (status == RP_OK && start_strings(writer) != RP_OK)
        status = out_of_memory(&writer->part, error);
    if (status != RP_OK) {
        unlink(writer->part.part); /* nothing is in it */
        rp_rank_writer_abandon(writer);
        return status;
    }
    *out = writer;
    return RP_OK;
}

enum rp_status rp_rank_writer_open(struct rp_rank_writer **out, const char *path,
                                   const struct rp_rank_session *session,
                                   const struct rp_identity_entry *identity, size_t identity_count,
                                   struct rp_error *error)
{
    struct rp_part_file reserved;
    const enum rp_status status = rp_rank_file_reserve(&reserved, path, error);

    if (status != RP_OK)
        return status;
    return rp_rank_writer_start(out, &reserved, session, identity, identity_count, error);
}

/* After H5Fclose() the file is as plain as any; until then it is readable as a growing one. */
enum rp_status rp_rank_writer_close(struct rp_rank_writer *writer, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    if (!writer)
        return RP_OK;
    if (!close_file(writer, has_lost_rows(writer) ? RP_STATE_OPEN : RP_STATE_CLOSED))
        status = rp_h5_fail(error, "cannot complete '%s'", writer->part.part);
    else
        status = rp_part_file_publish(&writer->part, false, error);
    release(writer);
    return status;
}

/* ---- adding rows ---- */

enum rp_status rp_rank_writer_string(struct rp_rank_writer *writer, const char *text, uint32_t *out)
{
    struct rp_pending *const heap = &writer->made.tables[RP_RANK_TABLE_strings];
    uint32_t offset;
    enum rp_status status;

    if (rp_text_map_find(&writer->texts, text, out))
        return RP_OK;
    status = rp_pending_add(heap, text, strlen(text) + 1, &offset);
    if (status != RP_OK)
        return status;
    status = rp_text_map_add(&writer->texts, text, offset);
    if (status == RP_OK)
        *out = offset;
    return status;
}

/* A row whose mark is 0 would read as "not used". */
static enum rp_status add_row(struct rp_rank_writer *writer, enum rp_rank_table table,
                              const void *row, uint32_t *out)
{
    if (rp_schema_value(rp_schema_mark(table), row) == 0 ||
        !writer->made.tables[table].table.schema)
        return RP_E_USAGE;
    return rp_pending_add(&writer->made.tables[table], row, 1, out);
}

#define ADD_NAMED(name)                                                                            \
    enum rp_status rp_rank_writer_add_##name(struct rp_rank_writer *writer,                        \
                                             const struct rp_rank_##name *row, uint32_t *out)      \
    {                                                                                              \
        return add_row(writer, RP_RANK_TABLE_##name, row, out);                                    \
    }
#define ADD_UNNAMED(name)                                                                          \
    enum rp_status rp_rank_writer_add_##name(struct rp_rank_writer *writer,                        \
                                             const struct rp_rank_##name *row)                     \
    {                                                                                              \
        return add_row(writer, RP_RANK_TABLE_##name, row, NULL);                                   \
    }
RP_RANK_NAMED_ROWS(ADD_NAMED)
RP_RANK_UNNAMED_ROWS(ADD_UNNAMED)

enum rp_status rp_rank_writer_add_value(struct rp_rank_writer *writer,
                                        const struct rp_rank_value *row)
{
    if (row->delta == 0)
        return RP_OK;
    if (writer->made.tables[RP_RANK_TABLE_value].count >= PENDING_VALUES)
        return RP_E_FULL;
    return add_row(writer, RP_RANK_TABLE_value, row, NULL);
}

/* While the disk is full, ticks are the first to go. */
enum rp_status rp_rank_writer_add_tick(struct rp_rank_writer *writer,
                                       const struct rp_rank_tick *row)
{
    if (writer->made.tables[RP_RANK_TABLE_tick].count >= PENDING_TICKS)
        return RP_OK;
    return add_row(writer, RP_RANK_TABLE_tick, row, NULL);
}

/* ---- committing ---- */

/* Rows that tell their slice, in their first column, were added before its number was known. */
static void number_rows(struct rp_rank_writer *writer)
{
    static const enum rp_rank_table numbered[] = {
        RP_RANK_TABLE_value,     RP_RANK_TABLE_mpi_time,      RP_RANK_TABLE_mpi_traffic,
        RP_RANK_TABLE_tick,      RP_RANK_TABLE_gpu_operation, RP_RANK_TABLE_gpu_time,
        RP_RANK_TABLE_gpu_event, RP_RANK_TABLE_reading,
    };
    const uint32_t slice = (uint32_t)writer->slices;

    for (size_t i = 0; i < sizeof(numbered) / sizeof(numbered[0]); i++) {
        struct rp_pending *const rows = &writer->made.tables[numbered[i]];
        const size_t row_bytes = rows->count > 0 ? rows->table.schema->row_bytes : 0;

        for (size_t row = 0; row < rows->count; row++)
            memcpy(rows->rows + row * row_bytes, &slice, sizeof(slice));
    }
}

static void tell_spans(const struct rp_rank_writer *writer, struct rp_rank_slice *record)
{
    for (size_t i = 0; i < RP_RANK_TABLE_COUNT; i++) {
        const struct rp_rank_span span = {writer->made.tables[i].first,
                                          writer->made.tables[i].count};

        rp_rank_span_set(record, i, &span);
    }
}

static bool write_rows(struct rp_rank_writer *writer)
{
    for (size_t i = 0; i < RP_RANK_TABLE_COUNT; i++) {
        if (i != RP_RANK_TABLE_slice && !rp_pending_write(&writer->made.tables[i]))
            return false;
    }
    return true;
}

/*
 * The mark is written alone and last: a record without it is not there. What it stands for is
 * flushed before, all tables at once: HDF5 goes through all of its cache at each flush.
 */
static bool write_record(struct rp_rank_writer *writer, const struct rp_rank_slice *record)
{
    struct rp_pending *const slices = &writer->made.tables[RP_RANK_TABLE_slice];
    struct rp_table *const table = &slices->table;
    const struct rp_schema_column *const mark = rp_schema_mark(RP_RANK_TABLE_slice);
    const size_t mark_number = (size_t)(mark - table->schema->columns);

    if (!rp_pending_open(slices) || (writer->slices >= table->rows &&
                                     !rp_table_extend(table, writer->slices + slices->chunk_rows)))
        return false;
    for (size_t i = 0; i < table->schema->column_count; i++) {
        if (i != mark_number &&
            !rp_table_write_column(table, i, record, writer->slices, 1, H5P_DEFAULT))
            return false;
    }
    return H5Fflush(writer->made.file, H5F_SCOPE_LOCAL) >= 0 &&
           rp_table_write_column(table, mark_number, record, writer->slices, 1, H5P_DEFAULT) &&
           H5Dflush(table->columns[mark_number]) >= 0;
}

/* Their rows stay, and go to the same place. */
static void forget_tries(struct rp_rank_writer *writer)
{
    for (size_t i = 0; i < RP_RANK_TABLE_COUNT; i++)
        rp_pending_failed(&writer->made.tables[i]);
}

/*
 * Only where closing cannot fail half way; if opening fails, the next slice tries again. To a
 * reader a file that is closed for a moment looks like one whose writer was killed.
 */
static void renew(struct rp_rank_writer *writer)
{
    struct stat about;

    /* What was removed meanwhile cannot be opened again. */
    if (fstat(writer->part.fd, &about) != 0 || about.st_nlink == 0 || !may_close(writer))
        return;
    forget_tries(writer);
    H5Fclose(writer->made.file);
    rp_rank_reopen(&writer->made, writer->part.fd);
}

/* The most that the pending rows can take in the file. */
static uint64_t needed_bytes(const struct rp_rank_writer *writer)
{
    uint64_t bytes = METADATA_BYTES;

    for (size_t i = 0; i < RP_RANK_TABLE_COUNT; i++)
        bytes += rp_pending_bytes(&writer->made.tables[i]);
    return bytes;
}

enum rp_status rp_rank_writer_commit(struct rp_rank_writer *writer,
                                     const struct rp_rank_slice *slice, struct rp_error *error)
{
    struct rp_rank_slice record = *slice;

    if (slice->end_ns == 0)
        return rp_error_set(error, RP_E_USAGE, "cannot write a slice that ends at time 0");
    if (!rp_part_file_reserve(&writer->part, needed_bytes(writer)))
        return rp_error_set(error, RP_E_IO, "cannot write slice %llu to '%s': %s",
                            (unsigned long long)writer->slices, writer->part.part, strerror(errno));
    number_rows(writer);
    tell_spans(writer, &record);
    record.checksum = rp_rank_slice_checksum(&record);
    if ((writer->made.file < 0 && !rp_rank_reopen(&writer->made, writer->part.fd)) ||
        !write_rows(writer) || !write_record(writer, &record)) {
        rp_h5_fail(error, "cannot write slice %llu to '%s'", (unsigned long long)writer->slices,
                   writer->part.part);
        forget_tries(writer);
        return RP_E_IO;
    }
    for (size_t i = 0; i < RP_RANK_TABLE_COUNT; i++)
        rp_pending_done(&writer->made.tables[i]);
    writer->slices++;
    if (writer->slices % RENEW_SLICES == 0)
        renew(writer);
    return RP_OK;
}
