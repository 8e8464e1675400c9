/* table.c: a table of a file: creates, opens, extends, scatters rows to columns and gathers them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/table.h"

#include <stdlib.h>
#include <string.h>

#include "format/h5.h"

static hid_t creation_properties(const struct rp_table_layout *layout, bool shuffled)
{
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk = layout->chunk_rows;
    bool good = list >= 0;

    if (good && (layout->rows || layout->growing)) {
        good = H5Pset_chunk(list, 1, &chunk) >= 0;
        if (good && layout->filtered && shuffled)
            good = H5Pset_shuffle(list) >= 0;
        if (good && layout->filtered)
            good = H5Pset_deflate(list, RP_TABLE_DEFLATE_LEVEL) >= 0;
    }
    if (good)
        return list;
    rp_h5_release(list);
    return H5I_INVALID_HID;
}

/* Without a chunk cache a write that fails leaves nothing behind that would be written later. */
static hid_t access_properties(void)
{
    const hid_t list = H5Pcreate(H5P_DATASET_ACCESS);

    if (list >= 0 && H5Pset_chunk_cache(list, 1, 0, 1.0) < 0) {
        rp_h5_release(list);
        return H5I_INVALID_HID;
    }
    return list;
}

/* What the datasets of a table share. */
struct shape {
    hid_t space;
    hid_t narrow, wide; /* to create columns of one byte a value, and of more */
    hid_t access;
};

static void release_shape(const struct shape *shape)
{
    rp_h5_release(shape->space);
    rp_h5_release(shape->narrow);
    rp_h5_release(shape->wide);
    rp_h5_release(shape->access);
}

static bool make_shape(struct shape *shape, const struct rp_table_layout *layout)
{
    const hsize_t rows = layout->rows;
    const hsize_t most = layout->growing ? H5S_UNLIMITED : rows;

    shape->space = H5Screate_simple(1, &rows, &most);
    shape->narrow = creation_properties(layout, false);
    shape->wide = creation_properties(layout, true);
    shape->access = access_properties();
    return shape->space >= 0 && shape->narrow >= 0 && shape->wide >= 0 && shape->access >= 0;
}

static hid_t create_dataset(hid_t group, const struct rp_schema_column *column,
                            const struct shape *shape)
{
    return H5Dcreate2(group, column->name, rp_h5_file_type(column->type), shape->space, H5P_DEFAULT,
                      rp_schema_type_bytes(column->type) > 1 ? shape->wide : shape->narrow,
                      shape->access);
}

static void reset(struct rp_table *table, const struct rp_schema_table *schema)
{
    table->schema = schema;
    table->rows = 0;
    for (size_t i = 0; i < RP_TABLE_COLUMNS_MAX; i++)
        table->columns[i] = H5I_INVALID_HID;
}

static bool create_column(struct rp_table *table, size_t number, hid_t group,
                          const struct shape *shape)
{
    const struct rp_schema_column *const column = &table->schema->columns[number];
    const hid_t dataset = create_dataset(group, column, shape);

    table->columns[number] = dataset;
    return dataset >= 0 && rp_h5_set_text(dataset, "units", column->unit, 0) &&
           rp_h5_set_text(dataset, "long_name", column->meaning, 0);
}

/* A group may lie in another one ("summary/functions"), which is made with the first of them. */
static hid_t create_group(hid_t file, const char *path)
{
    const hid_t links = H5Pcreate(H5P_LINK_CREATE);
    hid_t group = H5I_INVALID_HID;

    if (links >= 0 && H5Pset_create_intermediate_group(links, 1) >= 0)
        group = H5Gcreate2(file, path, links, H5P_DEFAULT, H5P_DEFAULT);
    rp_h5_release(links);
    return group;
}

bool rp_table_create(struct rp_table *table, hid_t file, const struct rp_schema_table *schema,
                     const struct rp_table_layout *layout)
{
    const hid_t group = create_group(file, schema->group);
    struct shape shape;
    bool good =
        make_shape(&shape, layout) && group >= 0 && schema->column_count <= RP_TABLE_COLUMNS_MAX;

    reset(table, schema);
    for (size_t i = 0; good && i < schema->column_count; i++)
        good = create_column(table, i, group, &shape);
    release_shape(&shape);
    if (group >= 0)
        good = rp_h5_release(group) && good;
    table->rows = layout->rows;
    if (!good)
        rp_table_close(table);
    return good;
}

/* The length of a one-dimensional dataset, or -1. */
static hssize_t length_of(hid_t dataset)
{
    const hid_t space = H5Dget_space(dataset);
    hssize_t rows = -1;

    if (space >= 0 && H5Sget_simple_extent_ndims(space) == 1)
        rows = H5Sget_simple_extent_npoints(space);
    rp_h5_release(space);
    return rows;
}

static bool open_column(struct rp_table *table, size_t number, hid_t group, hid_t access)
{
    const hid_t dataset = H5Dopen2(group, table->schema->columns[number].name, access);
    hssize_t rows;

    table->columns[number] = dataset;
    if (dataset < 0)
        return false;
    rows = length_of(dataset);
    if (rows >= 0 && (uint64_t)rows < table->rows)
        table->rows = (uint64_t)rows;
    return rows >= 0;
}

static bool open_columns(struct rp_table *table, hid_t file, size_t first, size_t end, hid_t access)
{
    const hid_t group = H5Gopen2(file, table->schema->group, H5P_DEFAULT);
    bool good = group >= 0;

    table->rows = UINT64_MAX;
    for (size_t i = first; good && i < end; i++)
        good = open_column(table, i, group, access);
    rp_h5_release(group);
    return good;
}

static bool open_to_read(struct rp_table *table, hid_t file, size_t first, size_t end)
{
    if (open_columns(table, file, first, end, H5P_DEFAULT))
        return true;
    rp_table_close(table);
    return false;
}

bool rp_table_open(struct rp_table *table, hid_t file, const struct rp_schema_table *schema)
{
    reset(table, schema);
    return open_to_read(table, file, 0, schema->column_count);
}

bool rp_table_open_column(struct rp_table *table, hid_t file, const struct rp_schema_table *schema,
                          size_t number)
{
    reset(table, schema);
    return open_to_read(table, file, number, number + 1);
}

void rp_table_close_columns(struct rp_table *table)
{
    for (size_t i = 0; i < table->schema->column_count; i++) {
        if (table->columns[i] >= 0)
            rp_h5_release(table->columns[i]);
        table->columns[i] = H5I_INVALID_HID;
    }
}

bool rp_table_open_columns(struct rp_table *table, hid_t file)
{
    const hid_t access = access_properties();
    const bool good =
        access >= 0 && open_columns(table, file, 0, table->schema->column_count, access);

    rp_h5_release(access);
    if (!good)
        rp_table_close_columns(table);
    return good;
}

void rp_table_close(struct rp_table *table)
{
    if (!table->schema)
        return;
    rp_table_close_columns(table);
    reset(table, NULL);
}

bool rp_table_extend(struct rp_table *table, uint64_t rows)
{
    const hsize_t extent = rows;

    for (size_t i = 0; i < table->schema->column_count; i++) {
        if (H5Dset_extent(table->columns[i], &extent) < 0)
            return false;
    }
    table->rows = rows;
    return true;
}

struct selection {
    hid_t file;
    hid_t memory;
};

static bool select_rows(struct selection *selection, hid_t dataset, uint64_t first, size_t count)
{
    const hsize_t start = first;
    const hsize_t length = count;

    selection->file = H5Dget_space(dataset);
    selection->memory = H5Screate_simple(1, &length, NULL);
    if (selection->file < 0 || selection->memory < 0)
        return false;
    if (count == 0)
        return H5Sselect_none(selection->file) >= 0 && H5Sselect_none(selection->memory) >= 0;
    return H5Sselect_hyperslab(selection->file, H5S_SELECT_SET, &start, NULL, &length, NULL) >= 0;
}

static void release(struct selection *selection)
{
    rp_h5_release(selection->file);
    rp_h5_release(selection->memory);
}

static void take_column(void *packed, const void *rows, size_t row_bytes, size_t offset,
                        size_t value_bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        memcpy((char *)packed + i * value_bytes, (const char *)rows + i * row_bytes + offset,
               value_bytes);
}

static void put_column(const void *packed, void *rows, size_t row_bytes, size_t offset,
                       size_t value_bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        memcpy((char *)rows + i * row_bytes + offset, (const char *)packed + i * value_bytes,
               value_bytes);
}

bool rp_table_write_column(struct rp_table *table, size_t number, const void *rows, uint64_t first,
                           size_t count, hid_t transfer)
{
    const struct rp_schema_column *const column = &table->schema->columns[number];
    const size_t bytes = rp_schema_type_bytes(column->type);
    void *const packed = malloc(count ? count * bytes : 1);
    struct selection selection;
    bool good = false;

    /* Without memory the call is made with no rows: others may be waiting in it. */
    const size_t held = packed ? count : 0;

    take_column(packed, rows, table->schema->row_bytes, column->offset, bytes, held);
    if (select_rows(&selection, table->columns[number], first, held))
        good = H5Dwrite(table->columns[number], rp_h5_memory_type(column->type), selection.memory,
                        selection.file, transfer, packed ? packed : &selection) >= 0;
    release(&selection);
    free(packed);
    return good && held == count;
}

/* The reason of the first failure is kept: the calls after it would replace it. */
bool rp_table_write(struct rp_table *table, const void *rows, uint64_t first, size_t count,
                    hid_t transfer)
{
    hid_t reasons = H5I_INVALID_HID;
    bool good = true;

    /* A collective write is called for every column by all, whatever happened to one of them. */
    for (size_t i = 0; i < table->schema->column_count; i++) {
        if (rp_table_write_column(table, i, rows, first, count, transfer) || !good)
            continue;
        good = false;
        reasons = H5Eget_current_stack();
    }
    if (!good)
        H5Eset_current_stack(reasons);
    return good;
}

bool rp_table_read_column(const struct rp_table *table, size_t number, void *rows, uint64_t first,
                          size_t count)
{
    const struct rp_schema_column *const column = &table->schema->columns[number];
    const size_t bytes = rp_schema_type_bytes(column->type);
    void *const packed = calloc(count ? count : 1, bytes);
    struct selection selection;
    bool good = false;

    if (!packed)
        return false;
    if (select_rows(&selection, table->columns[number], first, count))
        good = H5Dread(table->columns[number], rp_h5_memory_type(column->type), selection.memory,
                       selection.file, H5P_DEFAULT, packed) >= 0;
    release(&selection);
    if (good)
        put_column(packed, rows, table->schema->row_bytes, column->offset, bytes, count);
    free(packed);
    return good;
}

bool rp_table_read(const struct rp_table *table, void *rows, uint64_t first, size_t count)
{
    for (size_t i = 0; i < table->schema->column_count; i++) {
        if (!rp_table_read_column(table, i, rows, first, count))
            return false;
    }
    return true;
}
