/* synthetic_image.c: makes the rank files of other ranks from that of one, which is much faster.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/tools/synthetic_image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/chunk.h"
#include "format/h5.h"
#include "tests/support/slice_seal.h"
#include "tests/tools/synthetic_rank.h"

/* ---- files ---- */

enum rp_status synthetic_image_load(struct synthetic_image *image, const char *path,
                                    struct rp_error *error)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about = {0};
    bool good = file >= 0 && fstat(file, &about) == 0;

    image->count = (size_t)about.st_size;
    image->bytes = malloc(image->count + 1);
    good = good && image->bytes && read(file, image->bytes, image->count) == about.st_size;
    if (file >= 0)
        close(file);
    return good ? RP_OK : rp_error_set(error, RP_E_IO, "cannot read '%s' whole", path);
}

void synthetic_image_release(struct synthetic_image *image)
{
    free(image->bytes);
    *image = (struct synthetic_image){0};
}

static bool save(const struct synthetic_image *image, const char *path)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool good = file >= 0 && write(file, image->bytes, image->count) == (ssize_t)image->count;

    if (file >= 0)
        good = close(file) == 0 && good;
    return good;
}

/* ---- what differs ---- */

static bool set_names(hid_t file, const struct synthetic_rows *rows)
{
    const uint32_t local_rank = rows->rank % SYNTHETIC_NODE_RANKS;
    const uint64_t start_ns = SYNTHETIC_START_NS + rows->rank;
    const hid_t session = H5Gopen2(file, "session", H5P_DEFAULT);
    const hid_t identity = H5Gopen2(file, "identity", H5P_DEFAULT);
    struct synthetic_names names;
    bool good = session >= 0 && identity >= 0;

    synthetic_name(&names, rows->rank);
    good = good && rp_h5_set_number(session, "rank", RP_U32, &rows->rank) &&
           rp_h5_set_number(session, "local_rank", RP_U32, &local_rank) &&
           rp_h5_set_number(session, "start_realtime_ns", RP_U64, &start_ns) &&
           rp_h5_set_text(identity, "job.node", names.node, 0) &&
           rp_h5_set_text(identity, "host.name", names.node, 0) &&
           rp_h5_set_text(identity, "job.rank", names.rank, 0);
    rp_h5_release(session);
    rp_h5_release(identity);
    return good;
}

/* The rows of a table, slice by slice, in whole chunks. */
struct spans {
    enum rp_rank_table table;
    const void *rows;
    const struct synthetic_span *spans;
    size_t chunk;
};

static bool write_span(struct rp_table *table, const struct spans *it,
                       const struct synthetic_span *span)
{
    const size_t row_bytes = table->schema->row_bytes;
    const size_t whole = (span->count + it->chunk - 1) / it->chunk * it->chunk;
    const struct rp_table_place place = {span->row, whole, it->chunk};
    char *const padded = calloc(whole + 1, row_bytes);
    bool good = padded && rp_table_extend(table, span->row + whole);

    if (good && span->count > 0)
        memcpy(padded, (const char *)it->rows + span->first * row_bytes, span->count * row_bytes);
    good = good && (whole == 0 || rp_chunks_write(table, padded, &place));
    free(padded);
    return good;
}

static bool write_spans(hid_t file, const struct spans *it, uint32_t slices)
{
    struct rp_table table;
    bool good = rp_table_open(&table, file, rp_schema_table(RP_FILE_RANK, it->table)) &&
                rp_table_extend(&table, 0); /* nothing of the other rank stays */

    for (uint32_t i = 0; good && i < slices; i++)
        good = write_span(&table, it, &it->spans[i]);
    rp_table_close(&table);
    return good;
}

/* One column of some rows of a table. */
struct cells {
    enum rp_rank_table table;
    const char *column;
    const void *rows;
    uint64_t first;
    size_t count;
};

static bool write_cells(hid_t file, const struct cells *it)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_RANK, it->table);
    struct rp_table table;
    size_t column = 0;
    bool good = true;

    while (strcmp(schema->columns[column].name, it->column) != 0)
        column++;
    good = rp_table_open_column(&table, file, schema, column) &&
           rp_table_write_column(&table, column, it->rows, it->first, it->count, H5P_DEFAULT);
    rp_table_close(&table);
    return good;
}

static bool write_slices(hid_t file, const struct synthetic_rows *rows)
{
    static const char *const columns[] = {"contexts_first", "contexts_count", "values_first",
                                          "values_count"};
    const uint32_t slices = rows->job->settings.slices;
    struct rp_rank_slice *const records = calloc(slices, sizeof(*records));
    bool good = records != NULL;

    for (uint32_t i = 0; good && i < slices; i++) {
        records[i].contexts_count = rows->context_spans[i].count;
        records[i].contexts_first = rows->context_spans[i].row;
        records[i].values_count = rows->value_spans[i].count;
        records[i].values_first = rows->value_spans[i].row;
    }
    for (size_t i = 0; good && i < sizeof(columns) / sizeof(columns[0]); i++) {
        const struct cells cells = {RP_RANK_TABLE_slice, columns[i], records, 0, slices};

        good = write_cells(file, &cells);
    }
    free(records);
    return good && slice_seal(file);
}

/* Chunks as the writer has them: 64 rows of /mpi_times and 256 of /mpi_traffic. */
static bool write_mpi(hid_t file, const struct synthetic_rows *rows, uint32_t slice)
{
    struct rp_rank_mpi_time times[SYNTHETIC_MPI_TIMES];
    struct rp_rank_mpi_traffic traffic[SYNTHETIC_MPI_TRAFFIC];
    const struct cells cells[] = {
        {RP_RANK_TABLE_mpi_time, "time_ns", times, 64 * slice, SYNTHETIC_MPI_TIMES},
        {RP_RANK_TABLE_mpi_traffic, "number", traffic, 256 * slice, SYNTHETIC_MPI_TRAFFIC},
        {RP_RANK_TABLE_mpi_traffic, "time_ns", traffic, 256 * slice, SYNTHETIC_MPI_TRAFFIC},
    };
    bool good = true;

    synthetic_mpi_times(rows, slice, times);
    synthetic_mpi_traffic(rows, slice, traffic);
    for (size_t i = 0; good && i < sizeof(cells) / sizeof(cells[0]); i++)
        good = write_cells(file, &cells[i]);
    return good;
}

static bool change(hid_t file, const struct synthetic_rows *rows)
{
    const struct spans contexts = {RP_RANK_TABLE_context, rows->contexts, rows->context_spans,
                                   SYNTHETIC_CONTEXT_CHUNK};
    const struct spans values = {RP_RANK_TABLE_value, rows->values, rows->value_spans,
                                 SYNTHETIC_VALUE_CHUNK};
    const uint32_t slices = rows->job->settings.slices;
    bool good = set_names(file, rows) && write_spans(file, &contexts, slices) &&
                write_spans(file, &values, slices) && write_slices(file, rows);

    for (uint32_t i = 0; good && i < slices; i++)
        good = write_mpi(file, rows, i);
    return good;
}

enum rp_status synthetic_image_write(const struct synthetic_image *image,
                                     const struct synthetic_rows *rows, const char *path,
                                     struct rp_error *error)
{
    hid_t file = H5I_INVALID_HID;
    bool good = false;

    rp_h5_start();
    if (!save(image, path))
        return rp_error_set(error, RP_E_IO, "cannot write '%s': %s", path, strerror(errno));
    file = rp_h5_file_open(path, H5F_ACC_RDWR);
    good = file >= 0 && change(file, rows);
    if (file >= 0)
        good = H5Fclose(file) >= 0 && good;
    return good ? RP_OK : rp_h5_fail(error, "cannot write '%s'", path);
}
