/* rank_look.c: a first look at a rank file, at a fraction of what opening it costs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "format/file_header.h"
#include "format/h5.h"
#include "format/rank_reader.h"
#include "format/table.h"

#define ROWS_AT_ONCE 512u

/* What is looked at of /slices: `end_ns`, which says that a slice is there, and its ticks. */
struct slices {
    struct rp_table marks;
    struct rp_table ticks;
    struct rp_rank_slice *rows;
};

static size_t column_at(const struct rp_schema_table *schema, size_t offset)
{
    size_t number = 0;

    while (schema->columns[number].offset != offset)
        number++;
    return number;
}

static bool open_slices(struct slices *slices, hid_t file)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_RANK, RP_RANK_TABLE_slice);

    slices->rows = calloc(ROWS_AT_ONCE, sizeof(*slices->rows));
    return slices->rows &&
           rp_table_open_column(&slices->marks, file, schema,
                                column_at(schema, offsetof(struct rp_rank_slice, end_ns))) &&
           rp_table_open_column(&slices->ticks, file, schema,
                                column_at(schema, offsetof(struct rp_rank_slice, ticks_count)));
}

static bool read_slices(struct slices *slices, uint64_t first, size_t count)
{
    const struct rp_schema_table *const schema = slices->marks.schema;

    return rp_table_read_column(&slices->marks,
                                column_at(schema, offsetof(struct rp_rank_slice, end_ns)),
                                slices->rows, first, count) &&
           rp_table_read_column(&slices->ticks,
                                column_at(schema, offsetof(struct rp_rank_slice, ticks_count)),
                                slices->rows, first, count);
}

/* Takes the slices before the first row without one; false: there is such a row. */
static bool take_slices(struct rp_rank_look *look, const struct rp_rank_slice *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].end_ns == 0)
            return false;
        look->last_ns = rows[i].end_ns;
        look->ticks += rows[i].ticks_count;
    }
    return true;
}

static enum rp_status look_at_slices(struct rp_rank_look *look, hid_t file, const char *path,
                                     struct rp_error *error)
{
    struct slices slices = {0};
    bool good = open_slices(&slices, file);
    const uint64_t rows =
        slices.marks.rows < slices.ticks.rows ? slices.marks.rows : slices.ticks.rows;
    bool whole = good;

    for (uint64_t at = 0; whole && at < rows; at += ROWS_AT_ONCE) {
        const uint64_t left = rows - at;
        const size_t count = left < ROWS_AT_ONCE ? (size_t)left : ROWS_AT_ONCE;

        good = read_slices(&slices, at, count);
        whole = good && take_slices(look, slices.rows, count);
    }
    rp_table_close(&slices.marks);
    rp_table_close(&slices.ticks);
    free(slices.rows);
    return good ? RP_OK : rp_h5_fail(error, "cannot read the slices of '%s'", path);
}

static char *text_or_nothing(hid_t group, const char *key)
{
    char *const text = rp_h5_get_text(group, key);

    return text ? text : strdup("");
}

static enum rp_status read_identity(struct rp_rank_look *look, hid_t file, const char *path,
                                    struct rp_error *error)
{
    const hid_t group = H5Gopen2(file, "identity", H5P_DEFAULT);

    if (group < 0)
        return rp_h5_fail(error, "cannot read /identity of '%s'", path);
    look->job = text_or_nothing(group, "job.id");
    look->command = text_or_nothing(group, "job.command");
    rp_h5_release(group);
    if (!look->job || !look->command)
        return rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory", path);
    return RP_OK;
}

static enum rp_status look_into(struct rp_rank_look *look, hid_t file, const char *path,
                                struct rp_error *error)
{
    enum rp_status status = rp_file_header_load(file, RP_FILE_RANK, path, &look->session, error);

    look->closed = rp_file_header_is_closed(file);
    if (status == RP_OK)
        status = read_identity(look, file, path, error);
    return status == RP_OK ? look_at_slices(look, file, path, error) : status;
}

enum rp_status rp_rank_look(struct rp_rank_look *out, const char *path, struct rp_error *error)
{
    struct rp_rank_look look = {0};
    hid_t file = H5I_INVALID_HID;
    enum rp_status status = RP_OK;

    rp_h5_start();
    status = rp_h5_open_growing(&file, path, error);
    if (status != RP_OK)
        return status;
    status = look_into(&look, file, path, error);
    H5Fclose(file);
    if (status == RP_OK)
        *out = look;
    else
        rp_rank_look_release(&look);
    return status;
}

void rp_rank_look_release(struct rp_rank_look *look)
{
    free(look->job);
    free(look->command);
    *look = (struct rp_rank_look){0};
}
