/* cluster_writer.c: writes a cluster file, alone or with other processes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "format/cluster_file.h"
#include "format/file_header.h"
#include "format/h5.h"
#include "format/parallel_io.h"
#include "format/part_file.h"
#include "format/table.h"
#include "format/texts.h"

#define CHUNK_ROWS UINT64_C(32768)
#define HEAP_CHUNK UINT64_C(262144)

struct rp_cluster_writer {
    struct rp_parallel parallel;
    struct rp_part_file part; /* of the first process; the others know the name only */
    hid_t file;
    hid_t transfer;
    bool written[RP_CLUSTER_TABLE_COUNT + 1]; /* the last: the string heap */
};

/* Every process leaves with the same status; those without a reason of their own get this one. */
static enum rp_status agree(const struct rp_cluster_writer *writer, enum rp_status status,
                            struct rp_error *error)
{
    const enum rp_status worst = rp_parallel_agree(&writer->parallel, status);

    if (worst != RP_OK && status == RP_OK)
        return rp_error_set(error, worst, "cannot write '%s': another process failed",
                            writer->part.path);
    return worst;
}

/* The first process creates the part exclusively; the others only open what it made. */
static enum rp_status create_part(struct rp_cluster_writer *writer, const char *path,
                                  struct rp_error *error)
{
    long pid = getpid();
    char suffix[32];

    rp_parallel_share(&writer->parallel, &pid);
    snprintf(suffix, sizeof(suffix), ".part.%ld", pid);
    if (writer->parallel.process == 0) {
        rp_part_file_sweep(path);
        return rp_part_file_create(&writer->part, path, suffix, error);
    }
    return rp_part_file_name(&writer->part, path, suffix, error);
}

static hid_t create_file(const struct rp_cluster_writer *writer)
{
    const hid_t access = rp_h5_file_access();
    hid_t file = H5I_INVALID_HID;

    if (access < 0)
        return access;
    if (rp_parallel_set_access(&writer->parallel, access))
        file = H5Fcreate(writer->part.part, H5F_ACC_TRUNC, H5P_DEFAULT, access);
    rp_h5_release(access);
    return file;
}

static bool write_texts(hid_t file, const struct rp_identity_entry *texts, size_t text_count)
{
    const hid_t group = H5Gopen2(file, "session", H5P_DEFAULT);
    bool good;

    if (group < 0)
        return false;
    good = rp_texts_write(group, texts, text_count);
    return rp_h5_release(group) && good;
}

static enum rp_status fill_file(struct rp_cluster_writer *writer,
                                const struct rp_cluster_heading *heading, struct rp_error *error)
{
    writer->transfer = rp_parallel_transfer(&writer->parallel);
    writer->file = create_file(writer);
    if (writer->transfer < 0 || writer->file < 0 ||
        !rp_file_header_create(writer->file, RP_FILE_CLUSTER, &heading->session) ||
        !write_texts(writer->file, heading->texts, heading->text_count))
        return rp_h5_fail(error, "cannot write '%s'", writer->part.part);
    return RP_OK;
}

enum rp_status rp_cluster_writer_open(struct rp_cluster_writer **out, const char *path,
                                      const struct rp_parallel *parallel,
                                      const struct rp_cluster_heading *heading,
                                      struct rp_error *error)
{
    struct rp_cluster_writer *const writer = calloc(1, sizeof(*writer));
    enum rp_status status;

    if (!writer)
        return rp_error_set(error, RP_E_NOMEM, "cannot create '%s': out of memory", path);
    rp_h5_start();
    writer->parallel = *parallel;
    writer->part.fd = -1;
    writer->file = H5I_INVALID_HID;
    writer->transfer = H5I_INVALID_HID;
    status = agree(writer, create_part(writer, path, error), error);
    if (status == RP_OK)
        status = agree(writer, fill_file(writer, heading, error), error);
    if (status != RP_OK) {
        rp_cluster_writer_abandon(writer);
        return status;
    }
    *out = writer;
    return RP_OK;
}

/* ---- tables ---- */

struct rp_cluster_stream {
    struct rp_cluster_writer *writer;
    struct rp_table table;
    uint64_t total;
};

static enum rp_status begin(struct rp_cluster_stream *stream, size_t number, struct rp_error *error)
{
    struct rp_cluster_writer *const writer = stream->writer;
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, number);
    const uint64_t most = number == RP_CLUSTER_TABLE_COUNT ? HEAP_CHUNK : CHUNK_ROWS;
    const uint64_t chunk = stream->total < most ? stream->total : most;
    const struct rp_table_layout layout = {stream->total, chunk, false, true};
    enum rp_status status = RP_OK;

    writer->written[number] = true;
    if (!rp_table_create(&stream->table, writer->file, schema, &layout))
        status = rp_h5_fail(error, "cannot write /%s to '%s'", schema->group, writer->part.part);
    return agree(writer, status, error);
}

static enum rp_status write_rows(struct rp_cluster_stream *stream, const void *rows, uint64_t first,
                                 size_t count, struct rp_error *error)
{
    const struct rp_cluster_writer *const writer = stream->writer;
    enum rp_status status = RP_OK;

    if (stream->total > 0 && !rp_table_write(&stream->table, rows, first, count, writer->transfer))
        status = rp_h5_fail(error, "cannot write /%s to '%s'", stream->table.schema->group,
                            writer->part.part);
    return agree(writer, status, error);
}

enum rp_status rp_cluster_stream_begin(struct rp_cluster_stream **out,
                                       struct rp_cluster_writer *writer,
                                       enum rp_cluster_table table, uint64_t total,
                                       struct rp_error *error)
{
    struct rp_cluster_stream *const stream = calloc(1, sizeof(*stream));
    enum rp_status status = agree(writer, stream ? RP_OK : RP_E_NOMEM, error);

    if (status == RP_OK && stream) {
        *stream = (struct rp_cluster_stream){.writer = writer, .total = total};
        status = begin(stream, table, error);
    }
    if (status == RP_OK)
        *out = stream;
    else
        free(stream);
    return status;
}

enum rp_status rp_cluster_stream_write(struct rp_cluster_stream *stream, const void *rows,
                                       uint64_t first, size_t count, struct rp_error *error)
{
    return write_rows(stream, rows, first, count, error);
}

void rp_cluster_stream_end(struct rp_cluster_stream *stream)
{
    if (!stream)
        return;
    rp_table_close(&stream->table);
    free(stream);
}

static enum rp_status write_table(struct rp_cluster_writer *writer, size_t number,
                                  const struct rp_cluster_part *part, struct rp_error *error)
{
    struct rp_cluster_stream stream = {.writer = writer, .total = part->total};
    enum rp_status status = begin(&stream, number, error);

    if (status == RP_OK)
        status = write_rows(&stream, part->rows, part->first, part->count, error);
    rp_table_close(&stream.table);
    return status;
}

enum rp_status rp_cluster_writer_table(struct rp_cluster_writer *writer,
                                       enum rp_cluster_table table,
                                       const struct rp_cluster_part *part, struct rp_error *error)
{
    return write_table(writer, table, part, error);
}

enum rp_status rp_cluster_writer_strings(struct rp_cluster_writer *writer,
                                         const struct rp_cluster_part *part, struct rp_error *error)
{
    return write_table(writer, RP_CLUSTER_TABLE_COUNT, part, error);
}

/* ---- closing ---- */

/* Tables that nobody wrote have no rows; no text is "". */
static enum rp_status write_missing(struct rp_cluster_writer *writer, struct rp_error *error)
{
    const struct rp_cluster_part nothing = {0};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i <= RP_CLUSTER_TABLE_COUNT; i++) {
        if (!writer->written[i])
            status = write_table(writer, i, &nothing, error);
    }
    return status;
}

static bool close_file(struct rp_cluster_writer *writer)
{
    bool good = true;

    rp_h5_release(writer->transfer);
    if (writer->file >= 0)
        good = H5Fclose(writer->file) >= 0;
    writer->transfer = H5I_INVALID_HID;
    writer->file = H5I_INVALID_HID;
    return good;
}

static void release(struct rp_cluster_writer *writer)
{
    rp_part_file_release(&writer->part);
    free(writer);
}

void rp_cluster_writer_abandon(struct rp_cluster_writer *writer)
{
    if (!writer)
        return;
    close_file(writer);
    if (writer->part.fd >= 0)
        unlink(writer->part.part); /* this process made it */
    release(writer);
}

enum rp_status rp_cluster_writer_close(struct rp_cluster_writer *writer, struct rp_error *error)
{
    enum rp_status status = write_missing(writer, error);

    if (status == RP_OK && !rp_file_header_set_state(writer->file, RP_STATE_CLOSED))
        status = rp_h5_fail(error, "cannot mark '%s' closed", writer->part.part);
    if (!close_file(writer) && status == RP_OK)
        status = rp_h5_fail(error, "cannot complete '%s'", writer->part.part);
    status = agree(writer, status, error);
    if (status != RP_OK) {
        rp_cluster_writer_abandon(writer);
        return status;
    }
    if (writer->parallel.process == 0)
        status = rp_part_file_publish(&writer->part, true, error);
    status = agree(writer, status, error);
    release(writer);
    return status;
}
